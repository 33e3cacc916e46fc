"""Whoever edits the database underneath is caught: by the chain or, where it cannot tell, by a digest."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import guard
from articles.labelling import label_revision
from articles.models import ArticlePage, ArticleRevision, RevisionLabel
from tests.conftest import paragraphs
from tests.desk.making import rewrite

pytestmark = pytest.mark.django_db
TABLE = "articles_articlerevision"


def run(name: str, *args: object, **options: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out, **options)
    return out.getvalue()


def forge(statement: str, *values: object) -> None:
    """What somebody with the database's password can do."""
    with guard.lifted(), connection.cursor() as cursor:
        cursor.execute(statement.replace("{t}", TABLE), values)


@pytest.fixture
def written(article, reporter):
    """Revisions 1 to 4."""
    for words in ("Second.", "Third.", "Fourth."):
        rewrite(article, paragraphs(words), user=reporter)
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def signed(written, tmp_path, settings, time_machine_tomorrow):
    """The digest of today, made tomorrow; returns a function that verifies it."""
    key = tmp_path / "newsroom.pem"
    run("make_signing_key", key)
    settings.NEWSROOM_SIGNING_KEY, settings.NEWSROOM_DIGESTS = str(key), str(tmp_path / "digests")
    run("export_digest", folder=tmp_path / "digests")
    (file,) = (tmp_path / "digests").glob("*.json")
    return lambda *more: run("verify_digest", file, "--public-key", f"{key}.pub", *more)


@pytest.fixture
def time_machine_tomorrow(written, monkeypatch):
    """The day after."""
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)


def rehash(number: int, **changed: object) -> None:
    """Alter a revision and give it the hash that it must carry then."""
    row = ArticleRevision.objects.get(number=number)
    for name, value in changed.items():
        setattr(row, name, value)
    with guard.lifted():
        ArticleRevision.objects.filter(pk=row.pk).update(hash=row.compute_hash(), **changed)


def insert_a_copy(number: int) -> None:
    row = ArticleRevision.objects.get(number=4)
    row.pk, row.number = None, number
    row.save(force_insert=True)


def swap(first: int, second: int) -> None:
    for old, new in ((first, 99), (second, first), (99, second)):
        forge("UPDATE {t} SET number = %s WHERE number = %s", new, old)


@pytest.mark.parametrize(
    ("tamper", "number", "reason"),
    [
        (lambda: forge("UPDATE {t} SET content = replace(content, 'Second', 'Forged')"), 2, "content"),
        (lambda: forge("UPDATE {t} SET text_digest = content_digest WHERE number = 3"), 3, "record"),
        (lambda: forge("UPDATE {t} SET created_by_id = NULL WHERE number = 3"), 3, "record"),
        (
            lambda: forge("UPDATE {t} SET created_at = '2001-01-01 00:00:00+00:00' WHERE number = 2"),
            2,
            "record",
        ),
        (lambda: forge("UPDATE {t} SET name = 'Approved' WHERE number = 4"), 4, "record"),
        (lambda: forge("UPDATE {t} SET number = 9 WHERE number = 4"), 9, "revision 4 is missing"),
        (lambda: forge("DELETE FROM {t} WHERE number = 2"), 3, "revision 2 is missing"),
        (lambda: insert_a_copy(5), 5, "does not follow"),
        (lambda: swap(2, 3), 2, "does not follow"),
        (lambda: rehash(2, note="slipped in"), 3, "does not follow"),
    ],
    ids=["content", "text", "author", "time", "name", "number", "delete", "insert", "swap", "rehash"],
)
def test_the_chain_names_what_was_tampered_with(written, tamper, number, reason):
    assert "4 revisions of 1 articles" in run("verify_history")
    tamper()
    with pytest.raises(CommandError, match=f"article {written.pk}, revision {number}: .*{reason}"):
        run("verify_history")


def test_a_label_cannot_be_altered_unnoticed_either(written, desk):
    second = ArticleRevision.objects.get(number=2)
    for name in ("Rough", "Final"):
        label_revision(second, name=name, note="", by=desk)
    run("verify_history")
    with guard.lifted():
        RevisionLabel.objects.filter(name="Rough").update(name="Smooth")
    with pytest.raises(CommandError, match="revision 2: what it was called afterwards"):
        run("verify_history", section="news")


def test_one_section_is_walked_alone(written):
    assert "4 revisions of 1 articles" in run("verify_history", "--thorough", section="news")
    assert "0 revisions of 0 articles" in run("verify_history", section="sport")
    with pytest.raises(CommandError, match="There is no section “moon”"):
        run("verify_history", section="moon")


@pytest.mark.parametrize(
    ("tamper", "difference"),
    [
        (lambda: forge("DELETE FROM {t} WHERE number = 4"), "revision 4 is missing; 1 revisions of that day"),
        (lambda: rehash(4, note="slipped in"), "revision 4 is another"),
        (lambda: forge("DELETE FROM {t}"), "revision 4 is missing; 4 revisions of that day"),
    ],
    ids=["end", "last", "all"],
)
def test_a_digest_names_what_the_chain_cannot_show(signed, tamper, difference):
    assert "all 1 heads stand as they stood" in signed()
    tamper()
    run("verify_history")  # every link that is there holds
    with pytest.raises(CommandError, match=difference):
        signed("--heads-only")


def test_a_digest_also_finds_what_was_altered_below_the_heads(signed):
    forge("UPDATE {t} SET content = replace(content, 'Second', 'Forged')")
    with pytest.raises(CommandError, match="revision 2: its content was altered"):
        signed()


def test_a_digest_that_was_altered_or_signed_by_another_is_refused(signed, tmp_path):
    (file,) = (tmp_path / "digests").glob("*.json")
    digest = json.loads(file.read_bytes())
    assert digest["heads"] == [
        {"article": row.article_id, "number": 4, "hash": row.hash}
        for row in ArticleRevision.objects.filter(number=4)
    ]
    run("make_signing_key", tmp_path / "other.pem")
    with pytest.raises(CommandError, match="does not bear this key's signature"):
        run("verify_digest", file, "--public-key", tmp_path / "other.pem.pub")
    file.write_text(file.read_text().replace('"number":4', '"number":3'))
    with pytest.raises(CommandError, match="does not bear this key's signature"):
        signed()


def test_the_days_are_a_chain_and_none_is_skipped(signed, written, reporter, write, monkeypatch, tmp_path):
    folder = tmp_path / "digests"
    (first,) = folder.glob("*.json")
    write("A second story")
    after_next = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: after_next)
    assert "the heads of 1 articles, after" in run("export_digest")
    _, second = sorted(folder.glob("*.json"))
    assert "is there already, and signed" in run("export_digest")
    public = tmp_path / "newsroom.pem.pub"
    run("verify_digest", second, "--public-key", public, "--after", first)
    with pytest.raises(CommandError, match="does not follow"):
        run("verify_digest", first, "--public-key", public, "--after", second)
    with pytest.raises(CommandError, match="none can be put in between"):
        run("export_digest", day=(timezone.now() - timedelta(days=2)).date())
    with pytest.raises(CommandError, match="is not over yet"):
        run("export_digest", day=timezone.now().date())


def test_what_is_missing_is_said(tmp_path, settings, db):
    settings.NEWSROOM_SIGNING_KEY = ""
    with pytest.raises(CommandError, match="make_signing_key"):
        run("export_digest", folder=tmp_path)
    settings.NEWSROOM_SIGNING_KEY = str(tmp_path / "nowhere.pem")
    with pytest.raises(CommandError, match="cannot be read"):
        run("export_digest", folder=tmp_path)
    run("make_signing_key", tmp_path / "a.pem")
    assert (tmp_path / "a.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="No key was made"):
        run("make_signing_key", tmp_path / "a.pem")
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "x.json.jws").write_text("..")
    with pytest.raises(CommandError, match="does not bear"):
        run("verify_digest", tmp_path / "x.json", "--public-key", tmp_path / "a.pem.pub")
