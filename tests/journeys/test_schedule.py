"""Hours are kept: what fell due while every process was dead goes out as soon as they live again."""

import os
import time
from datetime import UTC, datetime

import pytest

from tests.journeys.processes import Installation, embedded, wait_until, with_servers

pytestmark = pytest.mark.processes

IN_TIME = 30.0  # seconds after the hour, or after the processes were started again
AHEAD = 8  # seconds until the hour when it is set

SET_UP = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from articles.actions import open_section
from articles.embargo import set_embargo
from articles.models import ArticlePage
chief = User.objects.create_superuser("chief", password="chief")
section = open_section("News")
due = timezone.now() + timedelta(seconds=%d)
timed, held = (ArticlePage(title=title, live=False) for title in ("Timed", "Held"))
for story in (timed, held):
    section.add_child(instance=story)
timed.go_live_at = due
timed.save_revision(user=chief).publish(user=chief)
set_embargo(held, due, by=chief)
held.save_revision(user=chief).publish(user=chief)
print(json.dumps({"due": due.timestamp()}))
"""

SHOWN = "SELECT count(*) FROM articles_publication"
HELD = "SELECT count(*) FROM articles_embargo"


def keep_the_hour(installation: Installation) -> None:
    due = installation.ask(SET_UP % AHEAD)["due"]
    for process in installation.processes.values():
        process.kill()
    assert installation.count(SHOWN) == 0
    wait_until(lambda: datetime.now(UTC).timestamp() > due, "the hour to strike while nobody is there")
    assert (installation.count(SHOWN), installation.count(HELD)) == (0, 1)
    for process in installation.processes.values():
        process.start()
    wait_until(installation.is_up, "the desk to answer again")
    began = time.monotonic()
    wait_until(lambda: installation.count(SHOWN) == 2, "both stories to go out")
    assert time.monotonic() - began < IN_TIME
    assert installation.count(HELD) == 0
    slugs = installation.ask(
        "import json; from articles.models import ArticlePage;"
        "print(json.dumps(sorted(ArticlePage.objects.visible().values_list('slug', flat=True))))"
    )
    assert slugs == ["held", "timed"]


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_an_hour_that_struck_while_the_one_process_was_dead(tmp_path):
    with embedded(tmp_path) as installation:
        keep_the_hour(installation)


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_an_hour_that_struck_while_web_worker_and_beat_were_dead(tmp_path):
    with with_servers(tmp_path, os.environ["DATABASE_URL"], os.environ["REDIS_URL"]) as installation:
        keep_the_hour(installation)
