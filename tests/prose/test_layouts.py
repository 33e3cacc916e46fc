"""Block quotations, questions and answers, headlines, live blogs: where words stand tells who speaks."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, shortfall, table


@table(
    pytest.param(
        "The notice on the door, dated 4 March, reads:\n\nThe branch is closed. Customers "
        "should use Hadley Road.\n\nNobody answered the bell.",
        [
            indirect(
                "The notice on the door, dated 4 March",
                "reads",
                "The branch is closed. Customers should use Hadley Road",
            )
        ],
        marks=shortfall("a report is missed"),
    ),
    (
        "In full, the statement by the band, Velvet Harbour, said:\n\n“After nine years we "
        "have decided to stop.”",
        [
            direct(
                "the statement by the band, Velvet Harbour",
                "said",
                "After nine years we have decided to stop",
                "Velvet Harbour",
            )
        ],
    ),
    pytest.param(
        "Her diary entry for 9 November begins:\n\nThey are dancing on the wall. I have no "
        "shoes and I do not care.",
        [
            indirect(
                "Her diary entry for 9 November",
                "begins",
                "They are dancing on the wall. I have no shoes and I do not care",
            )
        ],
        marks=shortfall("a report is missed"),
    ),
    pytest.param(
        "“One day this will all be water.”\n\n— Mirela Stan, mayor of Corbu",
        [direct("Mirela Stan, mayor of Corbu", "", "One day this will all be water", "Mirela Stan")],
        marks=shortfall("a report is missed"),
    ),
    pytest.param(
        "“A triumph from the first bar to the last.” — Joan Ferrer, The Evening Ledger",
        [direct("Joan Ferrer", "", "A triumph from the first bar to the last", "Joan Ferrer")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    pytest.param(
        "The company’s whole answer to our questions was this:\n\n“We do not comment on speculation.”",
        [direct("The company’s whole answer to our questions", "was", "We do not comment on speculation")],
        marks=shortfall("the source is not found; the cue is not found; one report too many"),
    ),
    (
        "The text message, shown to jurors on Tuesday, said: “Burn everything.”",
        [direct("The text message", "said", "Burn everything")],
    ),
    (
        "A banner across the stand read: “Football without fans is nothing.”",
        [direct("A banner", "read", "Football without fans is nothing")],
    ),
)
def test_a_passage_set_apart_is_quoted(text, expected):
    assert differences(text, expected) == []


@table(
    pytest.param(
        "Mina Sato has rowed across three oceans. We met her in Kobe.\n\nQ: What do you eat "
        "out there?\n\nA: Rice, mostly. And chocolate.\n\nQ: Are you lonely?\n\nA: Never at "
        "sea.",
        [
            indirect("A", "", "Rice, mostly. And chocolate", "Mina Sato"),
            indirect("A", "", "Never at sea", "Mina Sato"),
        ],
        marks=shortfall("a report is missed"),
    ),
    (
        "Herald: You have been called the last typesetter in Maine.\n\nArthur Plum: There is a "
        "fellow in Bangor. We don’t speak.",
        [indirect("Arthur Plum", "", "There is a fellow in Bangor. We don’t speak", "Arthur Plum")],
    ),
    (
        "Why did you leave the bank?\n\nLeila Rahmani: I was bored. Also, they were bored of "
        "me.\n\nAnd now?\n\nRahmani: Now I keep bees.",
        [
            indirect("Leila Rahmani", "", "I was bored. Also, they were bored of me", "Leila Rahmani"),
            indirect("Rahmani", "", "Now I keep bees", "Leila Rahmani"),
        ],
    ),
    pytest.param(
        "THE CLERK: Do you understand the charge?\n\nTHE DEFENDANT: I understand it. It is nonsense.",
        [
            indirect("THE CLERK", "", "Do you understand the charge"),
            indirect("THE DEFENDANT", "", "I understand it. It is nonsense"),
        ],
        marks=shortfall("the content is cut short"),
    ),
    pytest.param(
        "Moderator: One minute each. Congresswoman?\n\nIrene Walsh: I voted no and I would "
        "vote no again.\n\nDouglas Pratt: And the bridge fell down.",
        [
            indirect("Moderator", "", "One minute each. Congresswoman"),
            indirect("Irene Walsh", "", "I voted no and I would vote no again", "Irene Walsh"),
            indirect("Douglas Pratt", "", "And the bridge fell down", "Douglas Pratt"),
        ],
        marks=shortfall("somebody is named behind an unnamed source"),
    ),
    pytest.param(
        "Question: How cold was it?\n\nPetra Hruby: Cold enough to hear.\n\nPetra Hruby’s book "
        "is out in May.",
        [indirect("Petra Hruby", "", "Cold enough to hear", "Petra Hruby")],
        marks=shortfall("a report is missed"),
    ),
    (
        "What would you tell your younger self?\n\n“Buy the house,” says Tom Achebe. “Sell the boat.”",
        [direct("Tom Achebe", "says", "Buy the house … Sell the boat", "Tom Achebe")],
    ),
    (
        "Is it true that you never rehearse?\n\nElsa Lindgren laughs. “Rehearsing is for people who doubt.”",
        [direct("Elsa Lindgren", "", "Rehearsing is for people who doubt", "Elsa Lindgren")],
    ),
)
def test_a_label_before_a_turn_is_its_speaker(text, expected):
    assert differences(text, expected) == []


@table(
    pytest.param(
        "Flood barrier ‘will fail within a decade’, says engineer\n\nThe barrier opened in 1987.",
        [direct("engineer", "says", "will fail within a decade")],
        marks=shortfall("read as mixed; the content runs on"),
    ),
    (
        "Minister: tram line to open in spring\n\nThe line runs from the port to the university.",
        [indirect("Minister", "", "tram line to open in spring")],
    ),
    (
        "‘We had nothing left to sell’: inside the last days of a family shipyard\n\nThe gates "
        "of Hollis & Daughters closed in June.",
        [direct("", "", "We had nothing left to sell")],
    ),
    (
        "Toll road to lose millions, auditors warn\n\nThe road was opened last year.",
        [indirect("auditors", "warn", "Toll road to lose millions")],
    ),
    (
        "Police: Gunman acted alone\n\nSPOKANE — The shooting lasted four minutes.",
        [indirect("Police", "", "Gunman acted alone")],
    ),
    (
        "Study finds coffee no cure for hangovers\n\nSome 400 students took part.",
        [indirect("Study", "finds", "coffee no cure for hangovers")],
    ),
    (
        "Treasury denies plan to tax allotments\n\nThe rumour began on a gardening website.",
        [indirect("Treasury", "denies", "plan to tax allotments", "Treasury")],
    ),
    (
        "Okonjo: ‘I will not be bullied’\n\nGrace Okonjo has led the union since 2015.",
        [direct("Okonjo", "", "I will not be bullied", "Grace Okonjo")],
    ),
)
def test_a_headline_may_report(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "10.42am The prime minister is on her feet. She says the deal is “done and dusted”.",
        [mixed("She", "says", "the deal is done and dusted")],
    ),
    (
        "14:05 Police have asked people to avoid the bridge.\n\n14:20 The fire service says "
        "the blaze is under control.",
        [
            indirect("Police", "asked", "to avoid the bridge"),
            indirect("The fire service", "says", "the blaze is under control"),
        ],
    ),
    pytest.param(
        "Update, 9:15 p.m.: The campaign of Rosa Lindell has confirmed that she called her "
        "opponent to concede.",
        [indirect("The campaign of Rosa Lindell", "confirmed", "she called her opponent to concede")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    pytest.param(
        "“No comment at this time,” the club tweeted at noon, three hours after sacking the coach.",
        [direct("the club", "tweeted", "No comment at this time")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "Key points: Bank holds rates at 4%. Governor Nils Aho says inflation “has not gone away”.",
        [mixed("Governor Nils Aho", "says", "inflation has not gone away", "Nils Aho")],
    ),
    pytest.param(
        "Half-time verdict from our man in the stand, Colin Speight: “Dire. Utterly dire.”",
        [direct("our man in the stand, Colin Speight", "", "Dire. Utterly dire", "Colin Speight")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    pytest.param(
        "On X, Deputy Mayor Carla Nunes posted: “School’s out. Stay home. Stay safe.”",
        [direct("Deputy Mayor Carla Nunes", "posted", "School’s out. Stay home. Stay safe", "Carla Nunes")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "In an email seen by this newspaper, the head teacher urges parents not to speak to the press.",
        [indirect("the head teacher", "urges", "not to speak to the press")],
    ),
)
def test_a_live_report_reports(text, expected):
    assert differences(text, expected) == []
