"""Run the trained tagger that the project ships: load it once per process, checked, and show it windows.

`english_tagger/card.json` names the weights' SHA-256; other weights are refused. Safe to call from several
threads.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from extraction.linker import Linker
from extraction.tagging import Reach
from extraction.windows import Window

FOLDER = Path(__file__).parent / "english_tagger"
WEIGHTS = FOLDER / "model.onnx"
LINKER = FOLDER / "linker.npz"
Array = Any

_lock = threading.Lock()


class TaggerError(RuntimeError):
    """The shipped tagger is missing or is not the one its card describes."""


@lru_cache(maxsize=1)
def card() -> dict[str, Any]:
    """What the tagger was trained on, how it scored, and the checksum of its weights."""
    found: dict[str, Any] = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
    return found


def version() -> str:
    """A version that changes whenever the weights do, the tagger's or the linker's."""
    both = card()["sha256"] + card()["linker_sha256"]
    return hashlib.sha256(both.encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def reach() -> Reach:
    """How far each pointer tends to point."""
    learnt = card()["reach"]
    return Reach(np.array(learnt["distance"]), np.array(learnt["nowhere"]))


def _checked(path: Path, fact: str) -> bytes:
    """A file's bytes; raises TaggerError unless the card has their SHA-256 under `fact`."""
    try:
        weights = path.read_bytes()
    except OSError as error:
        raise TaggerError(
            f"{path.name} cannot be read: {error}. Fetch it again or run `make train`."
        ) from error
    if hashlib.sha256(weights).hexdigest() != card()[fact]:
        raise TaggerError(f"{path.name} is not the file that card.json describes. Fetch it again.")
    return weights


@lru_cache(maxsize=1)
def linker() -> Linker:
    """What weighs which entity a source stands for: learnt with the tagger."""
    with np.load(io.BytesIO(_checked(LINKER, "linker_sha256"))) as weights:
        return Linker(dict(weights))


def session_of(weights: bytes) -> Any:
    """The tagger with these weights, ready to run on one core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers bring the parallelism
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _session() -> Any:
    return session_of(_checked(WEIGHTS, "sha256"))


def warm_up() -> None:
    """Load the tagger now rather than on the first reading."""
    with _lock:
        _session()
    reach()
    linker()


def tag(windows: Iterable[Window]) -> Iterator[tuple[Array, Array]]:
    """Labels and pointers of each window's pieces (`labels.py` says what they mean)."""
    with _lock:
        session = _session()
    for window in windows:
        yield run(session, window.ids, window.features)


def run(session: Any, ids: Sequence[int], features: Sequence[int]) -> tuple[Array, Array]:
    """Labels and pointers of one window's pieces."""
    window = {"ids": np.array([ids], dtype=np.int64), "features": np.array([features], dtype=np.int64)}
    labels, pointers = session.run(None, window)
    return labels[0], pointers[0]
