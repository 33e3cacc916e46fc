"""Settings of the archive are looked at before anything starts."""

import pytest

from archive.checks import settings_make_sense


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REFUSED", ["10.0.0.0/99"]),
        ("PORTS", []),
        ("PORTS", [70_000]),
        ("TIMEOUT", 0.0),
        ("MAX_BYTES", -1),
        ("RECHECK", 0.0),
    ],
)
def test_settings_that_cannot_be_meant_are_named(settings, name, value):
    assert settings_make_sense() == []
    setattr(settings, f"NEWSROOM_ARCHIVE_{name}", value)
    (fault,) = settings_make_sense()
    assert f"NEWSROOM_ARCHIVE_{name}" in fault.msg
    assert fault.hint
