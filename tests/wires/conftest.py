"""Callers of the API, as in tests/api."""

from tests.api.conftest import _nobody_has_asked_yet, reader

__all__ = ["_nobody_has_asked_yet", "reader"]
