"""The parts of a story before they become blocks: paragraphs of styled runs, lists, quotes, tables."""

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

SPACE = re.compile(r"[ \t\r\f\v]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Run(NamedTuple):
    """Consecutive characters that look alike. A newline in `text` is a line break."""

    text: str
    styles: frozenset[str] = frozenset()  # b, i, sup, sub
    href: str = ""


Paragraph = list[Run]
Kind = Literal["paragraph", "heading", "list", "quote", "table"]


@dataclass(slots=True)
class Node:
    """One part of a story. Which fields count depends on `kind`."""

    kind: Kind
    paragraphs: list[Paragraph] = field(default_factory=list)
    level: int = 0  # of a heading
    ordered: bool = False  # a list with numbers
    attribution: list[Paragraph] = field(default_factory=list)  # of a quote
    columns: list[str] = field(default_factory=list)  # headings of a table
    rows: list[list[list[Paragraph]]] = field(default_factory=list)
    caption: str = ""  # of a table


def text_of(paragraph: Paragraph) -> str:
    """The words of a paragraph."""
    return "".join(run.text for run in paragraph)


def tidy(paragraph: Paragraph) -> Paragraph:
    """A paragraph with single spaces, none at the ends or beside line breaks, equal neighbours joined.

    A non-breaking space is a character like any other.
    """
    joined: Paragraph = []
    for run in paragraph:
        text = SPACE.sub(" ", CONTROL.sub("", run.text))
        before = joined[-1].text[-1:] if joined else "\n"
        if before in " \n":
            text = text.lstrip(" ")
        text = re.sub(r" ?\n ?", "\n", text)
        if text.startswith("\n") and before == " ":
            joined[-1] = joined[-1]._replace(text=joined[-1].text[:-1])
            if not joined[-1].text:
                joined.pop()
        if not joined:
            text = text.lstrip("\n")
        if not text:
            continue
        if joined and joined[-1][1:] == run[1:]:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + text)
        else:
            joined.append(run._replace(text=text))
    while joined and not (last := joined[-1].text.rstrip(" \n")):
        joined.pop()
    if joined:
        joined[-1] = joined[-1]._replace(text=last)
    return joined


def plain(text: str) -> Paragraph:
    """A paragraph of words without looks; its line breaks are only wrapping."""
    return tidy([Run(text.replace("\n", " "))])
