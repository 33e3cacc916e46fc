"""Carry a span of the old text along an alignment into the new one.

The words themselves are looked for before a rewording is believed, and never inside a sentence that
stood in the old text already.
"""

from anchoring.alignment import Alignment
from anchoring.carry import carry
from anchoring.quotes import MANY_WORDS, Finder, Place
from anchoring.spans import Anchor, Page
from anchoring.words import likeness, look_alikes, words


def holding(anchor: Anchor, page: Page) -> list[int]:
    """The segments that have the anchor's words at its place; none where it was not made in this text."""
    return [
        index
        for index in page.by_id.get((anchor.block, anchor.key), ())
        if page.segments[index].text[anchor.start : anchor.end] == anchor.exact
    ]


def follow(
    anchor: Anchor, stood: list[int], alignment: Alignment, finder: Finder
) -> tuple[list[Place], float]:
    """Where the anchor's words, or what became of them, stand now; and how alike the words are.

    `stood` are the old segments that had them. No place: deleted. Several: equally good.
    """
    if not stood:
        return _returned(anchor, alignment, finder), 1.0
    units = [
        unit
        for unit in alignment.of_segment[stood[0]]
        if alignment.olds[unit][1] < anchor.end and anchor.start < alignment.olds[unit][2]
    ]
    if not units:
        return [], 0.0
    if kept := _kept(anchor, units, alignment) or _spared(anchor, units, alignment):
        return kept, 1.0
    carried = _carried(anchor, units, alignment)
    text = _text(carried, alignment) if carried else ""
    if carried and text == anchor.exact:
        return [carried], 1.0
    many = len(words(anchor.exact).keys) >= MANY_WORDS
    if many or not carried:
        was = alignment.text(units, new=False)
        places = [place for place in finder.occurrences(anchor) if _may_hold(place, was, alignment)]
        if chosen := finder.choose(anchor, places):
            return chosen, 1.0
    return ([carried], likeness(anchor.exact, text)) if carried else ([], 0.0)


def _returned(anchor: Anchor, alignment: Alignment, finder: Finder) -> list[Place]:
    """Where words that had been lost are typed anew, with what stood around them in their sentence."""
    places = [place for place in finder.occurrences(anchor) if alignment.free(place)]
    return finder.choose(anchor, [place for place in places if finder.restored(anchor, place)])


def _may_hold(place: Place, was: str, alignment: Alignment) -> bool:
    """Whether the words may have gone there: to a new sentence, and not one that merely resembles theirs.

    A sentence of nothing but these words says nothing else.
    """
    if not alignment.free(place):
        return False
    now = alignment.around(place)
    return now == _text(place, alignment) or not look_alikes(was, now)


def _text(place: Place, alignment: Alignment) -> str:
    return alignment.new.segments[place[0]].text[place[1] : place[2]]


def _kept(anchor: Anchor, units: list[int], alignment: Alignment) -> list[Place]:
    """The places where all sentences of the span stand together word for word."""
    first = units[0]
    if first in alignment.torn and len(units) == 1:
        return _torn(anchor, first, alignment)
    if first not in alignment.twin:
        return []
    segment, at, _ = alignment.news[alignment.twin[first]]
    start = at + anchor.start - alignment.olds[first][1]
    place = (segment, start, start + anchor.end - anchor.start)
    return [place] if start >= 0 and _text(place, alignment) == anchor.exact else []


def _torn(anchor: Anchor, unit: int, alignment: Alignment) -> list[Place]:
    """The anchor's part of a sentence in each of the sentences that it may have become."""
    _, first, last = alignment.olds[unit]
    start, end = max(anchor.start, first) - first, min(anchor.end, last) - first
    places = []
    for image in alignment.torn[unit]:
        segment, at, stop = alignment.news[image]
        span: tuple[int, int] | None = (0, stop - at)
        if (start, end) != (0, last - first):
            was, now = alignment.text([unit], new=False), alignment.text([image], new=True)
            span = (start, end) if was == now else carry(was, start, end, now)
        if span:
            places.append((segment, at + span[0], at + span[1]))
    return places


def _spared(anchor: Anchor, units: list[int], alignment: Alignment) -> list[Place]:
    """The one place where the words stand in what became of their own sentence."""
    if len(units) > 1 or units[0] not in alignment.edited:
        return []
    news = alignment.edited[units[0]][1]
    segment, at, _ = alignment.news[news[0]]
    places = alignment.text(news, new=True).split(anchor.exact)
    start = at + len(places[0])
    return [(segment, start, start + len(anchor.exact))] if len(places) == 2 else []


def _carried(anchor: Anchor, units: list[int], alignment: Alignment) -> Place | None:
    """The span over the images of its sentences; the larger part where they were parted."""
    parts: dict[int, list[tuple[int, int]]] = {}
    for unit in units:
        if place := _image(anchor, unit, alignment):
            parts.setdefault(place[0], []).append(place[1:])
    if not parts:
        return None
    segment, spans = max(parts.items(), key=lambda item: sum(b - a for a, b in item[1]))
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    covered = sum(b - a for a, b in set(spans))
    if end - start > 2 * covered + 80:  # set apart by other text: no longer one statement
        start, end = max(spans, key=lambda span: span[1] - span[0])
    size = min(anchor.end, alignment.olds[units[-1]][2]) - max(anchor.start, alignment.olds[units[0]][1])
    if len(units) > 1 and 3 * (end - start) < size:
        return None
    return segment, start, end


def _image(anchor: Anchor, unit: int, alignment: Alignment) -> Place | None:
    """Where the anchor's part of one sentence stands now."""
    _, first, last = alignment.olds[unit]
    start, end = max(anchor.start, first) - first, min(anchor.end, last) - first
    if unit in alignment.twin:
        segment, at, _ = alignment.news[alignment.twin[unit]]
        return segment, at + start, at + end
    if unit not in alignment.edited:
        return None
    olds, news = alignment.edited[unit]
    segment, at, _ = alignment.news[news[0]]
    new = alignment.text(news, new=True)
    if len(olds) == 1 and start == 0 and end == last - first:
        return segment, at, at + len(new)
    shift = first - alignment.olds[olds[0]][1]
    span = carry(alignment.text(olds, new=False), start + shift, end + shift, new)
    return (segment, at + span[0], at + span[1]) if span else None
