"""Programs of others, run as they are against a live server."""

from tests.syndication.conftest import _nobody_has_asked_yet

__all__ = ["_nobody_has_asked_yet"]
