"""The command takes in what is good, names what is not, and says so with its exit code."""

import io

import pytest
from django.core.management import CommandError, call_command

from articles.management.commands.ingest import Command
from articles.models import ArticlePage, ArticleRevision, SectionPage
from outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def ingest(*args: object, **options: object) -> str:
    """Run the command; returns what it wrote to standard output."""
    out = io.StringIO()
    call_command("ingest", *map(str, args), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "tolls.txt"
    path.write_text("Tolls rise\n\n“They rise,” said Ana Ruiz.\n\nShe added more.\n")
    return path


def test_the_same_file_twice_is_one_article_with_one_revision(newsroom, story):
    assert "1 new, 0 changed, 0 unchanged, 0 refused" in ingest(story)
    assert "0 new, 0 changed, 1 unchanged, 0 refused" in ingest(story)
    assert "0 new, 1 changed, 0 unchanged" in ingest(story, "--publish")
    assert "0 new, 0 changed, 1 unchanged" in ingest(story, "--publish")
    assert ArticleRevision.objects.of(ArticlePage.objects.get()).count() == 1


def test_good_files_go_in_beside_bad_ones(newsroom, story, tmp_path):
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)),
        "nobody.txt": b"Only a headline",
        "section.md": b"---\nsection: moon\n---\n# H\n\nBody.",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "last.txt").write_text("Last\n\nBody.")
    out, err = io.StringIO(), io.StringIO()
    files = [str(tmp_path / name) for name in ("missing.txt", *bad)]
    with pytest.raises(CommandError) as refused:
        call_command("ingest", str(story), *files, str(tmp_path / "last.txt"), stdout=out, stderr=err)
    assert refused.value.returncode == 1
    assert "2 new, 0 changed, 0 unchanged, 5 refused" in out.getvalue()
    lines = err.getvalue().splitlines()
    for name, reason in {
        "missing.txt": "does not exist",
        "empty.txt": "is empty",
        "binary.txt": "is binary",
        "nobody.txt": "no body",
        "section.md": "no section “moon”. Choose one of news, sport",
    }.items():
        assert any(name in line and reason in line for line in lines)
    assert ArticlePage.objects.filter(title__in=["Tolls rise", "Last"]).count() == 2


def test_a_file_over_the_limit_is_refused(newsroom, story, settings):
    settings.NEWSROOM_INGEST_MAX_BYTES = 20
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("ingest", str(story), stdout=io.StringIO(), stderr=err)
    assert "is larger than 20 bytes" in err.getvalue()


def test_a_folder_means_the_stories_under_it(newsroom, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("a.txt", "inner/b.md", "inner/c.html"):
        (tmp_path / name).write_text(f"<h1>{name}</h1><p>B" if "html" in name else f"# {name}\n\nBody.")
    for name in (".hidden.txt", "notes.csv", ".DS_Store"):
        (tmp_path / name).write_text("No\n\nstory")
    assert "3 new" in ingest(tmp_path)
    with pytest.raises(CommandError):
        ingest(tmp_path / "empty", stderr=io.StringIO())


def test_a_story_says_its_section_and_the_option_the_others(newsroom, story, tmp_path):
    own = tmp_path / "own.md"
    own.write_text("---\nsection: news\n---\n# Own\n\nBody.")
    ingest(story, own, "--section", "sport")
    sections = {article.title: article.section.slug for article in ArticlePage.objects.all()}
    assert sections == {"Tolls rise": "sport", "Own": "news"}


def test_an_author_lends_name_and_rights(reporter, story):
    ingest(story, "--author", "rita")
    assert ArticlePage.objects.get().owner == reporter
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("ingest", str(story), publish=True, author="rita", stdout=io.StringIO(), stderr=err)
    assert not ArticlePage.objects.get().live


@pytest.mark.parametrize("option", ["--section=moon", "--author=nobody"])
def test_what_can_never_work_ends_before_it_begins(newsroom, story, option):
    with pytest.raises(CommandError, match=option.partition("=")[2]) as error:
        ingest(story, option)
    assert error.value.returncode == 2
    assert not ArticlePage.objects.exists()


def test_without_a_section_the_command_says_how_to_make_one(news, sport, story):
    news.delete()
    SectionPage.objects.get(pk=sport.pk).delete()
    with pytest.raises(CommandError, match="open_newsroom --section News") as error:
        ingest(story)
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("args", "code"), [([], 2), (["--bogus", "x"], 2), (["--help"], 0)], ids=["nothing", "unknown", "help"]
)
def test_usage_errors_have_a_code_of_their_own(args, code):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "ingest", *args])
    assert ended.value.code == code


def test_standard_input_is_one_story(newsroom, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"# Piped\n\nBody.")))
    assert "1 new" in ingest("-")
    assert ArticlePage.objects.get().title == "Piped"


def test_without_workers_of_its_own_it_rings_nobody(transactional_db, newsroom, story, settings, monkeypatch):
    settings.EMBEDDED = True
    rung = []
    monkeypatch.setattr("celery.Celery.send_task", lambda *args, **kwargs: rung.append(kwargs))
    ingest(story)
    assert OutboxEvent.objects.due().exists()
    assert rung == []
    settings.EMBEDDED = False
    story.write_text("Another headline\n\nBody.\n")
    ingest(story)
    assert rung


def test_what_people_have_changed_is_kept_aside_and_said_so(tmp_path, desk):
    story = tmp_path / "tolls.md"
    story.write_text("---\nheadline: Tolls rise\nsource_id: wire-1\n---\n\nThey rise.\n")
    ingest(story)
    article = ArticlePage.objects.get(source_id="wire-1")
    article.title = "What the desk made of it"
    article.save_revision(user=desk)
    story.write_text(story.read_text() + "\nShe added more.\n")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 file kept aside: people have changed or locked") as told:
        call_command("ingest", str(story), stdout=out)
    assert told.value.returncode == 3
    assert f"kept aside article {article.pk} (draft)" in out.getvalue()
    assert "0 refused, 1 kept aside" in out.getvalue()
