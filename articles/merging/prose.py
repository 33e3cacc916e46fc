"""Three-way merge of rich text by words. Formatting and links merge with them.

The answer comes in stretches of whole paragraphs. Within a stretch that both sides want otherwise, only
the words in dispute differ between theirs and mine: what either side changed beside them is in both.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz

from articles.merging import richtext
from articles.merging.richtext import Token
from articles.merging.sequences import ALIKE, Region, pairs, regions

Origin = Literal["same", "theirs", "mine", "both"]
Fate = Literal["kept", "added", "removed", "restyled"]
Tokens = list[Token]
HUGE = 20_000  # words; beyond, a text that both sides changed is one question


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words with one history: what became of them, and through whom."""

    fate: Fate
    origin: Origin
    text: str
    marks: tuple[str, ...] = ()  # of restyled words: the start tags that are around them now


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole paragraphs that are settled together. `merged` is None where somebody must choose."""

    base: str
    theirs: str
    mine: str
    merged: str | None
    origin: Origin
    runs: tuple[Run, ...]  # of a settled stretch
    disputed: tuple[tuple[Run, ...], tuple[Run, ...]] = ((), ())  # of a conflict: theirs, and mine


@dataclass(slots=True)
class _Piece:
    """Some words of the result, or a dispute about them."""

    origin: Origin | Literal["conflict"]
    base: Tokens
    theirs: Tokens
    mine: Tokens
    merged: Tokens
    is_restyled: bool = False


def merge(base: str, theirs: str, mine: str) -> list[Stretch]:
    """The stretches of three versions of one rich text, in order."""
    versions = (base, theirs, mine)
    before, one, other = map(richtext.read, versions)
    if max(map(len, (before, one, other))) > HUGE or not all(map(richtext.is_plain_sailing, versions)):
        return [Stretch(base, theirs, mine, None, "both", ())]
    pieces: list[_Piece] = []
    for region in regions(*_names(before, one, other), separates=_separates):
        pieces += _pieces(region, before, one, other)
    return [_stretch(group) for group in _by_paragraph(pieces)]


def unchanged(html: str) -> Stretch:
    """The one stretch of a text that nobody touched."""
    words = richtext.text(richtext.read(html))
    return Stretch(html, html, html, html, "same", (Run("kept", "same", words),) if words else ())


def join(parts: Iterable[str]) -> str:
    """Rich text of the parts, one after the other, every paragraph with a key of its own."""
    return richtext.render(token for part in parts for token in richtext.read(part))


def told(base: str, side: str, origin: Origin) -> tuple[Run, ...]:
    """What one side made of a rich text, for eyes."""
    runs: list[Run] = []
    _tell(runs, richtext.read(base), richtext.read(side), origin)
    return tuple(runs)


def _tell(runs: list[Run], before: Tokens, after: Tokens, origin: Origin) -> None:
    for region in regions(*_names(before, after, after)):
        old, new = _cut(before, region.base), _cut(after, region.theirs)
        if region.kind == "same":
            for b, n in zip(old, new, strict=True):
                _add(runs, "kept" if b.marks == n.marks else "restyled", origin, [n])
        else:
            _add(runs, "removed", origin, old)
            _add(runs, "added", origin, new)


def _cut(tokens: Tokens, where: range) -> Tokens:
    return tokens[where.start : where.stop]


def _names(before: Tokens, one: Tokens, other: Tokens) -> tuple[list[Hashable], ...]:
    """What the tokens are compared by: words by themselves, a paragraph's beginning by which it is.

    A paragraph is known by its Draft.js key, by its words, or by being most like the old one.
    """
    old = richtext.paragraphs(before)
    result: list[list[Hashable]] = []
    for tokens in (before, one, other):
        new = richtext.paragraphs(tokens)
        known = pairs(old, new, keys=[lambda part: part[0].key or None, richtext.text], words=richtext.text)
        number = {j: i for i, j in known.items()}
        names: list[Hashable] = []
        for j, part in enumerate(new):
            which = number[j] if j in number else richtext.text(part)
            names += [("", which) if token.is_paragraph else token.core for token in part]
        result.append(names)
    return tuple(result)


def _separates(name: Hashable) -> bool:
    """Whether a kept token keeps two edits apart: a word or a new paragraph does, a comma does not."""
    return not isinstance(name, str) or any(character.isalnum() for character in name)


def _pieces(region: Region, before: Tokens, one: Tokens, other: Tokens) -> list[_Piece]:
    base, theirs, mine = _cut(before, region.base), _cut(one, region.theirs), _cut(other, region.mine)
    if region.kind == "same":
        return [_dressed(b, t, m) for b, t, m in zip(base, theirs, mine, strict=True)]
    if region.kind == "both":
        gone = [_Piece("both", base, base, base, [])] if base else []
        return gone + [_dressed(None, t, m) for t, m in zip(theirs, mine, strict=True)]
    if region.kind == "conflict":
        if not base and _are_two_additions(theirs, mine):
            return [_Piece("theirs", [], theirs, [], theirs), _Piece("mine", [], [], mine, mine)]
        return [_Piece("conflict", base, theirs, mine, [])]
    kept, changed = (mine, theirs) if region.kind == "theirs" else (theirs, mine)
    if any(b.marks != k.marks for b, k in zip(base, kept, strict=True)):
        return [_Piece("conflict", base, theirs, mine, [])]  # formatted by one, rewritten by the other
    return [_Piece(region.kind, base, theirs, mine, changed)]


def _are_two_additions(theirs: Tokens, mine: Tokens) -> bool:
    """Whether both put in whole paragraphs at one place that are not two versions of the same."""
    is_whole = theirs[0].is_paragraph and mine[0].is_paragraph
    return is_whole and fuzz.ratio(richtext.text(theirs), richtext.text(mine)) < ALIKE


def _dressed(base: Token | None, theirs: Token, mine: Token) -> _Piece:
    """One word that both kept (or both put in), in the formatting that either gave it."""
    before = [base] if base else []
    marks = _marks(base.marks if base else (), theirs, mine)
    if marks is None:
        return _Piece("conflict", before, [theirs], [mine], [])
    merged = replace(
        theirs,
        marks=marks,
        space=_either(base.space if base else "", theirs.space, mine.space),
        key=_either(base.key if base else "", theirs.key, mine.key),
    )
    if base is None:
        return _Piece("both", before, [theirs], [mine], [merged])
    changed = [side for side in (theirs, mine) if side.marks != base.marks]
    origin: Origin = "same" if not changed else "both" if len(changed) > 1 else "mine"
    if changed == [theirs] and theirs.marks != mine.marks:
        origin = "theirs"
    return _Piece(origin, before, [theirs], [mine], [merged], is_restyled=bool(changed))


def _either(base: str, theirs: str, mine: str) -> str:
    return mine if theirs == base else theirs


def _marks(base: tuple[str, ...], theirs: Token, mine: Token) -> tuple[str, ...] | None:
    """The formatting of both; None where they differ about a link or about what a paragraph is."""
    if theirs.marks in (base, mine.marks):
        return mine.marks
    if mine.marks == base:
        return theirs.marks
    if theirs.is_paragraph:
        return None
    old, one, other = set(base), set(theirs.marks), set(mine.marks)
    merged = (one & other) | ((one | other) - old)
    if len([tag for tag in merged if richtext.is_link(tag)]) > 1:
        return None
    return richtext.ordered_marks(merged)


def _by_paragraph(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces in groups of whole paragraphs, as small as they can be."""
    groups: list[list[_Piece]] = []
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        for part in _at_paragraphs(piece):
            if not groups or _begins(part, following):
                groups.append([])
            groups[-1].append(part)
    return groups


def _at_paragraphs(piece: _Piece) -> list[_Piece]:
    """A settled piece cut where paragraphs begin."""
    if piece.origin == "conflict":
        return [piece]
    parts: list[Tokens] = richtext.paragraphs(piece.merged)
    if len(parts) < 2:
        return [piece]
    pieces = [_Piece(piece.origin, [], [], [], part) for part in parts]
    pieces[0].base, pieces[0].theirs, pieces[0].mine = piece.base, piece.theirs, piece.mine
    for part in pieces:
        if piece.origin != "mine":
            part.theirs = part.merged
        if piece.origin != "theirs":
            part.mine = part.merged
    return pieces


def _begins(piece: _Piece, following: _Piece | None) -> bool:
    """Whether a piece is the beginning of a paragraph, whichever way it is settled."""
    if piece.origin != "conflict":
        return bool(piece.merged) and piece.merged[0].is_paragraph
    versions = (piece.base, piece.theirs, piece.mine)
    if not all(version[0].is_paragraph for version in versions if version):
        return False
    is_whole = following is None or bool(following.merged and following.merged[0].is_paragraph)
    return is_whole or all(versions)


def _stretch(group: list[_Piece]) -> Stretch:
    def side(name: Literal["base", "theirs", "mine"]) -> str:
        return richtext.render(token for piece in group for token in getattr(piece, name))

    if any(piece.origin == "conflict" for piece in group):
        base, disputed = side("base"), (_runs(group, "theirs"), _runs(group, "mine"))
        for piece in group:  # beside the dispute both have what merged
            if piece.origin != "conflict":
                piece.theirs = piece.mine = piece.merged
        return Stretch(base, side("theirs"), side("mine"), None, "both", (), disputed)
    merged = richtext.render(token for piece in group for token in piece.merged)
    origins = {piece.origin for piece in group} - {"same"}
    origin: Origin = "same" if not origins else origins.pop() if len(origins) == 1 else "both"  # type: ignore[assignment]
    return Stretch(side("base"), side("theirs"), side("mine"), merged, origin, _runs(group))


def _runs(group: list[_Piece], side: Literal["theirs", "mine"] = "theirs") -> tuple[Run, ...]:
    """The words of a group by what became of them; where they are disputed, those of one side."""
    runs: list[Run] = []
    for piece in group:
        if piece.origin == "conflict":
            _tell(runs, piece.base, getattr(piece, side), side)
            continue
        origin: Origin = piece.origin
        if origin == "same" or piece.is_restyled:
            _add(runs, "restyled" if piece.is_restyled else "kept", origin, piece.merged)
        else:
            _add(runs, "removed", origin, piece.base)
            _add(runs, "added", origin, piece.merged)
    return tuple(runs)


def _add(runs: list[Run], fate: Fate, origin: Origin, tokens: Tokens) -> None:
    words = "".join("\n" if token.is_paragraph and runs else token.text for token in tokens)
    if fate == "kept":
        origin = "same"
    marks = tokens[0].marks if fate == "restyled" else ()
    if words and runs and replace(runs[-1], text="") == Run(fate, origin, "", marks):
        runs[-1] = replace(runs[-1], text=runs[-1].text + words)
    elif words:
        runs.append(Run(fate, origin, words, marks))
