"""The example that we ship: a mirror that may be killed at any moment and is complete in the end."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from syndication import numbering, recording
from syndication.models import Kind
from tests.api.conftest import publish
from tests.conftest import work
from tests.journeys.processes import wait_until

MIRROR = Path(__file__).resolve().parents[2] / "examples" / "mirror.py"


@pytest.mark.django_db(transaction=True)
def test_a_mirror_survives_being_killed_and_keeps_what_readers_see(
    newsroom: object, write: Any, live_server: Any, tmp_path: Path
) -> None:
    stays, goes = publish(write("It stays")), publish(write("It goes"))
    command = [sys.executable, str(MIRROR), live_server.url, str(tmp_path), "--type", "article"]
    following = subprocess.Popen([*command, "--pause", "0.05"])
    try:
        wait_until(lambda: (tmp_path / f"article-{goes.pk}.json").exists(), "the mirror to have both")
    finally:
        following.send_signal(signal.SIGKILL)
        following.wait()
    goes.refresh_from_db()
    goes.unpublish()
    stays.title = "It stays, newly named"
    stays.save_revision()
    publish(stays)
    recording.record(Kind.ARTICLE_UPDATED, [999_999])  # gone when it is asked for
    work()
    numbering.number_changes()
    (tmp_path / "article-7.new").write_text("half a fil")  # as a kill leaves it
    cache.clear()
    subprocess.run([*command, "--once"], check=True, timeout=60)
    assert [file.name for file in tmp_path.glob("*.json")] == [f"article-{stays.pk}.json"]
    kept = json.loads((tmp_path / f"article-{stays.pk}.json").read_text())
    assert kept["headline"] == "It stays, newly named"
    connection.close()
