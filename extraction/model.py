"""Load the language model once per process, and parse any text with it in bounded time.

Safe to call from several threads. Odd text (control characters, a megabyte without a space) parses to
a page with fewer tokens, never to an error.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from extraction.page import Name, Page, Token
from extraction.paragraphs import legible, paragraphs_of

BREAK = re.compile(r"[.!?][”’\"')\]]*\s+")
CHUNK = 5_000  # characters: the parser's memory and time stay proportional to the text
SCRAPS = 2_000  # paragraphs: no story has so many, and each costs the model a call
BATCH = 16_000  # characters handed to the model at once
LETTERS = re.compile(r"[^\W\d_]{2}")  # without so much as a word there is nothing to parse

_lock = threading.Lock()


@cache
def _load(model: str) -> Any:
    """The pipeline without what no rule here asks for."""
    import spacy

    return spacy.load(model, exclude=["lemmatizer", "attribute_ruler", "senter"])


def model_version(model: str) -> str:
    """Version of the installed model, without loading it. Raises PackageNotFoundError without it."""
    from importlib.metadata import version

    return version(model)


def warm_up(model: str) -> None:
    """Load the model now rather than on the first reading."""
    with _lock:
        _load(model)("Ready.")


def chunks_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut an overlong paragraph at sentence ends, else at spaces, else anywhere."""
    while end - start > CHUNK:
        window = text[start : start + CHUNK]
        cut = max((m.end() for m in BREAK.finditer(window, CHUNK // 2)), default=0)
        cut = cut or window.rfind(" ", CHUNK // 2) + 1 or CHUNK
        yield start, start + cut
        start += cut
    yield start, end


def _together(paragraphs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Paragraphs, each to be parsed alone; neighbours together in a text of thousands of scraps."""
    if len(paragraphs) < SCRAPS:
        return paragraphs
    joined: list[tuple[int, int]] = []
    for start, end in paragraphs:
        if joined and end - joined[-1][0] <= CHUNK:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _batches(chunks: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Chunks in their order, together no longer than the model should hold in memory."""
    batch: list[tuple[int, int]] = []
    size = 0
    for chunk in chunks:
        length = chunk[1] - chunk[0]
        if batch and (size + length > BATCH or len(batch) >= 256):
            yield batch
            batch, size = [], 0
        batch.append(chunk)
        size += length
    if batch:
        yield batch


def parse(text: str, model: str, plain: Mapping[int, str] | None = None) -> Page:
    """Read a text for grammar and names.

    `plain` (as of `str.maketrans`) tells which characters the model is shown otherwise, one for one.
    """
    page = Page(text=text, paragraphs=paragraphs_of(text))
    shown = legible(text.translate(plain or {}))
    chunks = [
        chunk
        for start, end in _together(page.paragraphs)
        for chunk in chunks_of(text, start, end)
        if LETTERS.search(shown, *chunk)
    ]
    if not chunks:
        return page
    with _lock:
        pipeline = _load(model)
        # The zone gives back the memory of words never seen before: workers live for weeks.
        with pipeline.memory_zone():
            for batch in _batches(chunks):
                parsed = pipeline.pipe([shown[start:end] for start, end in batch])
                for (start, _), doc in zip(batch, parsed, strict=True):
                    _append(page, doc, start)
    for token in page.tokens:
        if token.head != token.i:
            page.tokens[token.head].children.append(token.i)
    return page


def _append(page: Page, doc: Any, offset: int) -> None:
    """Add one parsed chunk to the page, leaving out whitespace tokens."""
    new: dict[int, int] = {}
    kept: list[Any] = []
    for word in doc:
        if not word.is_space:
            new[word.i] = len(page.tokens) + len(kept)
            kept.append(word)
    following = len(page.tokens) + len(kept)
    after = [0] * (len(doc) + 1)  # old index -> new index of the first kept token at or after it
    after[len(doc)] = following
    for i in range(len(doc) - 1, -1, -1):
        following = new.get(i, following)
        after[i] = following
    sentence = len(page.sentences) - 1
    for word in kept:
        i = new[word.i]
        if word.is_sent_start or not page.sentences or i == new[kept[0].i]:
            sentence += 1
            page.sentences.append((i, i))
        page.sentences[sentence] = (page.sentences[sentence][0], i + 1)
        text = word.text
        start = offset + word.idx
        page.tokens.append(
            Token(
                i=i,
                start=start,
                end=start + len(text),
                text=text,
                lower=text.lower(),
                tag=word.tag_ or word.pos_,  # some models know parts of speech only
                dep=word.dep_,
                head=new.get(word.head.i, i),
                left=after[word.left_edge.i],
                right=max(after[word.right_edge.i + 1] - 1, i),
                sentence=sentence,
            )
        )
    for entity in doc.ents:
        first, last = after[entity.start], after[entity.end]
        if first < last:
            page.names.append(Name(first, last, entity.label_))
