"""Server-sent events: what is new comes at once, what was missed comes again, and no stream is for ever."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from rest_framework.test import APIClient

from syndication import numbering, recording, streams
from syndication.models import Kind
from tests.api.conftest import get, publish, with_token
from tests.conftest import work


def events(client: APIClient, path: str, last: str = "") -> Iterator[tuple[str, str]]:
    """The events of a stream, as (type, id), while they come."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/event-stream"
    assert response["Cache-Control"] == "no-store"
    try:
        for chunk in response.streaming_content:
            for block in chunk.decode().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                if "event" in fields:
                    yield fields["event"], fields["id"]
    finally:
        response._iterator.close()  # type: ignore[attr-defined]  # as a server does when the browser is gone


@pytest.fixture
def short(settings: Any) -> None:
    """Streams that end soon."""
    settings.NEWSROOM_STREAMS, settings.NEWSROOM_STREAM_SECONDS = 2, 0.2


def test_a_reader_hears_what_readers_see_and_an_editor_more_and_nobody_misses_anything(
    write: Any, desk: Any, reporter: Any, short: None
) -> None:
    article, other = write(), write("Another")
    publish(article)
    article.save_revision(user=desk)
    work()
    reader, editor = APIClient(), with_token(desk)
    path = f"articles/{article.pk}/events"
    assert [kind for kind, _ in events(reader, path)] == ["pause"]  # from now on
    assert [kind for kind, _ in events(editor, path, "1")] == ["article.published", "pause"]
    told = list(events(editor, path, "0"))
    assert [kind for kind, _ in told][:1] == ["article.saved"]
    assert list(events(reader, path, told[-1][1])) == [("pause", told[-1][1])]
    assert streams.watch.listeners == 0
    get(reader, f"articles/{other.pk}/events", 404)
    get(reader, "articles/999999/events", 404)
    get(reader, path, 400, **{"Last-Event-ID": "rubbish"})


def test_the_queue_is_for_the_desk_and_says_what_is_done(write: Any, checker: Any, short: None) -> None:
    write()
    work()
    get(APIClient(), "claims/events", 401)
    kinds = [kind for kind, _ in events(with_token(checker), "claims/events", "0")]
    assert set(kinds[:-1]) == {"claim.proposed"}


def test_whoever_finds_no_place_hears_what_is_new_and_when_to_come_back(write: Any, settings: Any) -> None:
    settings.NEWSROOM_STREAMS = 0
    article = publish(write())
    path = f"articles/{article.pk}/events"
    response = APIClient().get(f"/api/v1/{path}", headers={"Last-Event-ID": "0"})
    said = b"".join(response.streaming_content).decode()
    assert said.startswith("retry: 15000\n")
    assert "event: article.published\n" in said
    assert said.endswith("event: pause\ndata: {}\n\n")
    recording.record(Kind.ARTICLE_UPDATED, range(10_000, 10_000 + streams.MOST + 1))
    numbering.number_changes()
    assert [kind for kind, _ in events(APIClient(), path, "1")] == ["reset", "pause"]


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_hears_at_once_what_another_worker_numbered(
    newsroom: object, settings: Any, write: Any
) -> None:
    settings.NEWSROOM_STREAMS, settings.NEWSROOM_STREAM_SECONDS = 1, 20
    article = publish(write())
    last = str(numbering.last_number())
    stream = events(APIClient(), f"articles/{article.pk}/events", last)
    recording.record(Kind.ARTICLE_CORRECTED, [article.pk])
    numbering.number_changes()
    assert [kind for kind, _ in islice(stream, 1)] == ["article.corrected"]
    assert streams.watch.listeners == 1
    assert not streams.watch.join()  # no place for a second one
    stream.close()  # type: ignore[attr-defined]
    assert streams.watch.listeners == 0
