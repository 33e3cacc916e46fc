"""One block of a body put in, taken out, replaced or moved. Pure: a body in, another body out."""

from typing import Any

Block = dict[str, Any]
Body = list[Block]


class NoSuchBlock(LookupError):
    """A block that is named does not stand in the body."""

    def __init__(self, block: str) -> None:
        self.block = block
        super().__init__(f"There is no block “{block}” in this text.")


def place_of(body: Body, block: str) -> int:
    """Where a block stands. Raises NoSuchBlock."""
    for place, each in enumerate(body):
        if each.get("id") == block:
            return place
    raise NoSuchBlock(block)


def with_block(body: Body, block: Block, *, before: str = "", after: str = "", at: int | None = None) -> Body:
    """The body with one block more: before or after another, at a place, or last."""
    if before:
        place = place_of(body, before)
    elif after:
        place = place_of(body, after) + 1
    else:
        place = len(body) if at is None else min(at, len(body))
    return [*body[:place], block, *body[place:]]


def with_another(body: Body, block: str, another: Block) -> Body:
    """The body with another block in the place of one."""
    place = place_of(body, block)
    return [*body[:place], another, *body[place + 1 :]]


def without_block(body: Body, block: str) -> Body:
    """The body without one block."""
    place = place_of(body, block)
    return [*body[:place], *body[place + 1 :]]


def with_moved(body: Body, block: str, *, before: str = "", after: str = "", at: int | None = None) -> Body:
    """The body with one block elsewhere; `at` counts without it."""
    moved = body[place_of(body, block)]
    return with_block(without_block(body, block), moved, before=before, after=after, at=at)
