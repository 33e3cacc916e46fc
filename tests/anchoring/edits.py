"""A made-up article and an editor whose every act is known, so that answers can be marked.

Most sentences have look-alikes that differ in a name and a number; no two are the same.
"""

from dataclasses import dataclass, field
from itertools import count

from tests.anchoring.newsprint import Text, text_of

FORMS = [
    "Rents in {name} rose by {n} percent last year, the city audit says.",
    "The council of {name} approved {n} new flats on the harbour site after a long debate.",
    "“We counted {n} complaints about noise,” said the night mayor of {name}.",
    "Hospitals around {name} treated {n} people for heat stroke in July alone.",
    "According to the union, {n} drivers in {name} will walk out on Friday – and stay out.",
    "Nobody in {name} had expected {n} visitors at the opening of the small museum.",
    "The regional court fined the {name} waterworks {n} thousand euros for leaking pipes.",
    "Schools in {name} lack {n} teachers, although the ministry promised relief in spring.",
]
NAMES = ["Leeds", "York", "Turku", "Quito", "Lagos", "Bergen", "Cork", "Pune", "Nantes", "Gdansk"]
NEWCOMERS = [
    "Weather forecasters expect calm days with little wind along the whole coast.",
    "A choir sang while volunteers handed out soup from big copper kettles.",
    "Older residents remember when trams still crossed this bridge every morning.",
    "Its owner plans to retire and leave the bakery to her youngest daughter.",
    "Several scientists urged caution because such samples often degrade quickly.",
    "Online, jokes spread faster than any official statement could follow them.",
]
ACTS = (
    "delete",
    "typo",
    "number",
    "clause",
    "retype",
    "insert",
    "carry",
    "split",
    "merge",
    "swap",
    "cut paragraph",
    "new ids",
)


@dataclass
class Sentence:
    """One sentence of the article through all edits: born with its words, and what it says now."""

    born: str | None  # None: it came in later
    now: str
    displaced: bool = False


@dataclass
class Desk:
    """The article while it is edited; `truth` says at the end what became of each first sentence."""

    paragraphs: list[list[Sentence]]
    ids: list[str]
    fresh: count = field(default_factory=lambda: count(1))
    sentences: list[Sentence] = field(default_factory=list)
    old: Text = field(default_factory=list)

    @classmethod
    def open(cls, paragraphs: int, each: int) -> "Desk":
        made = count()
        rows = []
        for _ in range(paragraphs):
            row = []
            for _ in range(each):
                n = next(made)
                form, name = FORMS[n % len(FORMS)], NAMES[(n * 3 + n // len(FORMS)) % len(NAMES)]
                words = form.format(name=name, n=100 + 7 * n)
                row.append(Sentence(words, words))
            rows.append(row)
        desk = cls(rows, [f"p{n}" for n in range(paragraphs)])
        desk.sentences = [sentence for row in rows for sentence in row]
        desk.old = desk.text()
        return desk

    def text(self) -> Text:
        shown = [
            (ident, " ".join(s.now for s in row))
            for ident, row in zip(self.ids, self.paragraphs, strict=True)
            if row
        ]
        return text_of(*(text for _, text in shown), ids=[ident for ident, _ in shown])

    def standing(self) -> set[int]:
        """The identities of the sentences still in the article."""
        return {id(sentence) for row in self.paragraphs for sentence in row}

    def act(self, name: str, a: int, b: int) -> None:
        """Do one edit, at places that the two numbers choose."""
        rows = self.paragraphs
        filled = [n for n, row in enumerate(rows) if row]
        if not filled:
            return
        p = filled[a % len(filled)]
        row, n = rows[p], b % len(rows[p])
        one = row[n]
        if name == "delete":
            row.pop(n)
        elif name == "typo":
            self._reword(one, "e", "ee", a)
        elif name == "number":
            digits = "".join(c for c in one.now if c.isdigit())
            one.now = one.now.replace(digits, str(5000 + next(self.fresh))) if digits else one.now
        elif name == "clause":
            self._reword(one, " ", f", as {next(self.fresh)} letters to this paper have argued, ", a)
        elif name == "retype":
            one.now = one.now.translate(str.maketrans("“”–", '""—'))
        elif name == "insert" and (k := next(self.fresh)) <= len(NEWCOMERS):
            row.insert(n, Sentence(None, NEWCOMERS[k - 1]))
        elif name == "carry":
            one.displaced = True
            rows[filled[(a + b) % len(filled)]].append(row.pop(n))
        elif name == "split" and n:
            rows.insert(p + 1, row[n:])
            del row[n:]
            self.ids.insert(p + 1, f"new{next(self.fresh)}")
        elif name == "merge" and p + 1 < len(rows):
            row += rows.pop(p + 1)
            self.ids.pop(p + 1)
        elif name == "swap":
            q = filled[(a + b) % len(filled)]
            rows[p], rows[q] = rows[q], rows[p]
            self.ids[p], self.ids[q] = self.ids[q], self.ids[p]
        elif name == "cut paragraph":
            row.clear()
        elif name == "new ids":
            self.ids = [f"new{next(self.fresh)}" for _ in self.ids]

    def _reword(self, one: Sentence, was: str, now: str, at: int) -> None:
        places = [n for n in range(10, len(one.now) - 10) if one.now.startswith(was, n)]
        if places:
            n = places[at % len(places)]
            one.now = one.now[:n] + now + one.now[n + len(was) :]
