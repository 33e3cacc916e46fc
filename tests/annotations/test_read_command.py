"""The command reads what it is given and leaves no trace."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
STORY = (
    "Tolls rise\r\n\r\n“They rise – twice,” said Hanna Solberg, the mayor.\r\n\r\n"
    "Solberg added that the bridge was old.\r\n"
)


def read(*args: object) -> str:
    """Run the command; returns what it wrote to standard output."""
    out = io.StringIO()
    call_command("read", *map(str, args), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_offsets_count_the_characters_of_the_file_as_it_is(tmp_path, encoding):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.encode(encoding))
    [line] = read(path, "--json").splitlines()
    found = json.loads(line)
    assert list(found) == ["file", "reader", "language", "refusal", "entities", "attributions"]
    assert found["file"] == str(path)
    assert set(found["reader"]) == {"name", "version"}
    direct, indirect = found["attributions"]
    assert direct["type"] == "direct"
    assert direct["source_entity"] == indirect["source_entity"] == "Hanna Solberg"
    spans = [
        span for item in found["attributions"] for part in ("source", "cue", "content") for span in item[part]
    ]
    spans += [mention for entity in found["entities"] for mention in entity["mentions"]]
    assert len(spans) >= 8
    for span in spans:
        assert STORY[span["start"] : span["end"]] == span["text"]


def test_one_object_a_file_in_the_order_given(tmp_path):
    names = [str(tmp_path / name) for name in ("b.txt", "a.txt")]
    for name in names:
        Path(name).write_text(STORY)
    assert [json.loads(line)["file"] for line in read(*names, "--json").splitlines()] == names


def test_a_bad_file_is_named_and_the_others_are_read(tmp_path):
    good, empty = tmp_path / "good.txt", tmp_path / "empty.txt"
    good.write_text(STORY)
    empty.touch()
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("read", str(empty), str(good), "/missing.txt", "--json", stdout=out, stderr=err)
    assert refused.value.returncode == 1
    assert len(out.getvalue().splitlines()) == 1
    assert [line.split(": ", 1)[1] for line in err.getvalue().splitlines()] == [
        "is empty.",
        "does not exist.",
    ]


def test_people_get_a_table(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    table = read(path)
    for words in ("Entities", "person", "Hanna Solberg", "Attributions", "direct", "“They rise – twice,”"):
        assert words in table
    path.write_text("No\n\nnames here.")
    assert "Attributions: none" in read(path)


def test_a_language_without_a_reader_is_named(tmp_path):
    story = tmp_path / "story.txt"
    story.write_text("„Wygramy te wybory”, powiedział w piątek burmistrz Jan Nowak.", encoding="utf-8")
    shown = read(story)
    assert "(not read)" in shown
    assert "Written in Polish: no reader for it is installed." in shown


def test_a_process_without_a_database_reads_standard_input(tmp_path):
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "manage.py", "read", "-", "--json"],
        cwd=ROOT,
        env=environment,
        input=STORY.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["file"] == "-"
    assert len(found["attributions"]) == 2
