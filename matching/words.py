"""What a text says, without what its medium adds; and its words in the form in which they are compared.

Links, the marks of handles and hashtags, emoji, and the way quotation marks and dashes are printed change
nothing: `spoken` gives the same words with and without them, and `spoken(spoken(text)) == spoken(text)`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 4000  # characters; a claim is a sentence or a few
LINK = re.compile(r"https?:\S*|www\.\S+|pic\.twitter\.com/\S*")
# “— Ann Lee (@annlee) May 4, 2020” under a quoted post: who says it stays, handle and date go.
SIGNED = re.compile(r"\s*[—–-]\s*([^—–@]{1,60}?)\s*\(@\w+\)(?:\s*[A-Z][a-z]+ \d{1,2}, \d{4})?[\s\"”]*$")
TAG = re.compile(r"[@#](\w+)")
JOINED = re.compile(
    r"_+|(?<=[^\W\d_A-Z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[^\W\d_])"
)  # WakandaForever, Vote2020
PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200b-\u200d\u2060]")
APOSTROPHE = re.compile(r"(?<=\w)[’ʼ`´‘](?=\w)")
DOUBLE = re.compile(r"[“”„‟«»″]|``|''")
SINGLE = re.compile(r"(?<!\w)['‘‚’](?=\S)|(?<=\S)['’](?!\w)")
DASH = re.compile(r"[‐‑–—―]")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
PER_CENT = re.compile(r"(?<=\d)\s?%|\bper cent\b")
COMMON = frozenset(
    (
        "a", "about", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been",
        "being", "both", "but", "by", "can", "could", "did", "do", "does", "down", "each", "for",
        "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into",
        "is", "it", "its", "it's", "just", "me", "might", "more", "most", "my", "no", "not", "of", "on",
        "once", "only", "or", "other", "our", "out", "over", "own", "same", "she", "should", "so",
        "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
        "this", "to", "too", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which",
        "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
    )
)  # fmt: skip
WHOLE = frozenset(("news", "always", "texas", "paris"))
ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))


def spoken(text: str) -> str:
    """The text's words and marks on one line, printed in one way; at most LONGEST characters are read."""
    text = LINK.sub(" ", text[:LONGEST])
    text = SIGNED.sub(r" \1", text)
    text = TAG.sub(lambda tag: f" {JOINED.sub(' ', tag[1])} ", text)
    text = PICTURE.sub(" ", text)
    text = APOSTROPHE.sub("'", text)
    text = DOUBLE.sub('"', text)
    text = SINGLE.sub('"', text)
    return " ".join(DASH.sub("-", text).split())


def terms(text: str) -> list[str]:
    """The telling words of a text as they are compared: without case, accents, endings, common words."""
    text = THOUSANDS.sub("", _without_accents(spoken(text)).casefold())
    text = PER_CENT.sub(" percent", text)
    return [stem(word) for word in WORD.findall(text) if word not in COMMON]


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without the ending that number or tense gave it; rough, and the same for both sides.

    After D. Harman's S-stemmer (“How effective is suffixing?”, 1991), with -ing and -ed besides.
    """
    word = word.removesuffix("'s").replace("'", "")
    if len(word) < 4 or not word.isalpha() or word in WHOLE:
        return word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                continue
            word = word[: len(word) - len(ending)] + instead
            break
    return word.removesuffix("e") if len(word) > 4 else word
