"""The example that we ship: a static site that is built anew from what changed."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage
from claims.models import Claim, Gate
from syndication import numbering
from tests.api.conftest import publish
from tests.claims.deciding import find_out
from tests.conftest import paragraph, work

PROGRAM = Path(__file__).resolve().parents[2] / "examples" / "static_site.py"
QUOTED = "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair."

pytestmark = pytest.mark.django_db(transaction=True)
Build = Callable[[], str]


@pytest.fixture
def build(newsroom: object, live_server: Any, tmp_path: Path) -> Build:
    """Builds the site in a folder; what the program says it did."""

    def run() -> str:
        work()
        numbering.number_changes()
        cache.clear()
        command = [sys.executable, str(PROGRAM), live_server.url, str(tmp_path), "--name", "The <Post>"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def page(folder: Path, name: str) -> str:
    """A page of the site."""
    return (folder / "public" / name).read_text()


def test_the_site_shows_stories_corrections_and_verdicts_and_nothing_else(
    build: Build, write: Any, desk: User, checker: User, tmp_path: Path
) -> None:
    Gate.objects.update_or_create(section=None, defaults={"undecided": "warn", "rated_false": "warn"})
    bridge = publish(write("Bridge <b>bill</b> & tolls", QUOTED))
    linked = f'<p>See <a linktype="page" id="{bridge.pk}">the bill</a>.</p>'
    other = write("More on the bridge")
    other.body = json.dumps([{**paragraph("x"), "value": linked}])
    other.save_revision(user=desk)
    publish(other)
    write("Not published <i>yet</i>")
    issue_correction(bridge, "It is <45> million.", wrong="The sum.", by=desk)
    claim = Claim.objects.get(statement__contains="40 million")
    find_out(claim, "false", reason="The contract says <52> million.", by=checker)
    build()

    front = page(tmp_path, "index.html")
    assert "Bridge &lt;b&gt;bill&lt;/b&gt; &amp; tolls" in front
    assert "The &lt;Post&gt;" in front
    assert "More on the bridge" in page(tmp_path, "sections/news.html")
    assert "More on the bridge" not in page(tmp_path, "sections/sport.html")
    story = page(tmp_path, f"stories/{bridge.pk}.html")
    assert QUOTED in story
    assert "It is &lt;45&gt; million." in story
    assert f'<a href="/claims/{claim.pk}.html">' in story
    assert f'<a href="/stories/{bridge.pk}.html">the bill</a>' in page(tmp_path, f"stories/{other.pk}.html")
    assert "The contract says &lt;52&gt; million." in page(tmp_path, f"claims/{claim.pk}.html")
    assert "It is &lt;45&gt; million." in page(tmp_path, "corrections.html")
    everything = "".join(file.read_text() for file in tmp_path.rglob("*.*"))
    assert "Not published" not in everything


def test_only_what_changed_is_asked_for_and_written(
    build: Build, write: Any, desk: User, tmp_path: Path
) -> None:
    stays, goes = publish(write("It stays")), publish(write("It goes"))
    build()
    assert build() == "0 changes, 0 pages written."
    (tmp_path / "public" / "stories" / "7.new").write_text("half a pa")  # as a kill leaves it
    goes.refresh_from_db()
    goes.unpublish()
    build()
    assert [file.name for file in (tmp_path / "public" / "stories").iterdir()] == [f"{stays.pk}.html"]
    assert "It goes" not in page(tmp_path, "index.html")
    stays = ArticlePage.objects.get(pk=stays.pk)
    stays.title = "It stays, newly named"
    stays.save_revision(user=desk)
    publish(stays)
    assert build() == "1 changes, 3 pages written."  # its own, its section's and the front
