"""Files of people and things: taken in line by line, as often as one likes, bad lines named."""

import bz2
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from entities.actions import confirm_entity
from entities.models import Alias, AuthorityName, AuthorityRecord, Entity
from tests.conftest import work

pytestmark = pytest.mark.django_db


def item(identifier: str, instance_of: str, label: str, *aliases: str, language: str = "en") -> dict:
    """An item as a Wikidata dump writes it, the parts that are read."""
    snak = {"snaktype": "value", "datavalue": {"value": {"id": instance_of}, "type": "wikibase-entityid"}}
    return {
        "type": "item",
        "id": identifier,
        "labels": {language: {"language": language, "value": label}},
        "descriptions": {"en": {"language": "en", "value": f"what {label} is"}},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]},
        "claims": {"P31": [{"mainsnak": snak, "rank": "normal"}]},
    }


DUMP = [
    item("Q937", "Q5", "Albert Einstein", "Einstein", "A. Einstein"),
    item("Q20", "Q3624078", "Norway", "Kingdom of Norway"),
    item("Q146", "Q55983715", "house cat"),
    item("Q7817", "Q484652", "World Health Organization", "WHO", language="mul"),
]


def dump(lines: list[dict]) -> bytes:
    return ("[\n" + ",\n".join(json.dumps(line) for line in lines) + "\n]\n").encode()


def run(path: Path, *arguments: str) -> tuple[str, str, int]:
    """The command's output, its errors and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_entities", str(path), *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}", error.returncode
    return out.getvalue(), err.getvalue(), 0


@pytest.mark.parametrize(
    ("name", "pack"), [("d.json", bytes), ("d.json.gz", gzip.compress), ("d.json.bz2", bz2.compress)]
)
def test_a_wikidata_dump_gives_records_of_our_kinds(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(dump(DUMP)))
    out, err, code = run(path)
    assert (err, code) == ("", 0)
    assert "3 records, 3 of them new or changed, 0 refused" in out
    assert set(AuthorityRecord.objects.values_list("identifier", "kind", "description")) == {
        ("Q937", "person", "what Albert Einstein is"),
        ("Q20", "place", "what Norway is"),
        ("Q7817", "organisation", "what World Health Organization is"),
    }
    names = AuthorityName.objects.filter(record__identifier="Q937").values_list("key", flat=True)
    assert set(names) == {"albert einstein", "einstein", "a einstein"}
    assert not Entity.objects.exists()


def test_the_same_file_again_changes_nothing_and_another_brings_up_to_date(tmp_path):
    path = tmp_path / "d.json"
    path.write_bytes(dump(DUMP))
    run(path)
    assert "0 of them new or changed" in run(path)[0]
    path.write_bytes(dump([*DUMP[:1], item("Q20", "Q3624078", "Norway", "Norge")]))
    assert "1 of them new or changed" in run(path)[0]
    names = AuthorityName.objects.filter(record__identifier="Q20").values_list("key", flat=True)
    assert set(names) == {"norway", "norge"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "id,label,kind,aliases,description\nQ42,Douglas Adams,person,DNA|D. Adams,writer\n"),
        ("t.csv", "kind,id,label,aliases,description\r\nperson,Q42,Douglas Adams,DNA| D. Adams,writer\r\n"),
        (
            "t.jsonl",
            '{"id": "Q42", "label": "Douglas Adams", "kind": "person", "aliases": ["DNA", "D. Adams"], '
            '"description": "writer"}\n',
        ),
    ],
)
def test_a_simple_table_will_do(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig", newline="")
    assert run(path)[1:] == ("", 0)
    record = AuthorityRecord.objects.get()
    assert (record.identifier, record.kind, record.description) == ("Q42", "person", "writer")
    assert record.names == ["Douglas Adams", "DNA", "D. Adams"]


@pytest.mark.parametrize(
    ("name", "bad", "words"),
    [
        ("t.jsonl", '{"id": "Q1", ', "line 2: no JSON"),
        ("t.jsonl", "[1]", "line 2: no JSON object"),
        (
            "t.jsonl",
            '{"id": "42", "label": "x", "kind": "person"}',
            "line 2: id: “42” is no Wikidata identifier",
        ),
        ("t.jsonl", '{"id": "Q4", "label": " ", "kind": "person"}', "line 2: label: is missing"),
        (
            "t.jsonl",
            '{"id": "Q4", "label": "x", "kind": "dog"}',
            "line 2: kind: “dog” is none of person, org",
        ),
        (
            "t.jsonl",
            '{"id": "Q4", "label": "x", "kind": "person", "aliases": "y"}',
            "line 2: aliases: must be",
        ),
        ("t.csv", "Q4,x", "line 2: 2 cells under 3 columns"),
        ("t.csv", 'Q4,"x,person', "line 2: no CSV"),
        ("t.json", '{"id": "Q4", "claims": {"P31": [{"no": 1}]}},', "line 2: not an entity as Wikidata"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_in(tmp_path, name, bad, words):
    good = {"id": "Q42", "label": "Douglas Adams", "kind": "person"}
    first, last = {
        "t.jsonl": ("", json.dumps(good)),
        "t.csv": ("id,label,kind", "Q42,Douglas Adams,person"),
        "t.json": ("[", json.dumps(item("Q42", "Q5", "Douglas Adams"))),
    }[name]
    path = tmp_path / name
    path.write_text("\n".join([first, bad, last]) + "\n")
    _, err, code = run(path)
    assert words in err
    assert "1 lines refused" in err
    assert code == 1
    assert AuthorityRecord.objects.get().identifier == "Q42"


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_bytes(b'\n{"id": "\xff"}\n')
    assert "line 2: not UTF-8" in run(path)[1]


@pytest.mark.parametrize(
    ("name", "words"), [("people.txt", "no known format"), ("missing.csv", "No such file or directory")]
)
def test_a_file_that_cannot_be_begun_is_refused(tmp_path, name, words):
    if name == "people.txt":
        (tmp_path / name).write_text("x")
    _, err, code = run(tmp_path / name)
    assert words in err
    assert code == 2


def test_columns_that_are_missing_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,name\nQ1,x\n")
    assert "line 1: the first line must name the columns; label, kind is missing" in run(path)[1]


def test_of_a_file_that_is_cut_off_the_first_part_is_in(tmp_path):
    many = [item(f"Q{number}", "Q5", f"Person {number}") for number in range(1, 3000)]
    whole = gzip.compress(dump(many))
    path = tmp_path / "d.json.gz"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    _, err, code = run(path)
    assert "is damaged after line" in err
    assert code == 1
    assert 1000 < AuthorityRecord.objects.count() < 2999


def test_a_file_is_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "t.jsonl"
    with path.open("w") as file:
        for number in range(1, 4000):
            values = {
                "id": f"Q{number}",
                "label": f"Person {number}",
                "kind": "person",
                "aliases": ["x" * 200] * 5,
            }
            file.write(json.dumps(values) + "\n")
    tracemalloc.start()
    out, _, _ = run(path)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "3,999 records" in out
    assert highest < path.stat().st_size / 2


def test_confirmed_entities_are_looked_up_in_a_new_file(tmp_path, desk):
    einstein = Entity.objects.create(name="Albert Einstein", kind="person")
    Alias.objects.create(entity=einstein, name="Albert Einstein")
    confirm_entity(einstein, by=desk)
    work()
    path = tmp_path / "d.json"
    path.write_bytes(dump(DUMP))
    assert "Looking up 1 confirmed" in run(path)[0]
    work()
    assert einstein.candidates.get().identifier == "Q937"
    einstein.refresh_from_db()
    assert einstein.wikidata_id == ""
