"""Webhooks at the desk: added, tried, looked into and sent again, by those with the right."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from syndication import recording
from syndication.models import Delivery, Kind, Webhook
from tests.conftest import person, work
from tests.syndication.receiver import receiving


@pytest.fixture
def admin(client: Client, newsroom: object) -> Client:
    client.force_login(person("ada", "Administrators"))
    return client


def test_a_webhook_is_added_tried_and_sent_to_again(admin: Client) -> None:
    with receiving() as receiver:
        assert (
            "Give an https address"
            in admin.post("/desk/webhooks/new/", {"url": "https://10.0.0.1/"}).content.decode()
        )
        shown = admin.post("/desk/webhooks/new/", {"url": receiver.url, "types": ["article"]})
        webhook = Webhook.objects.get()
        secret = webhook.secrets.get().value
        assert secret in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        path = f"/desk/webhooks/{webhook.pk}/"
        recording.record(Kind.ARTICLE_KILLED, [7], sections=["news"])
        admin.post(path, {"act": "test"})
        work()
        receiver.status = 503
        now = timezone.now()
        admin.post(path, {"act": "resend", "delivery": Delivery.objects.order_by("pk")[0].pk})
        admin.post(path, {"act": "resend", "delivery": "99999"})
        hours = {
            "range-since": now.replace(hour=0).strftime("%Y-%m-%d %H:%M"),
            "range-until": "2099-01-01 00:00",
        }
        admin.post(path, {"act": "range", **hours})
        work()
        page = admin.get(path).content.decode()
        assert secret not in page
        for words in (
            "It answered 503.",
            "thank you",
            "webhook.test",
            "article.killed",
            "sent again",
            "Failing",
        ):
            assert words in page, words
        assert "failing" in admin.get("/desk/webhooks/").content.decode().lower()
        rotated = admin.post(path, {"act": "rotate", "rotate-keep_hours": "24"}).content.decode()
        assert webhook.secrets.first().value in rotated  # type: ignore[union-attr]
        admin.post(path, {"act": "off"})
        assert "Ada switched it off." in admin.get(path).content.decode()
        assert admin.post(path, {"act": "delete"}).headers["Location"] == "/desk/webhooks/"
        assert not Webhook.objects.exists()


def test_others_see_none_of_it(client: Client, desk: Any) -> None:
    webhook = Webhook.objects.create(url="https://hooks.example/")
    client.force_login(desk)
    for path in ("", "new/", f"{webhook.pk}/"):
        answer = client.get(f"/desk/webhooks/{path}")
        assert answer.status_code in (302, 403), path
        assert "hooks.example" not in answer.content.decode()
    client.post(f"/desk/webhooks/{webhook.pk}/", {"act": "delete"})
    assert Webhook.objects.exists()
