"""A story that may not go out, and those who would like it to."""

import pytest
from django.test import Client

from claims.models import Claim, Gate
from tests.conftest import person
from tests.desk.gate.stories import WORDS
from tests.desk.making import claim_in


@pytest.fixture(autouse=True)
def _rules(newsroom):
    answers = {"undecided": "block", "rated_false": "off", "unnamed": "off", "unread": "off"}
    Gate.objects.update_or_create(section=None, defaults=answers)


@pytest.fixture
def claim(article) -> Claim:
    """What stands in the way of `article`."""
    return claim_in(article, WORDS, priority=Claim.Priority.HIGH)


@pytest.fixture
def managing(newsroom):
    """May publish everywhere."""
    return person("mona", "Managing editors")


@pytest.fixture
def as_desk(client: Client, desk) -> Client:
    client.force_login(desk)
    return client
