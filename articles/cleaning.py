"""Make a body or a line of rich text that a program sent what the editor would have stored of it.

Rich text keeps the tags that its place allows and loses the rest, as it does when somebody pastes it.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from articles.models import ArticlePage

Content = dict[str, Any]
MOST_BLOCKS = 2_000


class BadBlock(ValueError):
    """Something in a body cannot be; `pointer` (RFC 6901) says where in it."""

    def __init__(self, words: str, pointer: str = "") -> None:
        self.words, self.pointer = words, pointer
        super().__init__(words)

    def at(self, step: object) -> "BadBlock":
        """The same, seen from one step further out."""
        return BadBlock(self.words, f"/{step}{self.pointer}")


def clean_rich_text(html: str, features: list[str]) -> str:
    """Stored rich text with what `features` allow; paragraphs keep their keys. "" for what has no words."""
    if not strip_tags(html).strip():
        return ""
    converter = ContentstateConverter(features)
    return str(converter.to_database_format(converter.from_database_format(html)))


def clean_body(sent: Any, known: list[Content]) -> list[Content]:
    """A body as it is stored. Blocks that stand in `known` just so are taken as they are.

    Raises BadBlock for the first thing that cannot be.
    """
    if not isinstance(sent, list):
        raise BadBlock("The body is a list of blocks.")
    if len(sent) > MOST_BLOCKS:
        raise BadBlock(f"A body has {MOST_BLOCKS:,} blocks at most.")
    kinds = ArticlePage._meta.get_field("body").stream_block.child_blocks
    stored = {each.get("id"): each for each in known}
    cleaned: list[Content] = []
    for place, block in enumerate(sent):
        try:
            cleaned.append(_block(block, kinds, stored))
        except BadBlock as bad:
            raise bad.at(place) from bad
        if [each["id"] for each in cleaned].count(cleaned[-1]["id"]) > 1:
            raise BadBlock("Two blocks have this id. Leave it out of a block that is new.", f"/{place}/id")
    return cleaned


def _block(block: Any, kinds: dict[str, blocks.Block], stored: dict[Any, Content]) -> Content:
    if not isinstance(block, dict):
        raise BadBlock("A block is an object with type and value.")
    if unknown := sorted(set(block) - {"id", "type", "value"}):
        raise BadBlock("A block has an id, a type and a value, and nothing else.", f"/{unknown[0]}")
    if block.get("type") not in kinds:
        raise BadBlock(f"Give one of: {', '.join(kinds)}.", "/type")
    name = block.get("id") or str(uuid.uuid4())
    if not isinstance(name, str) or len(name) > 64:
        raise BadBlock("An id is a text of 64 characters at most.", "/id")
    taken = {"type": block["type"], "value": block.get("value"), "id": name}
    if stored.get(name) == taken:
        return taken
    try:
        return taken | {"value": _value(kinds[block["type"]], taken["value"])}
    except BadBlock as bad:
        raise bad.at("value") from bad


def _value(kind: blocks.Block, value: Any) -> Any:
    if isinstance(kind, blocks.StructBlock):
        return dict(_members(kind, value))
    if isinstance(kind, TypedTableBlock):
        return _table(kind, value)
    if isinstance(kind, ImageChooserBlock):
        return _image(value)
    if isinstance(kind, blocks.DecimalBlock):
        return _number(value)
    if not isinstance(value, str):
        raise BadBlock("Give a text.")
    if isinstance(kind, blocks.RichTextBlock):
        value = clean_rich_text(value, kind.features)
    elif isinstance(kind, EmbedBlock):
        _require_address(value)
    if kind.required and not value.strip():
        raise BadBlock("This may not be empty.")
    return value


def _members(kind: blocks.StructBlock, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise BadBlock(f"Give an object with: {', '.join(kind.child_blocks)}.")
    if unknown := sorted(set(value) - set(kind.child_blocks)):
        raise BadBlock(
            f"There is no such member. Known are: {', '.join(kind.child_blocks)}.", f"/{unknown[0]}"
        )
    for name, child in kind.child_blocks.items():
        try:
            yield name, _value(child, value.get(name, "" if name != "image" else None))
        except BadBlock as bad:
            raise bad.at(name) from bad


def _table(kind: TypedTableBlock, value: Any) -> Content:
    try:
        columns = [{"type": each["type"], "heading": str(each["heading"])} for each in value["columns"]]
        cells = [kind.child_blocks[each["type"]] for each in columns]
        rows = [list(row["values"]) for row in value["rows"]]
    except (KeyError, TypeError) as error:
        raise BadBlock(
            "A table has columns (each with type, “text” or “number”, and heading), rows (each with values)"
            " and a caption."
        ) from error
    if any(len(row) != len(columns) for row in rows):
        raise BadBlock("Every row has as many values as there are columns.", "/rows")
    filled = [{"values": [_value(cell, each) for cell, each in zip(cells, row, strict=True)]} for row in rows]
    return {"columns": columns, "rows": filled, "caption": str(value.get("caption") or "")}


def _image(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadBlock("Give the id of a picture.")
    if not get_image_model().objects.filter(id=value).exists():
        raise BadBlock(f"There is no picture {value}.")
    return value


def _number(value: Any) -> str | None:
    if value in (None, ""):
        return None
    try:
        return str(blocks.DecimalBlock().clean(str(value)))
    except ValidationError as error:
        raise BadBlock("Give a number.") from error


def _require_address(value: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError as error:
        raise BadBlock("Give an address that begins with https:// or http://.") from error
