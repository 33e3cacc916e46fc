"""How many changed facts the silent-edit detector misses, and how often it cries wolf, in made edits.

Facts of the demo stories are changed one by one, by a list made by hand; cosmetic edits are made by chance,
seeded. Names come from the reader, as in the product.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 5
COSMETIC = 60  # of each kind and story
STORIES = Path(__file__).parents[1] / "newsroom" / "demo" / "stories"
# What stands in a story, and what an edit makes of it. Each place where it stands is an edit of its own.
FACTS: dict[str, dict[str, str]] = {
    "cycling": {
        "Ines Carrow": "Inez Carrow",
        "Carrow said": "Venn said",
        "Sankt Aldo": "Sankt Alda",
        "Thursday": "Friday",
        "Velland": "Vellund",
        "nine years": "nine months",
        "Paolo Venn": "Paul Venn",
        "four weeks": "five weeks",
        "since noon": "since midnight",
        "Marit Dahl": "Marit Dale",
        "two minutes": "ten minutes",
        "Dahl described": "Moll described",
        "Beatrice Moll": "Beatrix Moll",
        "twice": "once or not at all",
        "two stages": "three stages",
        "Port Merrin": "Port Sorrel",
        "Sunday": "Saturday",
        "third stage": "second stage",
        "last year": "this year",
        "last week": "last month",
        "11:04:20": "11:04:02",
        "Yuki Tanabe": "Yuko Tanabe",
        "Fjordline": "Fjordlines",
        "According to Moll": "According to Dahl",
        "with the light off": "with the light on",
    },
    "ferry": {
        "January": "February",
        "Monday": "Tuesday",
        "three electric": "four electric",
        "eight crowns": "nine crowns",
        "Ilse Vantongeren": "Ilse Vantongren",
        "halve": "double",
        "Tomas Reyk": "Thomas Reyk",
        "Harbour Party": "Island Party",
        "Reyk said": "Oduya said",
        "two ferries": "three ferries",
        "March": "May",
        "Petra Oduya": "Petra Odaya",
        "ten winters": "two winters",
        "Oduya said": "Reyk said",
        "forty dockers": "fourteen dockers",
        "spring": "autumn",
        "Vantongeren added": "Reyk added",
        "240": "420",
        "a million": "two million",
        "Thursday": "Wednesday",
        "Tern": "Teal",
        "two repairs": "three repairs",
        "Merrin islands": "Sorrel islands",
        "not a brochure,” Oduya": "not a leaflet,” Oduya",
        "September": "October",
    },
    "library": {
        "Sundays": "Saturdays",
        "Port Merrin decided": "Port Sorrel decided",
        "Wednesday": "Thursday",
        "Hanna Solberg": "Hanne Solberg",
        "one vote too few": "two votes too few",
        "Solberg said": "Aksoy said",
        "Emre Aksoy": "Emre Aksay",
        "two thousand": "three thousand",
        "Aksoy argued": "Solberg argued",
        "Lucia Ferrand": "Lucia Ferrant",
        "Sunday was": "Monday was",
        "Ferrand described": "Aksoy described",
        "noon to six": "noon to five",
        "one hour earlier": "two hours earlier",
        "twelve months": "ten months",
        "31,000 crowns": "13,000 crowns",
        "Aksoy doubts": "Ferrand doubts",
        "polite sign": "rude sign",
    },
    "lighthouse": {
        "Cape Sorrel": "Cape Sorel",
        "Friday": "Thursday",
        "forty metres": "fourteen metres",
        "Nadia Ferreira": "Nadja Ferreira",
        "Saturday evening": "Sunday evening",
        "nine hundred": "nine thousand",
        "sixty people": "sixteen people",
        "Olaf Brandvold": "Olav Brandvold",
        "two excavators": "three excavators",
        "Ferreira called": "Brandvold called",
        "in May": "in June",
        "on Sunday": "on Monday",
        "no cracks": "no cracks at all, 3",
        "110 kilometres": "101 kilometres",
        "Brandvold, for": "Ferreira, for",
        "two hundred years": "three hundred years",
        "only forty": "only fifty",
        "third day": "fourth day",
        "by Saturday.": "by Friday.",
    },
    "rowing": {
        "Lake Hallow regatta": "Lake Hollow regatta",
        "Sunday": "Saturday",
        "half a length": "a quarter of a length",
        "nineteen hundred": "eighteen hundred",
        "Greta Lindqvist": "Greta Lindquist",
        "Lindqvist said": "Otieno said",
        "Samuel Otieno": "Samuel Ottieno",
        "Viktor Hallgren": "Victor Hallgren",
        "Northbank club": "Southbank club",
        "Hallgren insisted": "Otieno insisted",
        "5:41.2": "5:42.1",
        "5:42.9": "5:49.2",
        "first title": "second title",
        "Otieno announced": "Hallgren announced",
        "the easy part": "the hard part",
    },
    "shops": {
        "two years": "three years",
        "Anton Weir": "Anton Wier",
        "Weir said": "Quint said",
        "nine million": "nine billion",
        "Dolores Quint": "Dolores Quinn",
        "whole street": "whole town",
    },
}


def paragraphs_of(name: str) -> list[str]:
    """A demo story as the product compares it."""
    from articles.copy import parse
    from articles.silent_edits import lines_of

    story = parse((STORIES / f"{name}.md").read_bytes(), name=f"{name}.md")
    content = {"title": story.headline, "standfirst": story.standfirst, "body": story.body}
    return lines_of(content)


def fact_edits(name: str, text: str) -> Iterator[tuple[str, str]]:
    """(what changed, the edited text), a place at a time."""
    for words, other in FACTS[name].items():
        places = [
            m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)|{re.escape(words)}$", text)
        ]
        assert places, (name, words)
        for start in places:
            yield f"{words} → {other}", text[:start] + other + text[start + len(words) :]


def _plain_words(text: str) -> list[tuple[int, int]]:
    """Words that are no facts: lower case, and not a number."""
    from extraction.facts import facts_in

    taken = [(fact.start, fact.end) for fact in facts_in(text)]
    found = [m.span() for m in re.finditer(r"(?<![\w’'-])[a-z]{5,}(?![\w’'-])", text)]
    return [(a, b) for a, b in found if not any(s < b and a < e for s, e in taken)]


def _typo(text: str, chance: random.Random) -> str:
    start, end = chance.choice(_plain_words(text))
    word = text[start:end]
    while (slip := _slip(word, chance)) == word:
        pass
    return text[:start] + slip + text[end:]


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ]
    )


def _marks(text: str, chance: random.Random) -> str:
    return text.translate(
        chance.choice(
            [
                str.maketrans("“”", '""'),
                str.maketrans({"“": "«", "”": "»"}),
                str.maketrans("“”’", "‘’'"),
                str.maketrans({"“": "„", "”": "“"}),
            ]
        )
    )


def _punctuation(text: str, chance: random.Random) -> str:
    places = [m.start() for m in re.finditer(r"(?<=[a-z]), (?=[a-z])|(?<=[a-z]) (?=and |that |which )", text)]
    at = chance.choice(places)
    return text[:at] + ("" if text[at] == "," else ",") + text[at + (text[at] == ",") :]


def _case(text: str, chance: random.Random) -> str:
    start, _ = chance.choice(_plain_words(text))
    return text[:start] + text[start].upper() + text[start + 1 :]


def _space(text: str, chance: random.Random) -> str:
    spaces = [i for i, char in enumerate(text) if char == " "]
    for at in sorted(chance.sample(spaces, 5), reverse=True):
        text = text[:at] + chance.choice(["  ", "\u00a0", "\u202f"]) + text[at + 1 :]
    return text


def _paragraphs(text: str, chance: random.Random) -> str:
    parts = text.split("\n\n")
    chance.shuffle(parts)
    return "\n\n".join(parts)


def _sentences(text: str, chance: random.Random) -> str:
    parts = text.split("\n\n")
    several = [i for i, part in enumerate(parts) if len(re.split(r"(?<=[a-z]\.) (?=[A-Z])", part)) > 1]
    at = chance.choice(several)
    pieces = re.split(r"(?<=[a-z]\.) (?=[A-Z])", parts[at])
    parts[at] = " ".join(pieces[1:] + pieces[:1])
    return "\n\n".join(parts)


def _separators(text: str, chance: random.Random) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", lambda _: chance.choice([" ", "\u202f", "’"]), text)


def _figures(text: str, chance: random.Random) -> str:
    words = {"nine hundred": "900", "two thousand": "2,000", "forty": "40", "nine million": "9 million"}
    words |= {"twelve": "12", "nineteen hundred": "1,900", "a million": "1 million", "sixty": "60"}
    for word, figure in words.items():
        text = re.sub(rf"\b{word}\b", figure, text)
    return text


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "slip of the pen": _typo,
    "quotation marks": _marks,
    "punctuation": _punctuation,
    "capitals": _case,
    "spaces": _space,
    "paragraphs reordered": _paragraphs,
    "sentences reordered": _sentences,
    "thousands’ separators": _separators,
    "figures for words": _figures,
}


def main() -> None:
    """Print recall and false alarms, with everything that was missed or cried for nothing."""
    import extraction
    from articles.alterations import alterations

    chance = random.Random(SEED)  # noqa: S311
    made = missed = 0
    cried: dict[str, list[int]] = {kind: [0, 0] for kind in KINDS}
    spent: list[float] = []
    names_of: dict[str, set[str]] = {}

    def names(text: str) -> set[str]:
        if text not in names_of:
            read = extraction.read(text, "en")
            names_of[text] = {text[m.start : m.end] for entity in read.entities for m in entity.mentions}
        return names_of[text]

    def look(old: str, new: str, *, reread: bool) -> list[str]:
        known = names(old) | (names(new) if reread else set())
        began = time.perf_counter()
        found = alterations(old.split("\n\n"), new.split("\n\n"), known)
        spent.append(time.perf_counter() - began)
        return [f"{each.kind}: {each.old!r} → {each.new!r}" for each in found]

    for name in FACTS:
        text = "\n\n".join(paragraphs_of(name))
        for what, new in fact_edits(name, text):
            made += 1
            if not look(text, new, reread=True):
                missed += 1
                print(f"  missed in {name}: {what}")
        for kind, edit in KINDS.items():
            for number in range(COSMETIC):
                new = edit(text, chance)
                if new == text:
                    continue
                cried[kind][0] += 1
                if found := look(text, new, reread=number % 10 == 0):  # reading takes a second a text
                    cried[kind][1] += 1
                    print(f"  cried in {name}, {kind}: {found}")
    print(f"changed facts: {made - missed} of {made} found")
    for kind, (count, alarms) in cried.items():
        print(f"{kind}: {alarms} false alarms in {count} edits")
    average = 1000 * sum(spent) / len(spent)
    print(f"comparing took {average:.1f} ms on average, {1000 * max(spent):.0f} ms at most")
