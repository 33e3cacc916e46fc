"""Score predicted names and attributions against those annotated by hand.

Stories are dicts as `Story.as_dict` writes them; of predictions `attributions` and `entities`
are read. What is counted:

- *Words* are runs of letters and digits: a quotation mark or comma more or less costs nothing.
- An attribution is *direct* where at least 0.8 of its content's words stand in quotation marks, *mixed* where
  some do, *indirect* where none do. Straight single marks do not count: most are apostrophes.
- A predicted content is *exact* where it has the gold content's words, *partial* where they share at least
  half of each. Predictions and gold are paired one to one, the most alike first.
- *Joint* is a partial content whose source shares a word that says something with the gold source; a gold
  attribution without a source wants none. A type's precision is over those predicted, recall over gold.
- *Verbs*: the share of gold attributions marked `verbal` (their cue has a verb) that are jointly right.
- *Source entity*, of partial pairs whose gold has a source: the entity is the right one, or none if unnamed.
- A *trap* is fallen into where a direct or mixed prediction covers more than half of it and nobody speaks.
- A *name* is right with its very characters (without article and possessive) and its kind.
- *B³* and *pairs* ask of names whether they are grouped with the names of the same thing, and no others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Story = Mapping[str, Any]
Spans = Sequence[Sequence[int]]
Words = frozenset[int]
Type = Literal["direct", "mixed", "indirect"]
TYPES: tuple[Type, ...] = ("direct", "mixed", "indirect")
NOTHING: Story = {"attributions": (), "entities": ()}

WORD = re.compile(r"\w+(?:['’]\w+)*")
SAY_NOTHING = """
a an and as at by dr for from her his in its mr mrs ms my of on or our that the their these this those to who
with your"""
EMPTY_WORDS = frozenset(SAY_NOTHING.split())
QUOTED = re.compile(
    r"[“\"][^”\"]*(?:[”\"]|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)"
    r"|‘(?=[^\W\d_]).*?’(?!\w)"
)
ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision is `right` of `predicted`; recall is `found` of `gold`."""

    right: float
    predicted: int
    found: float
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; `value` is None where nothing was asked."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class AttributionScore:
    """Attributions over all stories. Rates are keyed by type, and `all`."""

    exact: dict[str, Rate]
    partial: dict[str, Rate]
    joint: dict[str, Rate]
    source: Share  # of partial pairs whose gold has a source: they share a word
    source_entity: Share
    verbs: Share
    traps: Share  # fallen into


@dataclass(frozen=True, slots=True)
class NameScore:
    """Names over all stories: found with their kinds, found at all, and grouped."""

    typed: Rate
    untyped: Rate
    kinds: dict[str, Rate]
    b3: Rate  # over the names that both have
    b3_all: Rate  # over all names
    pairs: Rate


class Text:
    """A text's words, and which of them stand in quotation marks."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.words = [match.group().lower() for match in found]
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._quoted = self.touched(list(quotations(text)))

    def touched(self, spans: Spans) -> Words:
        """The numbers of the words that the spans touch."""
        touched: set[int] = set()
        for start, end in spans:
            place = bisect_right(self._ends, start)
            while place < len(self.words) and self._starts[place] < end:
                touched.add(place)
                place += 1
        return frozenset(touched)

    def type_of(self, content: Words) -> Type:
        share = len(content & self._quoted) / len(content)
        return "direct" if share >= 0.8 else "mixed" if share > 0 else "indirect"

    def same_source(self, predicted: Words, gold: Words) -> bool:
        """Whether they share a word that says something; where gold has no such word, any word."""
        telling = {n for n in gold if self.words[n] not in EMPTY_WORDS} or gold
        return bool(predicted & telling) if gold else not predicted


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks; one that is not closed ends with its paragraph."""
    for paragraph in re.finditer(r"[^\n]+", text):
        for match in QUOTED.finditer(paragraph.group()):
            yield paragraph.start() + match.start(), paragraph.start() + match.end()


@dataclass(frozen=True, slots=True, eq=False)
class _Report:
    """An attribution in words, and what it came from."""

    content: Words
    source: Words
    type: Type
    raw: Story


class _Tally:
    """Counts over stories, from which rates and shares are made."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()  # measure, side, type
        self._shares: Counter[tuple[str, bool]] = Counter()

    def count(self, measure: str, side: str, type_: Type) -> None:
        self._counts[measure, side, type_] += 1
        self._counts[measure, side, "all"] += 1

    def ask(self, share: str, answer: bool) -> None:
        self._shares[share, answer] += 1

    def rates(self, measure: str) -> dict[str, Rate]:
        count = self._counts
        return {
            t: Rate(
                right=count[measure, "predicted", t],
                predicted=count["any", "predicted", t],
                found=count[measure, "gold", t],
                gold=count["any", "gold", t],
            )
            for t in ("all", *TYPES)
        }

    def share(self, name: str) -> Share:
        return Share(self._shares[name, True], self._shares[name, True] + self._shares[name, False])


def score_attributions(gold: Iterable[Story], predicted: Mapping[str, Story]) -> AttributionScore:
    """Compare all gold stories with the predictions under their `doc`; without one, nothing was found."""
    tally = _Tally()
    for story in gold:
        _score_story(story, predicted.get(story["doc"], NOTHING), tally)
    return AttributionScore(
        exact=tally.rates("exact"),
        partial=tally.rates("partial"),
        joint=tally.rates("joint"),
        source=tally.share("source"),
        source_entity=tally.share("source entity"),
        verbs=tally.share("verbs"),
        traps=tally.share("traps"),
    )


def _score_story(gold: Story, predicted: Story, tally: _Tally) -> None:
    text = Text(gold["text"])
    theirs = _reports(text, gold["attributions"])
    ours = _reports(text, predicted["attributions"], text.touched(gold.get("discard", ())))
    for side, reports in (("predicted", ours), ("gold", theirs)):
        for report in reports:
            tally.count("any", side, report.type)
    joint = set()
    for p, g in _pairs(ours, theirs):
        same_source = text.same_source(p.source, g.source)
        if same_source:
            joint.add(g)
        for measure, right in (("partial", True), ("exact", p.content == g.content), ("joint", same_source)):
            if right:
                tally.count(measure, "predicted", p.type)
                tally.count(measure, "gold", g.type)
        if g.source:
            tally.ask("source", same_source)
            if "entities" in g.raw:
                tally.ask("source entity", _same_entity(p.raw, predicted, g.raw, gold))
    for g in theirs:
        if g.raw.get("verbal"):
            tally.ask("verbs", g in joint)
    for trap in gold.get("traps", ()):
        tally.ask("traps", _fallen(text.touched([trap]), ours, theirs))


def _reports(text: Text, attributions: Iterable[Story], discarded: Words = frozenset()) -> list[_Report]:
    """Attributions with any content, without those mostly in discarded stretches."""
    reports = []
    for raw in attributions:
        content = text.touched(raw["content"])
        if content and 2 * len(content & discarded) <= len(content):
            source = text.touched(raw.get("source") or ())
            reports.append(_Report(content, source, text.type_of(content), raw))
    return reports


def _pairs(predicted: list[_Report], gold: list[_Report]) -> list[tuple[_Report, _Report]]:
    """Predicted and gold attributions that share at least half of each other's content, one to one."""
    candidates = []
    for i, p in enumerate(predicted):
        for j, g in enumerate(gold):
            likeness = len(p.content & g.content) / max(len(p.content), len(g.content))
            if likeness >= 0.5:
                candidates.append((-likeness, min(g.content), i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(predicted[i], gold[j]) for i, j in pairs.items()]


def _same_entity(report: Story, predicted: Story, gold_report: Story, gold: Story) -> bool:
    """Whether the source's entity is a right one: by name, or by most of the mentions that it shares."""
    wanted, ours = set(gold_report["entities"]), set(report.get("entities") or ())
    if not wanted:
        return not ours
    for entity in predicted["entities"]:
        if entity["id"] in ours:
            shared = {other["id"]: _shared(entity, other) for other in gold["entities"]}
            most = max(shared.values())
            names = {other["name"] for other in gold["entities"] if other["id"] in wanted}
            if entity["name"] in names or (most and any(shared[key] == most for key in wanted)):
                return True
    return False


def _shared(ours: Story, theirs: Story) -> int:
    """How many of our entity's mentions overlap one of theirs."""
    return sum(any(a < d and c < b for c, d in theirs["mentions"]) for a, b in ours["mentions"])


def _fallen(trap: Words, predicted: list[_Report], gold: list[_Report]) -> bool:
    """Whether a quotation was found in the trap; where somebody speaks, one of little more than the trap."""
    spoken = any(2 * len(trap & g.content) > len(trap) for g in gold)
    return any(
        p.type != "indirect"
        and 2 * len(trap & p.content) > len(trap)
        and not (spoken and 2 * len(trap) <= len(p.content))
        and all(p.content != g.content for g in gold)
        for p in predicted
    )


Names = dict[tuple[int, int], tuple[str, str]]  # span -> kind, group


def score_names(gold: Iterable[Story], predicted: Mapping[str, Story], kinds: Collection[str]) -> NameScore:
    """Compare the names of some kinds. What touches a gold story's `ignored` spans counts on neither side."""
    counts: Counter[tuple[str, str]] = Counter()  # measure, kind
    groups: dict[str, float] = defaultdict(float)  # sums over names and pairs
    for story in gold:
        theirs = _names(story, story, kinds)
        ours = _names(predicted.get(story["doc"], NOTHING), story, kinds)
        counts.update(("gold", kind) for kind, _ in theirs.values())
        counts.update(("predicted", kind) for kind, _ in ours.values())
        counts.update(("right", ours[span][0]) for span in ours if theirs.get(span, "?")[0] == ours[span][0])
        _compare_groups(ours, theirs, groups)

    def rate(*of: str) -> Rate:
        right, predicted, gold = (sum(counts[m, kind] for kind in of) for m in ("right", "predicted", "gold"))
        return Rate(right, predicted, right, gold)

    typed, both = rate(*kinds), int(groups["both"])
    return NameScore(
        typed=typed,
        untyped=Rate(both, typed.predicted, both, typed.gold),
        kinds={kind: rate(kind) for kind in kinds},
        b3=Rate(groups["precision"], both, groups["recall"], both),
        b3_all=Rate(groups["precision of all"], typed.predicted, groups["recall of all"], typed.gold),
        pairs=Rate(groups["pairs"], int(groups["our pairs"]), groups["pairs"], int(groups["their pairs"])),
    )


def _names(story: Story, gold: Story, kinds: Collection[str]) -> Names:
    """Every name of the kinds asked for, once, without article and possessive."""
    names: Names = {}
    for entity in story["entities"]:
        for start, end in entity["mentions"]:
            ignored = any(start < b and a < end for a, b in gold.get("ignored", ()))
            if entity["kind"] in kinds and not ignored:
                names[bare(gold["text"], start, end)] = entity["kind"], entity["id"]
    return names


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a name without an article before it and a possessive after it."""
    if article := ARTICLE.match(text, start, end):
        start = article.end()
    if possessive := POSSESSIVE.search(text[start:end]):
        end = start + possessive.start()
    return start, end


def _compare_groups(ours: Names, theirs: Names, sums: dict[str, float]) -> None:
    """Add one story's B³ and pairs to the sums."""
    both = ours.keys() & theirs.keys()
    our_sizes = Counter(group for _, group in ours.values())
    their_sizes = Counter(group for _, group in theirs.values())
    our_shared = Counter(ours[span][1] for span in both)
    their_shared = Counter(theirs[span][1] for span in both)
    together = Counter((ours[span][1], theirs[span][1]) for span in both)
    sums["both"] += len(both)
    for (our, their), size in together.items():
        sums["precision"] += size * size / our_shared[our]
        sums["recall"] += size * size / their_shared[their]
        sums["precision of all"] += size * size / our_sizes[our]
        sums["recall of all"] += size * size / their_sizes[their]
    for name, sizes in (("pairs", together), ("our pairs", our_shared), ("their pairs", their_shared)):
        sums[name] += sum(size * (size - 1) // 2 for size in sizes.values())


def agreement(first: Sequence[Story], second: Sequence[Story], kinds: Collection[str]) -> dict[str, float]:
    """How alike two annotations of the stories that both have are: each scored by the other, averaged.

    Raises ValueError where their texts differ or they have no story in common.
    """
    others = {story["doc"]: story for story in second}
    shared = [story for story in first if story["doc"] in others]
    if not shared:
        raise ValueError(
            "the two folders have no story in common; give second annotations the first ones' ids"
        )
    for story in shared:
        if story["text"] != others[story["doc"]]["text"]:
            raise ValueError(f"{story['doc']}: the two annotations have different words; restore them")
    there = _alike(shared, [others[story["doc"]] for story in shared], kinds)
    back = _alike([others[story["doc"]] for story in shared], shared, kinds)
    return {measure: (value + back[measure]) / 2 for measure, value in there.items() if measure in back}


def _alike(gold: Sequence[Story], predicted: Sequence[Story], kinds: Collection[str]) -> dict[str, float]:
    by_doc = {story["doc"]: story for story in predicted}
    reports, names = score_attributions(gold, by_doc), score_names(gold, by_doc, kinds)
    measured = {
        "content, exact": reports.exact["all"].f1,
        "content, partial": reports.partial["all"].f1,
        "joint": reports.joint["all"].f1,
        **{f"joint, {type_}": reports.joint[type_].f1 for type_ in TYPES},
        "source given content": reports.source.value,
        "source entity": reports.source_entity.value,
        "names": names.typed.f1,
        "names, B³": names.b3.f1,
    }
    return {measure: value for measure, value in measured.items() if value is not None}
