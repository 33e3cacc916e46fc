"""A reconciliation service for whoever asks."""

from collections.abc import Iterator

import pytest

from tests.entities.reconciliation_server import ReconciliationServer, serving


@pytest.fixture
def service(settings) -> Iterator[ReconciliationServer]:
    """A real one on 127.0.0.1, which the settings name."""
    with serving() as served:
        settings.NEWSROOM_RECONCILIATION_URL = served.address
        settings.NEWSROOM_RECONCILIATION_TIMEOUT = 5.0
        yield served
