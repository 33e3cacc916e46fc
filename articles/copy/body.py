"""From the parts of a story to StreamField data, as the editor itself would have stored it.

Block ids and Draft.js keys come from the words and from how often they occurred before, so that the
same words keep their ids when copy comes in again, corrected: claims stay where they stood.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any

from articles.copy.nodes import Node, Paragraph, Run, text_of

NAMESPACE = uuid.UUID("6f5b3f0e-8f2a-4f0e-9a53-0d6f3a0c1b77")
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
KEY_LENGTH = 5
OUTER_TO_INNER = ("b", "i", "sub", "sup")  # the order in which the editor nests them


class Keys:
    """Draft.js keys for one value, no two alike."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def key(self, words: str) -> str:
        """Five lower-case letters and digits that follow from the words."""
        for attempt in range(len(self._used) + 1):
            number = int.from_bytes(hashlib.sha256(f"{attempt}\0{words}".encode()).digest()[:8], "big")
            letters = []
            for _ in range(KEY_LENGTH):
                number, digit = divmod(number, len(ALPHABET))
                letters.append(ALPHABET[digit])
            key = "".join(letters)
            if key not in self._used:
                break
        self._used.add(key)
        return key


def rich_text(paragraphs: Iterable[Paragraph], keys: Keys | None = None) -> str:
    """Paragraphs as stored rich text."""
    keys = keys or Keys()
    return "".join(_element("p", paragraph, keys) for paragraph in paragraphs)


def body(nodes: Iterable[Node]) -> tuple[dict[str, Any], ...]:
    """The StreamField data of a body."""
    seen: Counter[str] = Counter()
    blocks = []
    for node in nodes:
        words = f"{node.kind}\0{_words(node)}"
        seen[words] += 1
        block_id = uuid.uuid5(NAMESPACE, f"{words}\0{seen[words]}")
        blocks.append({"type": node.kind, "value": _value(node), "id": str(block_id)})
    return tuple(blocks)


def _words(node: Node) -> str:
    cells = (cell for row in node.rows for cell in row)
    groups = (node.paragraphs, node.attribution, *cells)
    return "\n".join([*(text_of(paragraph) for group in groups for paragraph in group), *node.columns])


def _value(node: Node) -> Any:
    keys = Keys()
    if node.kind == "list":
        tag = "ol" if node.ordered else "ul"
        items = "".join(_element("li", item, keys) for item in node.paragraphs)
        return f"<{tag}>{items}</{tag}>"
    if node.kind == "quote":
        return {
            "quote": rich_text(node.paragraphs, keys),
            "attribution": rich_text(([*map(_slanted, part)] for part in node.attribution), keys),
        }
    if node.kind == "table":
        return {
            "columns": [{"type": "text", "heading": heading} for heading in node.columns],
            "rows": [{"values": [rich_text(cell, keys) for cell in row]} for row in node.rows],
            "caption": node.caption,
        }
    paragraphs = node.paragraphs
    if node.kind == "heading":
        paragraphs = [[*map(_slanted, paragraph)] for paragraph in paragraphs]
    return rich_text(paragraphs, keys)


def _slanted(run: Run) -> Run:
    """A run for a field that offers italics only."""
    return run._replace(styles=run.styles & {"i"}, href="")


def _element(tag: str, paragraph: Paragraph, keys: Keys) -> str:
    inner = "".join(_link(href, list(runs)) for href, runs in groupby(paragraph, key=lambda run: run.href))
    return f'<{tag} data-block-key="{keys.key(text_of(paragraph))}">{inner}</{tag}>'


def _link(href: str, runs: list[Run]) -> str:
    inner = _styled(runs, OUTER_TO_INNER)
    return f'<a href="{escape(href)}">{inner}</a>' if href else inner


def _styled(runs: list[Run], tags: Sequence[str]) -> str:
    """Runs with the tags around them, each tag as far as it reaches."""
    if not tags:
        return "".join(escape(run.text, quote=False).replace("\n", "<br/>") for run in runs)
    tag = tags[0]
    parts = []
    for is_styled, group in groupby(runs, key=lambda run: tag in run.styles):
        inner = _styled(list(group), tags[1:])
        parts.append(f"<{tag}>{inner}</{tag}>" if is_styled else inner)
    return "".join(parts)
