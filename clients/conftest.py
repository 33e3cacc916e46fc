"""The fixtures of the tests: a migrated database, from which a running newsroom begins."""

from tests.conftest import *  # noqa: F403
