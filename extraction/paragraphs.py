"""Where the paragraphs of a text stand, and the text as models can take it."""

from __future__ import annotations

import re

BLANK_LINE = re.compile(r"\r?\n[^\S\n]*\r?\n\s*")
LINE = re.compile(r"\r?\n\s*")
ENDINGS = '.!?:”"’)'
LONG_LINE = 110  # characters: no text is wrapped so wide, so such a line is a paragraph
LONG_RUN = re.compile(r"\S{200,}")  # no word of any prose; tokenizers would need quadratic time
ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a0\u200b\u2028\u2029\ufeff\ud800-\udfff]")


def legible(text: str) -> str:
    """The text with what no model can read as spaces: as long as before, so that offsets hold."""
    return LONG_RUN.sub(lambda m: " " * len(m.group()), ODD.sub(" ", text))


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Where each paragraph stands: between blank lines or, in a text without any, one to a line."""
    has_blank_lines = bool(BLANK_LINE.search(text.strip()))
    found = []
    position = line = 0
    for match in LINE.finditer(text):
        start = match.start()
        is_break = text.count("\n", start, match.end()) > 1 or not has_blank_lines
        # Some copy sets one line break after a paragraph; a hard-wrapped line is shorter.
        if is_break or (start - line > LONG_LINE and text[start - 1] in ENDINGS):
            found.append((position, start))
            position = match.end()
        line = match.end()
    found.append((position, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]
