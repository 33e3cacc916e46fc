"""The three formats that copy comes in: plain text, Markdown with front matter, HTML.

Readers of other formats find the fields and the markup of the body, and `compose` the story from them.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import PurePath
from typing import Any

from markdown_it import MarkdownIt

from articles.copy import fields
from articles.copy.body import body, rich_text
from articles.copy.decoding import decode
from articles.copy.markup import read_markup
from articles.copy.nodes import Node, plain, text_of
from articles.copy.story import BadCopy, Story

LONGEST_HEADLINE = 255
QUOTES = {"“": "”", '"': '"', "'": "'", "‘": "’", "«": "»", "„": "“"}
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
ENDINGS = '.!?:”"’)'
LONG_LINE = 110  # characters: nobody wraps so wide, so such a line is a paragraph of its own
MARKUP = re.compile(r"\s*<(!doctype html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]*>(.*?)</title\s*>", re.IGNORECASE | re.DOTALL)
PAGE_LANGUAGE = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)

_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")


def parse(data: bytes, *, name: str = "") -> Story:
    """The story in a file. `name` tells the format by its ending; without one the text itself does."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    return _reader(name, text)(text).identified()


def _reader(name: str, text: str) -> Callable[[str], Story]:
    ending = PurePath(name).suffix.lower()
    by_ending = {
        ".txt": read_plain,
        ".text": read_plain,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".html": read_html,
        ".htm": read_html,
        ".xhtml": read_html,
    }
    if ending in by_ending:
        return by_ending[ending]
    if MARKUP.match(text):
        return read_html
    return read_markdown if text.startswith(("---\n", "# ")) else read_plain


def read_plain(text: str) -> Story:
    """The first line is the headline; paragraphs stand between blank lines, or one to a line without any."""
    first, _, rest = text.strip().partition("\n")
    return _story({"headline": _unquoted(text_of(plain(first)))}, _plain_nodes(rest))


def compose(stated: Mapping[str, Any], body: str, *, is_markup: bool = True) -> Story:
    """The story of a document with fields, named as in front matter, and a body; `standfirst` is markup.

    The body's first heading is the headline where none is stated, and left out where it repeats it.
    Raises BadCopy.
    """
    said = fields.checked({name: value for name, value in stated.items() if name != "standfirst"})
    nodes = read_markup(body) if is_markup else _plain_nodes(body)
    if nodes and nodes[0].kind == "heading":
        heading = _words(nodes[0])
        if said.setdefault("headline", heading) == heading:
            nodes = nodes[1:]
    if "headline" not in said:
        raise BadCopy("has no headline. Give it one.")
    if standfirst := read_markup(stated.get("standfirst") or ""):
        said["standfirst"] = _standfirst(standfirst)
    return _story(said, nodes).identified()


def as_markup(text: str) -> str:
    """Plain text as markup that says the same in one paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def _plain_nodes(text: str) -> list[Node]:
    paragraphs = [plain(part) for part in _paragraphs(text)]
    return [Node("paragraph", [paragraph]) for paragraph in paragraphs if text_of(paragraph)]


def read_markdown(text: str) -> Story:
    """Front matter, then Markdown; without a headline in the front matter the first heading is it."""
    stated, rest = fields.split(text)
    nodes = read_markup(_markdown.render(rest))
    if nodes and nodes[0].kind == "heading" and nodes[0].level == 1:
        heading = _words(nodes[0])
        if stated.setdefault("headline", heading) == heading:
            nodes = nodes[1:]
    elif nodes and nodes[0].kind == "heading" and "headline" not in stated:
        stated["headline"] = _words(nodes.pop(0))
    if "headline" not in stated:
        raise BadCopy("has no headline. Begin it with “# Headline” or put headline: in the front matter.")
    if "standfirst" in stated:
        stated["standfirst"] = _standfirst(read_markup(_markdown.render(stated["standfirst"])))
    return _story(stated, nodes)


def read_html(text: str) -> Story:
    """The first main heading is the headline; the page's title where there is none."""
    nodes = read_markup(text)
    stated: dict[str, Any] = {}
    if top := next((node for node in nodes if node.level == 1), None):
        nodes = nodes[:]
        nodes.remove(top)
        stated["headline"] = _words(top)
    elif title := TITLE.search(text):
        stated["headline"] = " ".join(_words(node) for node in read_markup(f"<p>{title[1]}</p>"))
    if not stated.get("headline"):
        raise BadCopy("has no headline. Give it an <h1> or a <title>.")
    language = PAGE_LANGUAGE.search(text)
    if language and fields.LANGUAGE.fullmatch(language[1]):
        stated["language"] = language[1]
    return _story(stated, nodes)


def _story(stated: dict[str, Any], nodes: list[Node]) -> Story:
    headline = stated["headline"]
    if not headline:
        raise BadCopy("has no headline in its first line.")
    if len(headline) > LONGEST_HEADLINE:
        raise BadCopy(
            f"has a headline of {len(headline)} characters; {LONGEST_HEADLINE} are allowed."
            " Put a short headline on a line of its own before the story."
        )
    if not any(node.kind != "heading" for node in nodes):
        raise BadCopy("has a headline but no body. Add at least one paragraph after it.")
    return Story(body=body(nodes), **stated)


def _standfirst(nodes: list[Node]) -> str:
    return rich_text(node.paragraphs[0] for node in nodes if node.paragraphs)


def _words(node: Node) -> str:
    return " ".join(text_of(part).replace("\n", " ") for part in node.paragraphs)


def _unquoted(headline: str) -> str:
    """A headline without quotation marks around the whole of it; those around its parts stay."""
    inner = headline[1:-1]
    closing = QUOTES.get(headline[:1])
    if inner.strip() and closing == headline[-1] and closing not in inner and headline[0] not in inner:
        return inner.strip()
    return headline


def _paragraphs(text: str) -> list[str]:
    if not BLANK_LINE.search(text.strip()):
        return text.split("\n")
    found: list[str] = []
    for part in BLANK_LINE.split(text):
        lines: list[str] = []
        for line in part.split("\n"):
            lines.append(line)
            # Some copy sets one line end after a paragraph; a wrapped line is shorter.
            if len(line) > LONG_LINE and line.rstrip()[-1:] in tuple(ENDINGS):
                found.append("\n".join(lines))
                lines = []
        found.append("\n".join(lines))
    return found
