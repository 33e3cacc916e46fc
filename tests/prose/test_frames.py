"""Words that frame a report without saying “said”: according to, as, per, nouns, passives, documents."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, reported, shortfall, table


@table(
    (
        "According to the fire service, the blaze began in a tumble dryer.",
        [indirect("the fire service", "According to", "the blaze began in a tumble dryer")],
    ),
    (
        "One household in six has no savings at all, according to a survey by the Hartwell Foundation.",
        [
            indirect(
                "a survey by the Hartwell Foundation",
                "according to",
                "One household in six has no savings at all",
                "Hartwell Foundation",
            )
        ],
    ),
    (
        "The crew, according to two people briefed on the inquiry, ignored three alarms.",
        [indirect("two people briefed on the inquiry", "according to", "The crew … ignored three alarms")],
    ),
    pytest.param(
        "Per the contract, the city owes the developer $11 million. Nobody at City Hall returned calls.",
        [indirect("the contract", "Per", "the city owes the developer $11 million")],
        marks=shortfall("a report is missed"),
    ),
    (
        "The plant will close in the fall, per a memo obtained by the Toledo Register.",
        [indirect("a memo obtained by the Toledo Register", "per", "The plant will close in the fall")],
    ),
    (
        "It was, in the words of Captain Rosalind Peake, “a lovely day to sink”.",
        [
            reported(
                "Captain Rosalind Peake", "in the words of", "It was … a lovely day to sink", "Rosalind Peake"
            )
        ],
    ),
    (
        "In the words of one trader, the market was “holding its nose”.",
        [mixed("one trader", "In the words of", "the market was holding its nose")],
    ),
    (
        "As Hilda Brook, the tenants’ chair, puts it: “We pay, they paint.”",
        [direct("Hilda Brook, the tenants’ chair", "As … puts it", "We pay, they paint", "Hilda Brook")],
    ),
    (
        "The bridge, as the engineers warned in 2016, cannot carry lorries of forty tonnes.",
        [indirect("the engineers", "warned", "The bridge … cannot carry lorries of forty tonnes")],
    ),
    (
        "In the view of the ombudsman, the hospital should have apologised at once.",
        [indirect("the ombudsman", "In the view of", "the hospital should have apologised at once")],
    ),
    (
        "By the museum’s own account, 1,500 gems had gone missing over twenty years.",
        [indirect("the museum’s", "account", "1,500 gems had gone missing over twenty years")],
    ),
    (
        "Sales fell 4% in the third quarter, figures from the Office for National Statistics show.",
        [
            indirect(
                "figures from the Office for National Statistics",
                "show",
                "Sales fell 4% in the third quarter",
                "Office for National Statistics",
            )
        ],
    ),
    (
        "The island’s last bank will shut at Easter, according to Councillor Isla Munro.",
        [
            indirect(
                "Councillor Isla Munro",
                "according to",
                "The island’s last bank will shut at Easter",
                "Isla Munro",
            )
        ],
    ),
)
def test_a_phrase_may_report(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The suspect was described by police as a white man in his fifties with a limp.",
        [indirect("police", "was described", "The suspect … as a white man in his fifties with a limp")],
    ),
    pytest.param(
        "He has been called “a one-man crime wave” by the district attorney, Nora Stein.",
        [reported("the district attorney, Nora Stein", "called", "He … a one-man crime wave", "Nora Stein")],
        marks=shortfall("the source has other words"),
    ),
    (
        "Passengers were told by the conductor that the train would divide at Haywards Halt.",
        [indirect("the conductor", "were told", "the train would divide at Haywards Halt")],
    ),
    (
        "The minister was accused by campaigners of burying the figures.",
        [indirect("campaigners", "was accused", "The minister … of burying the figures")],
    ),
    pytest.param(
        "The tower was declared unsafe by the city’s engineers in 2011.",
        [indirect("the city’s engineers", "was declared", "The tower … unsafe")],
        marks=shortfall("a report is missed"),
    ),
    pytest.param(
        "Both drivers were urged by Judge Priya Nair to settle.",
        [indirect("Judge Priya Nair", "were urged", "to settle", "Priya Nair")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "The bridge is expected to reopen in May.",
        [indirect("", "is expected", "The bridge … to reopen in May", None, "thought")],
    ),
    (
        "It was feared last night that three more miners were trapped.",
        [indirect("", "feared", "three more miners were trapped", None, "thought")],
    ),
    (
        "She was once described as the most dangerous woman in Albania.",
        [indirect("", "was described", "She … as the most dangerous woman in Albania")],
    ),
    (
        "The gang is thought to have fled across the border in a horsebox.",
        [
            indirect(
                "", "is thought", "The gang … to have fled across the border in a horsebox", None, "thought"
            )
        ],
    ),
)
def test_a_passive_reports_with_its_agent_or_without(text, expected):
    assert differences(text, expected) == []


@table(
    pytest.param(
        "The union accused Ravelston Foods of sacking the cooks by text message.",
        [indirect("The union", "accused", "Ravelston Foods of sacking the cooks by text message")],
        marks=shortfall("the content is cut short"),
    ),
    (
        "Senator Phil Garrity blamed the blackout on “years of neglect”.",
        [mixed("Senator Phil Garrity", "blamed", "the blackout on years of neglect", "Phil Garrity")],
    ),
    (
        "Human rights groups condemned the verdict as a farce.",
        [indirect("Human rights groups", "condemned", "the verdict as a farce")],
    ),
    (
        "Amparo Ruiz, who chairs the parents’ association, called for the head to resign.",
        [indirect("Amparo Ruiz", "called for", "the head to resign", "Amparo Ruiz")],
    ),
    (
        "The regulator ordered Tideway Energy to refund 40,000 customers.",
        [indirect("The regulator", "ordered", "to refund 40,000 customers")],
    ),
    (
        "Prosecutors allege that Dunmore forged the signatures of three dead aunts.",
        [indirect("Prosecutors", "allege", "Dunmore forged the signatures of three dead aunts")],
    ),
    (
        "The diocese apologised for failing to act on the complaints.",
        [indirect("The diocese", "apologised", "failing to act on the complaints")],
    ),
    (
        "The airline has promised to refund every ticket by the end of the month.",
        [indirect("The airline", "promised", "to refund every ticket by the end of the month")],
    ),
    (
        "Mr Iqbal threatened to sue the council unless the wall came down.",
        [indirect("Mr Iqbal", "threatened", "to sue the council unless the wall came down", "Iqbal")],
    ),
    (
        "The committee recommended that the licence be withdrawn.",
        [indirect("The committee", "recommended", "the licence be withdrawn")],
    ),
)
def test_speech_acts_report(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The minister’s claim that no jobs would go was met with laughter.",
        [indirect("The minister’s", "claim", "no jobs would go")],
    ),
    pytest.param(
        "His promise to sleep in the stadium until it was sold lasted one night. Ivo Marsic owns Hajdina FC.",
        [indirect("His", "promise", "to sleep in the stadium until it was sold", "Ivo Marsic")],
        marks=shortfall("the content is cut short"),
    ),
    (
        "There are fears that the cliff could go at any moment.",
        [indirect("", "fears", "the cliff could go at any moment", None, "thought")],
    ),
    pytest.param(
        "A warning from the coastguard that the ice was thin went unheeded.",
        [indirect("the coastguard", "warning", "the ice was thin")],
        marks=shortfall("the source has other words; the content runs on"),
    ),
    pytest.param(
        "Barnaby Tarrant’s denial that he had met the lobbyist collapsed when a photograph of "
        "them at Ascot was found.",
        [indirect("Barnaby Tarrant’s", "denial", "he had met the lobbyist", "Barnaby Tarrant")],
        marks=shortfall("the content runs on"),
    ),
    (
        "Mayor Delphine Carrol’s insistence that the tram would pay for itself has not aged well.",
        [
            indirect(
                "Mayor Delphine Carrol’s", "insistence", "the tram would pay for itself", "Delphine Carrol"
            )
        ],
    ),
    pytest.param(
        "The belief that the earth is hollow is held by some 400 people in the county, most of "
        "them in Arden.",
        [indirect("some 400 people in the county", "belief", "the earth is hollow", None, "thought")],
        marks=shortfall("the source is not found"),
    ),
    pytest.param(
        "Reports that the singer had died were false.",
        [indirect("", "Reports", "the singer had died")],
        marks=shortfall("the content runs on"),
    ),
)
def test_a_noun_may_report(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The report found that staff had raised the alarm eleven times.",
        [indirect("The report", "found", "staff had raised the alarm eleven times")],
    ),
    (
        "The lawsuit, filed on Thursday in Austin, alleges that the seats could catch fire.",
        [indirect("The lawsuit", "alleges", "the seats could catch fire")],
    ),
    (
        "Polls show Labour ahead in all but two of the seats.",
        [indirect("Polls", "show", "Labour ahead in all but two of the seats")],
    ),
    (
        "An internal memo warned that the pumps would fail in a storm.",
        [indirect("An internal memo", "warned", "the pumps would fail in a storm")],
    ),
    pytest.param(
        "A study published in the journal Gut Matters suggests that kimchi may ease hay fever.",
        [indirect("A study published in the journal Gut Matters", "suggests", "kimchi may ease hay fever")],
        marks=shortfall("somebody is named behind an unnamed source"),
    ),
    (
        "The indictment says the three men met in a car wash.",
        [indirect("The indictment", "says", "the three men met in a car wash")],
    ),
    (
        "Bank records show that $2.3 million left the account on a single afternoon.",
        [indirect("Bank records", "show", "$2.3 million left the account on a single afternoon")],
    ),
    (
        "A post-mortem examination found he had drowned.",
        [indirect("A post-mortem examination", "found", "he had drowned")],
    ),
    (
        "The Melbourne Observer reported on Sunday that the tunnel was two years late.",
        [
            indirect(
                "The Melbourne Observer", "reported", "the tunnel was two years late", "Melbourne Observer"
            )
        ],
    ),
    (
        "The forecast calls for another foot of snow by morning.",
        [indirect("The forecast", "calls for", "another foot of snow by morning")],
    ),
)
def test_documents_speak(text, expected):
    assert differences(text, expected) == []
