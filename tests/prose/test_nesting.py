"""Reports inside reports; one reporting word for several contents; one content from several mouths."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, shortfall, table


@table(
    (
        "The Sentinel reported that Mayor Alvin Crowe had denied taking the money.",
        [
            indirect("The Sentinel", "reported", "Mayor Alvin Crowe had denied taking the money", "Sentinel"),
            indirect("Mayor Alvin Crowe", "denied", "taking the money", "Alvin Crowe"),
        ],
    ),
    (
        "A spokeswoman said the minister believed the figures were sound.",
        [
            indirect("A spokeswoman", "said", "the minister believed the figures were sound"),
            indirect("the minister", "believed", "the figures were sound", None, "thought"),
        ],
    ),
    (
        "Detective Joan Ferris testified that the suspect told her he had thrown the knife into the canal.",
        [
            indirect(
                "Detective Joan Ferris",
                "testified",
                "the suspect told her he had thrown the knife into the canal",
                "Joan Ferris",
            ),
            indirect("the suspect", "told", "he had thrown the knife into the canal"),
        ],
    ),
    (
        "According to the complaint, the manager said women “could not lift”.",
        [
            mixed("the complaint", "According to", "the manager said women could not lift"),
            mixed("the manager", "said", "women could not lift"),
        ],
    ),
    (
        "The BBC said a doctor at the camp had told it that 30 bodies had been brought in.",
        [
            indirect(
                "The BBC",
                "said",
                "a doctor at the camp had told it that 30 bodies had been brought in",
                "BBC",
            ),
            indirect("a doctor at the camp", "told", "30 bodies had been brought in"),
        ],
    ),
    (
        "Her sister says that Rose Tanaka always wanted to be buried at sea.",
        [
            indirect("Her sister", "says", "Rose Tanaka always wanted to be buried at sea"),
            indirect("Rose Tanaka", "wanted", "to be buried at sea", "Rose Tanaka", "thought"),
        ],
    ),
    (
        "Mr Vance told MPs he had been advised by lawyers that the contract was void.",
        [
            indirect(
                "Mr Vance", "told", "he had been advised by lawyers that the contract was void", "Vance"
            ),
            indirect("lawyers", "advised", "the contract was void"),
        ],
    ),
    (
        "The police say the girl told a friend that she was going to Leeds.",
        [
            indirect("The police", "say", "the girl told a friend that she was going to Leeds"),
            indirect("the girl", "told", "she was going to Leeds"),
        ],
    ),
    (
        "Historians doubt that the king ever said the city would outlive him.",
        [
            indirect("Historians", "doubt", "the king ever said the city would outlive him", None, "thought"),
            indirect("the king", "said", "the city would outlive him"),
        ],
    ),
    (
        "Union leaders said they feared the plant would not survive the winter.",
        [
            indirect("Union leaders", "said", "they feared the plant would not survive the winter"),
            indirect("they", "feared", "the plant would not survive the winter", None, "thought"),
        ],
    ),
)
def test_a_report_may_stand_in_a_report(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "Dr Nell Archer said that the vaccine was safe and that two doses were enough.",
        [indirect("Dr Nell Archer", "said", "the vaccine was safe … two doses were enough", "Nell Archer")],
    ),
    (
        "The judge found that the sale was void, that the brothers had lied and that the "
        "painting must go back.",
        [
            indirect(
                "The judge", "found", "the sale was void … the brothers had lied … the painting must go back"
            )
        ],
    ),
    (
        "The manifesto promises to cut fares and to build four lines.",
        [indirect("The manifesto", "promises", "to cut fares … to build four lines")],
    ),
    (
        "Ms Lindgren urged members to stay calm, to keep working and to ignore the rumours.",
        [
            indirect(
                "Ms Lindgren", "urged", "to stay calm … to keep working … to ignore the rumours", "Lindgren"
            )
        ],
    ),
    (
        "Police asked whether anyone had seen a white van or had heard a scream.",
        [indirect("Police", "asked", "whether anyone had seen a white van or had heard a scream")],
    ),
    (
        "The survey shows that rents are up, that wages are not and that people are leaving.",
        [indirect("The survey", "shows", "rents are up … wages are not … people are leaving")],
    ),
    (
        "Rents, the tenants’ union says, are up by a fifth; wages, it says, are flat.",
        [
            indirect("the tenants’ union", "says", "Rents … are up by a fifth"),
            indirect("it", "says", "wages … are flat"),
        ],
    ),
    (
        "The new line will cost £2bn, the company said, and it will be late.",
        [indirect("the company", "said", "The new line will cost £2bn … it will be late")],
    ),
    pytest.param(
        "Gunnar Holt called the tax “unfair”, the timing “absurd” and the minister “a child”.",
        [
            mixed(
                "Gunnar Holt",
                "called",
                "the tax unfair … the timing absurd … the minister a child",
                "Gunnar Holt",
            )
        ],
        marks=shortfall("the content is cut short"),
    ),
    (
        "She said the boat was old, “as old as my marriage”, and that both leaked. Wanda Gibb "
        "has owned it since 1979.",
        [mixed("She", "said", "the boat was old, as old as my marriage … both leaked", "Wanda Gibb")],
    ),
)
def test_one_reporting_word_may_have_several_contents(text, expected):
    assert differences(text, expected) == []


@table(
    pytest.param(
        "Both Freya Lund and Oskar Dahl said the ice was thinner than last year.",
        [indirect("Freya Lund … Oskar Dahl", "said", "the ice was thinner than last year", "Freya Lund")],
        marks=shortfall("another is named behind the source"),
    ),
    (
        "Police and witnesses said the car had been travelling at speed.",
        [indirect("Police … witnesses", "said", "the car had been travelling at speed")],
    ),
    (
        "The mayor and the bishop agreed that the bells should be silent until seven.",
        [indirect("The mayor … the bishop", "agreed", "the bells should be silent until seven")],
    ),
    pytest.param(
        "The rules are unclear, according to teachers, parents and the inspectors themselves.",
        [indirect("teachers … parents … the inspectors themselves", "according to", "The rules are unclear")],
        marks=shortfall("the source has other words"),
    ),
    pytest.param(
        "Neither Colm Daly nor his agent believes that the transfer will happen.",
        [
            indirect(
                "Colm Daly … his agent",
                "Neither … believes",
                "the transfer will happen",
                "Colm Daly",
                "thought",
            )
        ],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    pytest.param(
        "The United States and Japan warned that the launch would be answered.",
        [indirect("The United States … Japan", "warned", "the launch would be answered", "United States")],
        marks=shortfall("another is named behind the source"),
    ),
    pytest.param(
        "Senators Paula Voss and Glenn Aiken urged the agency to reopen the case.",
        [indirect("Senators Paula Voss … Glenn Aiken", "urged", "to reopen the case", "Paula Voss")],
        marks=shortfall("another is named behind the source"),
    ),
    (
        "“We’re keeping the goat,” said Tim and Polly Oakes in a joint statement.",
        [direct("Tim … Polly Oakes", "said", "We’re keeping the goat", "Polly Oakes")],
    ),
)
def test_several_may_say_one_thing(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "“It’s over,” said Arlene Foss, adding that she would miss the sea.",
        [
            direct("Arlene Foss", "said", "It’s over", "Arlene Foss"),
            indirect("Arlene Foss", "adding", "she would miss the sea", "Arlene Foss"),
        ],
    ),
    (
        "Defence lawyers rested on Friday, arguing that the state had proved nothing.",
        [indirect("Defence lawyers", "arguing", "the state had proved nothing")],
    ),
    (
        "The club sacked Ian Prowse at midnight, saying results had been “unacceptable”.",
        [mixed("The club", "saying", "results had been unacceptable")],
    ),
    pytest.param(
        "Citing “security concerns”, the embassy told its citizens to leave.",
        [
            direct("the embassy", "Citing", "security concerns"),
            indirect("the embassy", "told", "to leave"),
        ],
        marks=shortfall("the cue has other words"),
    ),
    (
        "Protesters marched to the ministry, demanding that Minister Olga Reznik resign.",
        [indirect("Protesters", "demanding", "Minister Olga Reznik resign")],
    ),
    pytest.param(
        "Hoping to avoid a strike, the port offered its crane drivers seven per cent.",
        [indirect("the port", "Hoping", "to avoid a strike", None, "thought")],
        marks=shortfall("the source is not found; one report too many"),
    ),
    (
        "Dr Lucia Ferro shook her head, calling the idea “a fairy tale”.",
        [mixed("Dr Lucia Ferro", "calling", "the idea a fairy tale", "Lucia Ferro")],
    ),
    (
        "He resigned in a two-line letter, claiming that his health had failed. Bertrand Kosta was 44.",
        [indirect("He", "claiming", "his health had failed", "Bertrand Kosta")],
    ),
)
def test_a_participle_speaks_for_the_subject_of_its_sentence(text, expected):
    assert differences(text, expected) == []
