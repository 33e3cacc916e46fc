"""Writing a part of a merge anew, in the editor that stories are written in."""

from typing import Any

from articles.merges import Merge
from articles.merging import ABSENT, Choice, Unit
from articles.merging.plan import Block
from articles.models import ArticlePage


def widget_of(unit: Unit, merge: Merge) -> Any:
    """The editor's own widget for a unit of rich text: it offers, and lets through, what the editor does."""
    blocks = ArticlePage._meta.get_field("body").stream_block.child_blocks
    if unit.path[0] != "body":
        return ArticlePage._meta.get_field(unit.path[0]).formfield().widget
    body = merge.plan.body
    part = body.parts[body.names.index(unit.path[1])]
    if unit.form == "block":
        return blocks[next(b["type"] for b in (*unit.theirs, *unit.mine))].field.widget
    assert isinstance(part, Block)  # noqa: S101 (what is not a whole block stands in one)
    block = blocks[part.frame["type"]]
    member = unit.path[2]
    if member in getattr(block, "child_blocks", {}):
        block = block.child_blocks[member]
    elif member == "rows":
        block = block.child_blocks["text"]
    return block.field.widget


def text_of(unit: Unit, take: str) -> str:
    """What an edit begins with: one of the versions, or both."""
    if unit.form == "block":
        block = next(iter((unit.mine if take == "mine" else unit.theirs) or unit.theirs or unit.mine))
        return str(block["value"])
    value = unit.settle({unit.key: Choice(take)}) if take in unit.takes and take != "edited" else unit.merged
    value = unit.mine if value is None else value
    return "" if value is ABSENT else str(value)


def written(widget: Any, posted: Any, name: str) -> str | None:
    """What was written in an editor, as it is stored; None where nothing readable was sent."""
    try:
        text: str | None = widget.value_from_datadict(posted, {}, name)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return text
