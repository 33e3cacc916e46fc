"""Webhooks: signed as the standard says, in order, until they arrive, and nowhere they must not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from archive.addresses import Policy, networks
from syndication import actions, recording, signing
from syndication.delivering import WAITS, deliver_due, ring_due
from syndication.models import Delivery, Kind, Webhook
from syndication.sending import Sender
from tests.conftest import person, work
from tests.syndication.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def admin(newsroom: object) -> Any:
    made = person("ada", "Administrators")
    made.email = "ada@example.org"
    made.save()
    return made


@pytest.fixture
def webhook(receiver: Receiver, admin: Any) -> Webhook:
    made, secret = actions.add_webhook(receiver.url, by=admin, types=["article"])
    receiver.secrets = [secret]
    return made


class Clock:
    """A time that passes when told to."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def run(self, webhook: Webhook, hours: float) -> int:
        """Let hours pass, in which a worker is rung when something is due; returns the attempts made."""
        until, made = self.now + timedelta(hours=hours), 0
        while self.now < until:
            made += deliver_due(webhook.pk, clock=self)
            webhook.refresh_from_db()
            waiting = Delivery.objects.open().filter(webhook=webhook).order_by("due_at")
            due = waiting.filter(due_at__gt=self.now).values_list("due_at", flat=True).first()
            self.now = min(until, max(due or until, webhook.held_until or self.now))
        return made


def news(article_id: int, revision: int = 1, kind: Kind = Kind.ARTICLE_UPDATED) -> None:
    """Something changed, and has its number."""
    recording.record(kind, [article_id], sections=["news"], revision=revision)


def test_the_standards_own_example_is_signed_as_it_says() -> None:
    body = b'{"test": 2432232314}'
    signed = signing.headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body
    )
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_news_arrives_signed_and_once_and_secrets_change_without_a_gap(
    webhook: Webhook, receiver: Receiver, admin: Any
) -> None:
    news(7, kind=Kind.ARTICLE_PUBLISHED)
    recording.record(Kind.CLAIM_PUBLISHED, [3])  # not asked for
    recording.record(Kind.ARTICLE_SAVED, [7])  # nobody's business
    work()
    (told,) = receiver.taken
    assert (told["type"], told["data"]["id"]) == ("article.published", 7)
    assert told["data"]["self"].endswith("/api/v1/articles/7")
    old = receiver.secrets
    new = actions.rotate_secret(webhook, by=admin)
    for holds in (old, [new]):
        receiver.secrets = holds
        news(7)
        work()
    webhook.secrets.filter(expires_at__isnull=False).update(expires_at=timezone.now())
    receiver.secrets = old
    news(8)
    work()
    assert len(receiver.taken) == 3
    assert len(receiver.forged) == 1
    assert {len(log.answer) for log in Delivery.objects.first().log.all()} == {9}  # type: ignore[union-attr]


def test_a_receiver_that_is_down_for_a_day_misses_nothing_and_hears_each_thing_in_order(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.status, receiver.answer = 503, b"x" * 5_000
    for revision in range(3):
        for article in (7, 8):
            news(article, revision)
    work()
    clock = Clock()
    tried = clock.run(webhook, 24)
    assert 10 <= tried <= 16  # the first of either story, at 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h…
    assert Delivery.objects.open().count() == 6
    assert max(len(log.answer) for each in Delivery.objects.all() for log in each.log.all()) == 2_000
    receiver.status = 200
    clock.run(webhook, 24)
    for article in (7, 8):
        told = [each["data"]["revision"] for each in receiver.taken if each["data"]["id"] == article]
        assert told == [0, 1, 2]
    assert not Delivery.objects.open().exists()
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failing_since) == (True, None)


def test_one_story_that_is_refused_holds_up_itself_alone(webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = {"article:7": 500}
    for article in (7, 8, 7, 8):
        news(article)
    work()
    assert [each["data"]["id"] for each in receiver.taken] == [8, 8]
    assert [each["data"]["id"] for each in receiver.tried].count(7) == 1


def test_waits_grow_from_none_to_a_day_with_jitter_and_end(webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = {"article:7": 500}
    news(7)
    work()
    clock, waits = Clock(), []
    for wait in WAITS[1:]:
        due = Delivery.objects.get().due_at - clock()
        waits.append(due.total_seconds() / wait)
        clock.now = Delivery.objects.get().due_at
        assert deliver_due(webhook.pk, clock=clock) == 1
    assert all(0.75 < each < 1.25 for each in waits)
    assert len({round(each, 4) for each in waits}) > 1
    assert (WAITS[0], WAITS[-1]) == (0, 86_400)
    assert Delivery.objects.get().state == Delivery.State.FAILED


def test_who_is_gone_or_silent_too_long_is_told_nothing_more_and_the_desk_hears_why(
    webhook: Webhook, receiver: Receiver, admin: Any
) -> None:
    receiver.status = 410
    news(7)
    news(8)
    work()
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert len(receiver.tried) == 1
    assert "410" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["ada@example.org"]
    actions.change_webhook(webhook, by=admin, is_active=True)
    receiver.status = 500
    clock = Clock()
    for day in range(6):
        news(10 + day)
        work()
        clock.run(webhook, 24)
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert webhook.disabled_reason.startswith("Nothing arrived there for 5 days.")
    tried = len(receiver.tried)
    assert ring_due(clock() + timedelta(days=9)) == deliver_due(webhook.pk, clock=clock) == 0
    receiver.status = 200
    missed = timezone.now()
    news(99)
    work()
    actions.change_webhook(webhook, by=admin, is_active=True)
    assert actions.replay_range(webhook, since=missed, until=timezone.now(), by=admin) == 1
    clock.run(webhook, 24)
    assert receiver.taken[-1]["data"]["id"] == 99
    assert len(receiver.tried) > tried


def test_what_arrived_can_be_sent_again_and_keeps_its_name(
    webhook: Webhook, receiver: Receiver, admin: Any
) -> None:
    news(7)
    work()
    actions.replay(Delivery.objects.get(), by=admin)
    actions.send_test(webhook, by=admin)
    work()
    first, again, test = receiver.taken
    assert first == again
    assert test["type"] == "webhook.test"


ANYWHERE = Sender(
    resolve=lambda host, port: {
        "inner.example": ["10.0.0.7"],
        "mixed.example": ["93.184.216.34", "127.0.0.1"],
    }[host]
)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://127.0.0.1/", "this machine"),
        ("https://[::1]/", "this machine"),
        ("https://[::ffff:10.0.0.1]/", "IPv4 address written in IPv6"),
        ("https://169.254.169.254/latest/meta-data", "metadata"),
        ("https://2130706433/", "spelling that hides it"),
        ("https://0x7f.1/", "spelling that hides it"),
        ("https://inner.example/", "private network"),
        ("https://mixed.example/", "this machine"),
        ("http://93.184.216.34/", "https"),
        ("https://93.184.216.34:22/", "Port 22"),
        ("ftp://news.example/", "http"),
        ("https://user@news.example/", "user name"),
        ("https://localhost/", "no name of a public server"),
    ],
)
def test_nothing_is_sent_where_it_must_not(url: str, words: str) -> None:
    outcome = ANYWHERE.post(url, b"{}", {})
    assert outcome.status is None
    assert words in outcome.error
    assert outcome.ip == ""


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as inner:
        receiver.status, receiver.headers = 307, {"Location": inner.url}
        body = b'{"data": {"object": "article", "id": 1}}'
        allowed = Sender(policy=Policy(allowed=networks(["127.0.0.1/32"])))
        outcome = allowed.post(receiver.url, body, {})
        assert (outcome.status, outcome.is_success) == (307, False)
        assert inner.tried == []
    silent = allowed.post(inner.url, body, {})
    assert silent.status is None
    assert "cannot be reached" in silent.error


def test_only_those_with_the_right_manage_them_and_wrong_words_are_named(
    webhook: Webhook, desk: Any, admin: Any
) -> None:
    for act in (
        lambda: actions.add_webhook("https://a.example/", by=desk),
        lambda: actions.change_webhook(webhook, by=desk, is_active=False),
        lambda: actions.delete_webhook(webhook, by=desk),
        lambda: actions.rotate_secret(webhook, by=desk),
        lambda: actions.send_test(webhook, by=desk),
        lambda: actions.replay_range(webhook, since=timezone.now(), until=timezone.now(), by=desk),
    ):
        with pytest.raises(PermissionDenied, match="administrator"):
            act()  # type: ignore[no-untyped-call]
    for values, field in (
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"types": ["article.burnt"]}, "types"),
        ({"sections": ["weather"]}, "sections"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.change_webhook(webhook, by=admin, **values)
        assert list(refused.value.message_dict) == [field]
