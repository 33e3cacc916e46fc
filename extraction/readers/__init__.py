"""One module or package for each language that can be read, named by its ISO 639-1 code.

Whoever adds a language drops it in here; nothing else needs to know. It offers what `LanguageReader` asks.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from extraction.result import Kind, Reader, Reading


class LanguageReader(Protocol):
    """What a language's module offers. Importing it is cheap: models load on the first reading."""

    def identity(self) -> Reader | None:
        """Name and version of what reads; None where a model that it needs is not installed."""

    def read(self, text: str, known: Mapping[str, Kind] = ...) -> Reading:
        """Read any string in its language, given names that an editor confirmed; raises nothing."""

    def warm_up(self) -> None:
        """Load the models now."""


@cache
def installed() -> dict[str, Reader]:
    """The languages that can be read here, each with its reader, in the order of their codes."""
    codes = sorted(module.name for module in pkgutil.iter_modules(__path__))
    known = ((code, _module(code).identity()) for code in codes)
    return {code: reader for code, reader in known if reader is not None}


def reader_of(code: str) -> LanguageReader | None:
    """The reader of a language, where one is installed."""
    return _module(code) if code in installed() else None


def _module(code: str) -> LanguageReader:
    return cast(LanguageReader, import_module(f"{__name__}.{code}"))
