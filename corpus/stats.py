"""Count what the corpus holds, as Markdown tables.

Types of attributions are those that scoring computes, so a count here is a denominator there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.markup import KINDS, MODES, Report, Story
from corpus.scoring import TYPES, Text, Type

SORTS = ("entity", "unnamed", "none")
Row = Sequence[str | int]


def tables(stories: Sequence[Story]) -> str:
    """Everything that is counted, one Markdown table after another."""
    blocks = [
        _table(("", *_MEASURES), [_measured("all", stories)]),
        _attributions(stories),
        _names(stories),
        *(_by(title, of, stories) for title, of in _CUTS.items()),
    ]
    return "\n\n".join(blocks)


def words_of(story: Story) -> int:
    """The story's words, as white space parts them."""
    return len(story.text.split())


def source_of(report: Report) -> str:
    """The sort of a source: a named `entity`, somebody `unnamed`, or `none`."""
    if report.entities:
        return "entity"
    return "unnamed" if report.source else "none"


def types_of(story: Story) -> Iterator[tuple[Report, Type]]:
    """Every attribution with its type."""
    text = Text(story.text)
    for report in story.attributions:
        yield report, text.type_of(text.touched(report.content))


_MEASURES: dict[str, Callable[[Story], int]] = {
    "stories": lambda story: 1,
    "words": words_of,
    "attributions": lambda story: len(story.attributions),
    "pronouns as sources": lambda story: sum(len(thing.pronouns) for thing in story.entities),
    "entities": lambda story: len(story.entities),
    "mentions": lambda story: sum(len(thing.mentions) for thing in story.entities),
    "traps": lambda story: len(story.traps),
}
_CUTS: dict[str, Callable[[Story], str]] = {
    "split": lambda story: story.split,
    "style": lambda story: story.style,
    "variety": lambda story: story.variety,
    "origin": lambda story: story.origin.partition(",")[0],
}


def _measured(name: str, stories: Iterable[Story]) -> Row:
    stories = list(stories)
    return (name, *(sum(map(measure, stories)) for measure in _MEASURES.values()))


def _by(title: str, of: Callable[[Story], str], stories: Sequence[Story]) -> str:
    values = sorted({of(story) for story in stories})
    rows = [_measured(value, (story for story in stories if of(story) == value)) for value in values]
    return _table((title, *_MEASURES), rows)


def _attributions(stories: Sequence[Story]) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for report, kind in (pair for story in stories for pair in types_of(story)):
        for row in (kind, "all"):
            counts.update((row, column) for column in ("all", report.mode, source_of(report)))
    columns = ("all", *MODES, *SORTS)
    header = ("attributions", "all", *MODES, *(f"source: {sort}" for sort in SORTS))
    return _table(header, [(row, *(counts[row, column] for column in columns)) for row in (*TYPES, "all")])


def _names(stories: Sequence[Story]) -> str:
    things = [thing for story in stories for thing in story.entities]
    rows = [
        (kind, len(own), sum(len(thing.mentions) for thing in own))
        for kind in KINDS
        if (own := [thing for thing in things if thing.kind == kind])
    ]
    return _table(("names", "entities", "mentions"), rows)


def _table(header: Row, rows: Iterable[Row]) -> str:
    lines = [_line(header), _line(["---", *["---:"] * (len(header) - 1)])]
    return "\n".join([*lines, *map(_line, rows)])


def _line(cells: Row) -> str:
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |"
