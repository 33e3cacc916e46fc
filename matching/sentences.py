"""Sentence embeddings: what a sentence means as 384 numbers, by all-MiniLM-L6-v2, which is shipped.

A text's vector depends on nothing but the text: each is read alone, so it never changes with its neighbours.
`minilm/card.json` names the SHA-256 of weights and vocabulary; others are refused. Safe to call from
several threads. After N. Reimers, I. Gurevych, “Sentence-BERT” (2019).
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.words import spoken

FOLDER = Path(__file__).parent / "minilm"
SIZE = 384  # numbers of a vector
PIECES = 256  # of a text that are read, marks included; what the weights were made for
LEVELS = 127  # of a packed number, each way
Vectors = NDArray[np.float32]

_lock = threading.Lock()


class EncoderError(RuntimeError):
    """The shipped encoder is missing or is not the one its card describes."""


@lru_cache(maxsize=1)
def card() -> dict[str, Any]:
    """Where the encoder comes from, and the checksums of its files."""
    found: dict[str, Any] = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
    return found


def version() -> str:
    """A version that changes whenever the vectors would."""
    return hashlib.sha256((card()["sha256"] + card()["tokenizer_sha256"]).encode()).hexdigest()[:12]


def checked(name: str, fact: str) -> bytes:
    """A shipped file's bytes; raises EncoderError unless the card has their SHA-256 under `fact`."""
    try:
        content = (FOLDER / name).read_bytes()
    except OSError as error:
        raise EncoderError(f"{name} cannot be read: {error}. Fetch it again.") from error
    if hashlib.sha256(content).hexdigest() != card()[fact]:
        raise EncoderError(f"{name} is not the file that card.json describes. Fetch it again.")
    return content


@lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers bring the parallelism
    options.log_severity_level = 3
    weights = checked("model.onnx", "sha256")
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_buffer(checked("tokenizer.json", "tokenizer_sha256"))
    loaded.no_padding()
    loaded.enable_truncation(PIECES)
    return loaded


def warm_up() -> None:
    """Load the encoder now rather than on the first text."""
    with _lock:
        _session()
        _tokenizer()


def embed(texts: Iterable[str]) -> Vectors:
    """One row of SIZE numbers for each text, of unit length; zeros where a text has no letter or figure."""
    bare = [spoken(text) for text in texts]
    rows = np.zeros((len(bare), SIZE), dtype=np.float32)
    asked = [n for n, text in enumerate(bare) if any(c.isalnum() for c in text)]
    if asked:
        warm_up()
    for n in asked:
        pieces = _tokenizer().encode(bare[n]).ids
        rows[n] = _session().run(None, {"ids": np.array([pieces], dtype=np.int64)})[0][0]
    return rows


def vector_of(texts: Sequence[str]) -> Vectors:
    """One vector for a claim told in several ways (its words, a headline): the middle of theirs."""
    middle: Vectors = embed(texts).sum(axis=0)
    length = float(np.linalg.norm(middle))
    return middle / np.float32(length) if length else middle


def in_whole_numbers(vector: Vectors) -> tuple[NDArray[np.int8], float]:
    """A vector in whole numbers from -LEVELS to LEVELS, and what one of them stands for."""
    step = float(np.abs(vector).max()) / LEVELS
    if not step:
        return np.zeros(SIZE, dtype=np.int8), 0.0
    return np.rint(vector / step).astype(np.int8), step


def pack(vector: Vectors) -> bytes:
    """A vector in 388 bytes, as a database may keep it beside `version()`."""
    numbers, step = in_whole_numbers(vector)
    return np.float32(step).tobytes() + numbers.tobytes()


def unpack(packed: bytes) -> Vectors:
    """The vector that was packed, but for rounding; raises ValueError for other bytes."""
    if len(packed) != 4 + SIZE:
        raise ValueError(f"a packed vector has {4 + SIZE} bytes, not {len(packed)}")
    step = np.frombuffer(packed, dtype=np.float32, count=1)
    return np.frombuffer(packed, dtype=np.int8, offset=4).astype(np.float32) * step
