"""The archive from the command line."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.models import Page
from tests.archive.web import Web

pytestmark = pytest.mark.django_db


def test_a_page_is_kept_from_the_command_line(web: Web, capsys):
    call_command("archive_page", web.says("/", "<title>Tides</title><p>High water at noon."))
    shown = capsys.readouterr().out
    assert "Tides, 4 words" in shown
    assert Page.objects.get().newest_copy.sha256 in shown


def test_what_has_no_copy_fails_in_words(web: Web, capsys):
    with pytest.raises(CommandError, match="2 of 3"):
        call_command("archive_page", web.says("/", "<p>Noon."), web.at("/gone"), "http://10.0.0.1/")
    shown = capsys.readouterr().out
    assert "404" in shown
    assert "private network" in shown


def test_files_are_verified(web: Web, capsys, files):
    call_command("archive_page", web.says("/", "<p>Noon."), web.says("/b", "<p>One."))
    call_command("verify_archive")
    assert "2 files, each is as it was written." in capsys.readouterr().out
    one, other = sorted(path for path in files.rglob("*") if path.is_file())
    one.write_bytes(b"")
    other.unlink()
    with pytest.raises(CommandError, match="2 of 2"):
        call_command("verify_archive")
    shown = capsys.readouterr().out
    assert "was changed" in shown
    assert "is missing" in shown
