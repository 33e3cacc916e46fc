"""Words between quotation marks that are nobody's words here."""

import pytest

from tests.prose.reading import differences, direct, indirect, reported, shortfall, table


@table(
    ("The “smart” meters have been switched off since February.", []),
    ("Residents of the “luxury” tower have had no lift for eleven weeks.", []),
    (
        "So much for the ‘summer of fun’: the pier closed on the second day of the holidays.",
        [],
    ),
    ("The “free” parking costs visitors £4 an hour after noon.", []),
    ("Under the new rules, “small” companies are those with fewer than 250 staff.", []),
    ("Another “expert” was escorted from the studio, and the band played on.", []),
    ("The firm’s “offices” turned out to be a garage behind a car wash in Reno.", []),
    ("Two weeks of “peace” have cost 140 lives along the river.", []),
    ("The so-called “ghost fleet” sails without insurance and often without lights.", []),
    ("His “retirement” lasted five months; on Monday he was back in the dugout.", []),
)
def test_scare_quotes_are_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    ("Her second novel, “The Salt Ledger”, was long-listed for the prize in 2019.", []),
    ("The orchestra opened with “Night Train to Lviv” and closed, two hours later, with a polka.", []),
    ("He won an Emmy for the episode “Fathers and Daughters,” which was watched by nine million people.", []),
    ("The exhibition “Iron and Milk” runs until 12 January.", []),
    ('The paper, "Sleep and the Adolescent Brain," appeared in the spring issue.', []),
    (
        "Fans queued from dawn for ‘Kingdom of Ash IV’, the last film of the series.",
        [],
    ),
    (
        "Her column, “Notes From a Small Allotment”, said that slugs were underrated.",
        [indirect("Her column, “Notes From a Small Allotment”", "said", "slugs were underrated")],
    ),
    ("The ship was renamed “Hope of Gdynia” and sold to a Greek owner.", []),
    ("Children sang “Silent Night” outside the bank, and the cashiers sang back.", []),
    pytest.param(
        "Asked about her song “Leave the Key,” Tilda Moss said it was about a cat.",
        [
            reported("", "asked", "her song Leave the Key"),
            indirect("Tilda Moss", "said", "it was about a cat", "Tilda Moss"),
        ],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
)
def test_titles_are_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    ("“Harbour of Hope or Sinking Ship?”\n\nThe port has lost money for six years.", []),
    (
        (
            "The front page of Tuesday’s Courier carried a single word, “Gone”, and a picture of "
            "the empty vault."
        ),
        [],
    ),
    (
        (
            "“A Town Without Trains”\n\nThe last service left at 11.04pm, with three passengers "
            "and a dog on board."
        ),
        [],
    ),
    ("A 1954 cutting headed “Council Buys Elephant” still hangs in the town hall.", []),
    ("Under the heading “Frequently Asked Questions”, the site has been blank since May.", []),
    (
        "The rain came early.\n\n“Winners and Losers”\n\nBarley did well; hops did not.",
        [],
    ),
    ("The folder was marked “Private” and left on a bus.", []),
    ("Page 7 of the manual, “Before You Begin”, was missing from every copy.", []),
)
def test_headlines_and_headings_are_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    ("Salvatore “Sally Boots” Greco, 71, was led into the courtroom in slippers.", []),
    ("Nigel ‘Nodger’ Haines drove the number 9 bus for forty-one years.", []),
    pytest.param(
        "“I’m done,” said Terrence “The Truck” Malloy, unlacing his gloves.",
        [direct("Terrence “The Truck” Malloy", "said", "I’m done", "Terrence “The Truck” Malloy")],
        marks=shortfall("the source has other words; another is named behind the source"),
    ),
    ("The winger, known to all as “Spider”, has not started a match since August.", []),
    ("The storm, nicknamed “Big Bertha”, tore the roof from the sports hall.", []),
    ("Locals know the roundabout as “the Polo”, after the mint.", []),
    ("William “Billy” Crane and Robert “Bobby” Crane ran the garage together.", []),
    ("Its full name is the “Act for the Orderly Return of Deposits”, and no one uses it.", []),
    ("The word “landslide” appears 46 times in the coroner’s bundle.", []),
    ("In the dialect of the islands “haar” means a sea fog.", []),
    ("The engineers call it “Old Betsy.”", []),
    ("On the coast the illness goes by “the grey sister”, and nobody speaks of it.", []),
)
def test_nicknames_and_words_as_words_are_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    ("At 6' 11\" he is the tallest player the college has had.", []),
    ('The 65" screens were sold out by nine, the 42" ones by noon.', []),
    ("The plank was 12' long and 8\" wide, and it broke at the first step.", []),
    ('The snow lay 14" deep in Duluth and 9" deep in Fargo on Sunday.', []),
    ("The runner crossed the line in 1' 58\", a second outside the record.", []),
    (
        'The coroner, Beth Amis, said the window was 24" wide and could not be opened.',
        [
            indirect(
                "The coroner, Beth Amis",
                "said",
                "the window was 24 wide and could not be opened",
                "Beth Amis",
            )
        ],
    ),
    ("The wreck lies at 54° 20' N, 5° 31' W, in forty metres of water.", []),
    ('A 12" single from 1983 fetched £900.', []),
)
def test_inches_and_minutes_are_no_marks(text, expected):
    assert differences(text, expected) == []


@table(
    ("It rained in Bergen for the ninth day in a row, and the ferries stayed in port.", []),
    ("The minister spoke to reporters for ten minutes and left by the back door.", []),
    ("The committee thanked the crew, shook hands and adjourned until the autumn.", []),
    ("Unless the rains come, half the herd will have to be sold by June.", []),
    ("She was interviewed twice by detectives and released without charge.", []),
    ("The vote passed by 61 to 38, with one abstention.", []),
    ("Shares in the group closed at 214p, their lowest since the merger.", []),
    ("The spokesman’s phone rang for most of the afternoon.", []),
    (
        "The clock on the town hall has told the wrong time since 1962.",
        [],
    ),
    ("The road signs point both ways, and so, it turns out, does the map.", []),
    ("Voting ends at 8 p.m.; counting begins an hour later.", []),
    ("The findings could mean trouble for the two smaller banks.", []),
)
def test_what_the_paper_says_itself_is_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "“The council was deaf,” said Ivy Roper, whose “temporary” cabin has stood on the "
        "green for nine years.",
        [direct("Ivy Roper", "said", "The council was deaf", "Ivy Roper")],
    ),
    pytest.param(
        "After the “beer war” of 2011, brewers agreed a truce. “It won’t last,” said Karl "
        "Wendt, who fought in it.",
        [direct("Karl Wendt", "said", "It won’t last", "Karl Wendt")],
        marks=shortfall("one report too many"),
    ),
    (
        "“It’s heavy going,” admits Rowena Tate, author of “Fen”, “but so is the Fen.”",
        [
            direct(
                "Rowena Tate, author of “Fen”",
                "admits",
                "It’s heavy going … but so is the Fen",
                "Rowena Tate",
            )
        ],
    ),
    pytest.param(
        "What the owners call a “community hub” has no toilets.",
        [reported("the owners", "call", "a community hub")],
        marks=shortfall("a report is missed"),
    ),
    (
        "Rehearsals for “Carmina Burana” were called off; the choir’s director, Edith Ansah, "
        "said two altos had walked out.",
        [indirect("the choir’s director, Edith Ansah", "said", "two altos had walked out", "Edith Ansah")],
    ),
    (
        "The “Beast of Bodley” is probably a large dog, according to the county’s vet.",
        [reported("the county’s vet", "according to", "The Beast of Bodley is probably a large dog")],
    ),
    (
        "At 6' 9\", Marvin “Stilts” Odom ducks through doors. “You get used to it,” he said.",
        [direct("he", "said", "You get used to it", "Marvin “Stilts” Odom")],
    ),
    (
        (
            "The “experts” on the panel were two actors. Viewers were not amused, the broadcaster "
            "admitted on Friday."
        ),
        [indirect("the broadcaster", "admitted", "Viewers were not amused")],
    ),
)
def test_traps_beside_speech(text, expected):
    assert differences(text, expected) == []
