"""An administrator meets words, never a broken page, when an account must stay."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_administrator(client: Client, newsroom) -> Client:
    client.force_login(person("ada", "Administrators"))
    return client


def test_whoever_signed_a_revision_is_not_deleted_but_may_be_deactivated(as_administrator, article, reporter):
    response = as_administrator.post(reverse("wagtailusers_users:delete", args=[reporter.pk]), follow=True)
    assert "the account cannot be deleted. Untick “Active”" in response.content.decode()
    assert User.objects.filter(pk=reporter.pk).exists()


def test_whoever_signed_nothing_may_be_deleted(as_administrator):
    newcomer = person("nora", "Reporters")
    as_administrator.post(reverse("wagtailusers_users:delete", args=[newcomer.pk]))
    assert not User.objects.filter(pk=newcomer.pk).exists()


@pytest.mark.parametrize(("names", "left"), [(["nora"], 0), (["nora", "rita"], 2)])
def test_of_several_none_is_deleted_when_one_must_stay(as_administrator, article, names, left):
    person("nora", "Reporters")
    ids = [("id", User.objects.get(username=name).pk) for name in names]
    back = ("next", reverse("wagtailusers_users:index"))
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    response = as_administrator.post(f"{address}?{urlencode([*ids, back])}", follow=True)
    assert response.status_code == 200
    assert User.objects.filter(username__in=names).count() == left
    assert ("Nobody was deleted" in response.content.decode()) == bool(left)
