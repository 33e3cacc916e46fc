"""Find quoted words in the plain text of a document that nobody marked up: a copy of a page, a PDF.

Words must be the same and in order; case, blanks, punctuation and the breaks of lines do not count, nor does
a hyphen at the end of a line. An ellipsis (…) in the quotation stands for whatever was left out.
"""

import re
from bisect import bisect_right

from anchoring.words import words

ELLIPSIS = re.compile(r"[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*[\])]?")
BROKEN = re.compile(r"(?<=\w)(?:\u00ad|[-‐]\u00ad?[ \t]*\n\s*)(?=\w)")  # a word parted by the end of a line
APOSTROPHE, HYPHEN = "['’‘‛ʼ`]", "[-‐‑–—−]"
LONGEST = 5_000  # characters of a quotation; of longer ones the beginning must do


def find_verbatim(quotation: str, text: str) -> list[tuple[int, int]]:
    """Spans of the text that the quotation is made of, in order; empty where its words do not stand there."""
    if len(quotation) > LONGEST:
        quotation = quotation[:LONGEST].rpartition(" ")[0]  # no half word at its end
    parts = [keys for part in ELLIPSIS.split(quotation) if (keys := words(part).keys)]
    whole = _Whole(text)
    spans, at = [], 0
    for keys in parts:
        found = _pattern(keys).search(whole.text, at)
        if found is None:
            return []
        spans.append((whole.offset(found.start()), whole.offset(found.end() - 1) + 1))
        at = found.end()
    return spans


def _pattern(keys: list[str]) -> re.Pattern[str]:
    """Words in order with anything but letters and digits between them."""
    escaped = (re.escape(key).replace("'", APOSTROPHE).replace(r"\-", HYPHEN) for key in keys)
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(escaped) + r"(?!\w)", re.IGNORECASE)


class _Whole:
    """A text with the words put together that ends of lines part, and where its characters stood."""

    def __init__(self, text: str) -> None:
        self._at, self._gone = [0], [0]  # from which offset on how many characters were taken out before
        parts, last, gone = [], 0, 0
        for found in BROKEN.finditer(text):
            parts.append(text[last : found.start()])
            gone += found.end() - found.start()
            self._at.append(found.end() - gone)
            self._gone.append(gone)
            last = found.end()
        self.text = "".join([*parts, text[last:]])

    def offset(self, at: int) -> int:
        """Where a character of the whole text stands in the one given."""
        return at + self._gone[bisect_right(self._at, at) - 1]
