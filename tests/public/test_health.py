"""What containers and crawlers ask."""

import pytest
from django.test import Client, override_settings

from articles.models import ArticlePage, FrontPage
from newsroom.celery import app


def test_a_process_that_answers_lives_without_a_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_what_was_asked(client: Client) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok"}}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_broker_that_is_gone_makes_it_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # The address for writing first: it answers with the other one, which is thus put back last.
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    with override_settings(EMBEDDED=False):
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "broker": "unreachable"},
    }


@pytest.mark.django_db
def test_robots_are_kept_from_the_desk_and_shown_the_map(client: Client, newsroom: FrontPage) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


@pytest.mark.django_db
def test_the_map_has_what_is_published(client: Client, published: ArticlePage, write: object) -> None:
    assert "/sitemap-articles.xml" in client.get("/sitemap.xml").content.decode()
    text = client.get("/sitemap-articles.xml").content.decode()
    assert f"<loc>http://testserver{published.url}</loc>" in text
