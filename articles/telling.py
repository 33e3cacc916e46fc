"""Changes in words and as HTML, the same for the desk, for readers and for the API.

Nothing of the stored HTML gets through: words are escaped, and their formatting is set anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.changes import Names
from articles.diff import BlockChange, Mark, WordRun

Side = Literal["both", "old", "new"]
KINDS = {
    "headline": "Headline",
    "standfirst": "Standfirst",
    "heading": "Heading",
    "quote": "Block quote",
    "quote_source": "Who is quoted",
    "caption": "Caption",
    "list": "List item",
    "image": "Picture",
    "embed": "Embed",
    "table": "Table",
}
DETAILS = {
    "image": "Picture",
    "credit": "Credit",
    "alt": "Alternative text",
    "embed": "Address",
    "numbering": "List",
    "content": "Content",
}
TAGS = {"bold": "strong", "italic": "em", "superscript": "sup", "subscript": "sub"}


@dataclass(frozen=True, slots=True)
class DetailTold:
    """One detail before and after, in words; "" stands for nothing. `images`: the pictures meant."""

    label: str
    old: str
    new: str
    is_changed: bool
    images: tuple[Any, Any] = (None, None)


def kind_of(change: BlockChange) -> str:
    """What the element is: "Paragraph", "Picture"…"""
    return KINDS.get(change.segment.kind, "Paragraph")


def heading_of(change: BlockChange) -> str:
    """What became of it, in one phrase; "" where it is the same."""
    name = kind_of(change)
    if change.kind in ("same", "added", "removed"):
        return "" if change.kind == "same" else f"{name} {change.kind}"
    what = []
    if change.kind == "split":
        what.append("split" if _keeps(change) else "split off")
    if change.kind == "merged":
        what.append(f"joined from {len(change.joined)}")
    if change.is_moved:
        what.append("moved here")
    if change.is_retyped and change.old:
        what.append(f"was {_article(KINDS.get(change.old.kind, 'Paragraph').lower())}")
    if change.is_reworded or change.changed_details or not (what or change.is_restyled):
        what.append("changed")
    elif change.is_restyled:
        what.append("set otherwise")
    *first, last = what
    return f"{name} {', '.join(first)} and {last}" if first else f"{name} {last}"


def _keeps(change: BlockChange) -> bool:
    """Whether this part of a split paragraph has its old place in the editor."""
    return bool(
        change.old and change.new and (change.old.block, change.old.key) == (change.new.block, change.new.key)
    )


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def details_of(change: BlockChange, names: Names) -> list[DetailTold]:
    """What no word tells of an element: for a picture all of it, for the rest what changed."""
    shown = change.details if change.segment.kind in ("image", "embed") else change.changed_details
    return [
        DetailTold(
            DETAILS.get(detail.name, detail.name),
            _said(detail.name, detail.old, names),
            _said(detail.name, detail.new, names),
            detail.old != detail.new,
            (names.image(detail.old), names.image(detail.new)) if detail.name == "image" else (None, None),
        )
        for detail in shown
        if detail.old or detail.new
    ]


def _said(name: str, value: Any, names: Names) -> str:
    if not value:
        return ""
    if name == "image":
        image = names.image(value)
        return str(image.title) if image else "a deleted picture"
    return str(value)


def set_otherwise(run: WordRun, names: Names) -> str:
    """What became of the formatting of words that stayed: "bold now", "no longer a link to …"."""
    links = [[mark for mark in marks if mark.kind == "link"] for marks in (run.lost, run.gained)]
    told = []
    if all(links):
        was, now = (names.target(marks[0].target).words for marks in links)
        told.append(f"link to {now} now, was to {was}")
    for mark in run.gained:
        if mark.kind == "link":
            told += [] if all(links) else [f"link to {names.target(mark.target).words} now"]
        else:
            told.append(f"{mark.kind} now")
    for mark in run.lost:
        if mark.kind == "link":
            told += [] if all(links) else [f"no longer a link to {names.target(mark.target).words}"]
        else:
            told.append(f"no longer {mark.kind}")
    return ", ".join(told)


def tell(runs: Iterable[WordRun], names: Names, *, side: Side = "both", hidden: str = "") -> SafeString:
    """Words as HTML, with what came in <ins> and what went in <del>.

    `side`: all of it, or only the old or the new text. `hidden`: a class for words that only screen
    readers say; without it they are left out.
    """
    parts = []
    for run in runs:
        if run.kind == "same":
            parts.append(_kept(run, names, side))
        elif (run.kind == "added") != (side == "old") or side == "both":
            tag = "ins" if run.kind == "added" else "del"
            words = _set(run.text, run.marks, names)
            if hidden:
                words = f'<span class="{hidden}">[{run.kind}: </span>{words}<span class="{hidden}">]</span>'
            parts.append(f"<{tag}>{words}</{tag}>")
    return mark_safe("".join(parts))  # noqa: S308  every word was escaped


def _kept(run: WordRun, names: Names, side: Side) -> str:
    if run.was is None:
        return _set(run.text, run.marks, names)
    words = _set(run.text, run.was if side == "old" else run.marks, names)
    if side == "old":
        return f'<span class="diff-set">{words}</span>'
    told = escape(set_otherwise(run, names))
    return f'<span class="diff-set">{words}<small class="diff-told"> [{told}]</small></span>'


def _set(text: str, marks: Sequence[Mark], names: Names) -> str:
    html = escape(text.replace("\n\n", " ¶ ")).replace("\n", "<br>")
    for mark in marks:
        if tag := TAGS.get(mark.kind):
            html = f"<{tag}>{html}</{tag}>"
        elif mark.kind == "link":
            target = names.target(mark.target)
            href = f' href="{escape(target.address)}" rel="nofollow noopener"' if target.address else ""
            html = f'<a class="diff-link" title="{escape(target.words)}"{href}>{html}</a>'
    return html
