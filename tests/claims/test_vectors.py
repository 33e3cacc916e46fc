"""A PostgreSQL with pgvector gives the answers that a process gives, for whatever is in the database now."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext

from bench.matching import invented
from bench.suggesting import fill
from bench.vectors import RETOLD, in_topics, near
from claims import matches, vectors
from claims.models import Claim, ImportedReview, Meaning, MeaningClock, Suggestion
from claims.nearest import Nearest, nearest
from claims.picking import Picking
from matching import Match, vector_of
from tests.vectorserver import serving

WORDS = "The new bridge will cost 40 million crowns."
LIKE = "The new bridge is going to cost forty million (40 million) crowns"
OTHER = "Eastmouth has more cats than any other town."


@pytest.fixture(scope="module")
def server(django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """In place of the database of the other tests: one that has pgvector, with the tables of all models."""
    with serving(5432, "statement_timeout=60s") as folder, django_db_blocker.unblock():
        ours, settings = connections["default"], connections.settings["default"]
        connections.settings["default"] = settings | {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "PASSWORD": "",
            "HOST": str(folder),
            "PORT": "5432",
            "OPTIONS": {},
        }
        connections["default"] = connections.create_connection("default")
        try:
            with connection.schema_editor() as editor:
                for model in apps.get_models():
                    if model._meta.managed and not model._meta.proxy:
                        editor.create_model(model)
            yield connections.settings["default"]
        finally:
            connection.close()
            connections["default"], connections.settings["default"] = ours, settings


@pytest.fixture
def bare(server: dict[str, Any]) -> None:
    """Nothing in the database, and no vectors kept."""
    vectors.drop()
    emptied = (Claim, ImportedReview, Meaning, MeaningClock, Suggestion)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(each._meta.db_table for each in emptied)} CASCADE")


@pytest.fixture
def kept(bare: None) -> None:
    """Nothing in the database yet, which keeps vectors."""
    vectors.build()


@pytest.fixture
def another(server: dict[str, Any]) -> Iterator[psycopg.Connection]:
    """Somebody else at the same database."""
    with psycopg.connect(host=server["HOST"], user="postgres", dbname="postgres", autocommit=True) as other:
        yield other


def placed(statement: str, status: str = "published", *, claim: Claim | None = None) -> Claim:
    """A claim as it stands after a worker has seen it."""
    claim = claim or Claim()
    claim.statement, claim.status = statement, status
    claim.save()
    matches.place(claim)
    return claim


def keys(found: list[Match]) -> list[str]:
    return [match.key for match in found]


def test_the_best_are_those_that_a_process_finds_and_the_index_is_used(bare):
    chance = np.random.default_rng(1)
    said, meant = invented(chance, 3000), in_topics(chance, 3000)
    fill(said, meant)
    vectors.build()
    exact, picked = Nearest().follow(), nearest()
    assert isinstance(picked, Picking)
    asked = chance.integers(0, len(said), 30)
    found = []
    for number, vector in zip(asked, near(chance, meant[asked], RETOLD), strict=True):
        for text in (" ".join(said[number].split()[:12]), ""):
            right = exact.checked.nearest(text, limit=10, vector=vector)
            ours = {match.key: match for match in picked.checked.nearest(text, limit=10, vector=vector)}
            found += [ours[match.key] == match for match in right if match.key in ours]
            found += [False] * len(set(keys(right)) - set(ours))
    assert len(found) == 600
    assert sum(found) / len(found) >= 0.97, "of the ten best, with the scores and words that they have"
    rarest = max(said[0].split(), key=len)
    with CaptureQueriesContext(connection) as asked_for:
        nearest().checked.nearest(rarest, vector=meant[0])
    for part, index in (
        ("<=>", "meaning_near_checked"),
        ("&&", "meaning_terms_checked"),
        ("SKIP LOCKED", "meaning_unkept"),
    ):
        [query] = [each["sql"] for each in asked_for if part in each["sql"]]
        assert index in "\n".join(line for (line,) in vectors.rows(f"EXPLAIN {query.replace('%', '%%')}"))
    assert len(asked_for) <= 13


def test_what_comes_changes_and_goes_is_found_as_it_stands_now(kept):
    claim = placed(WORDS)
    assert keys(nearest().checked.nearest(LIKE, least=0.3)) == [f"claim:{claim.pk}"]
    placed(OTHER, claim=claim)
    assert nearest().checked.nearest(LIKE, least=0.3) == []
    assert keys(nearest().checked.nearest(OTHER, least=0.3)) == [f"claim:{claim.pk}"]
    placed(OTHER, "rejected", claim=claim)
    assert nearest().checked.nearest(OTHER) == nearest().open.nearest(OTHER) == []
    placed(OTHER, "triaged", claim=claim)
    assert nearest().checked.nearest(OTHER) == []
    assert keys(nearest().open.nearest(OTHER)) == [f"claim:{claim.pk}"]
    claim.delete()
    assert nearest().open.nearest(OTHER) == []


def test_suggestions_are_made_either_way_round(kept):
    early, checked = placed(LIKE, "triaged"), placed(WORDS)
    late = placed(LIKE, "triaged")
    assert {(each.claim, each.checked_claim) for each in Suggestion.objects.all()} == {
        (early, checked),
        (late, checked),
    }
    assert "bridg" in Suggestion.objects.get(claim=late).shared


def test_a_claim_without_any_meaning_is_found_by_nothing_and_one_in_another_language_by_its_words(kept):
    claim = placed("Ministerstvo zaplatilo za Lindqvistov most 40 miliónov korún.")
    placed("!!!")
    assert keys(nearest().checked.nearest("Lindqvistov most: 40 miliónov", least=0.3)) == [
        f"claim:{claim.pk}"
    ]
    assert nearest().checked.nearest("??!", least=0.3) == []


def test_what_does_not_count_starves_nothing_that_does(kept):
    chance = np.random.default_rng(2)
    vector = vector_of([WORDS])
    closer = near(chance, np.repeat(vector[None], 1200, axis=0), 0.1)
    fill([OTHER] * 1200, closer)
    Meaning.objects.filter(number__lte=600).update(shelf="open")
    Meaning.objects.exclude(shelf="open").update(version="an older one")
    right = [placed(LIKE) for _ in range(5)]
    found = nearest().checked.nearest("", limit=10, vector=vector)
    assert set(keys(found)) == {f"claim:{claim.pk}" for claim in right}


def test_building_goes_on_where_it_was_stopped_and_changes_nothing_twice(bare, another, monkeypatch):
    monkeypatch.setattr(vectors, "CHUNK", 100)
    chance = np.random.default_rng(3)
    fill(invented(chance, 300), in_topics(chance, 300))
    told: list[tuple[str, int, int]] = []

    def stop(*what: Any) -> None:
        told.append(what)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vectors.build(stop)
    assert told == [("meanings", 100, 300)]
    assert isinstance(nearest(), Nearest)
    another.execute("BEGIN")
    another.execute("UPDATE claims_meaning SET is_matched = true")  # not committed: an index waits for it
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(DatabaseError):
            vectors.build()
        cursor.execute("RESET lock_timeout")
    assert isinstance(nearest(), Nearest)
    another.execute("ROLLBACK")
    told.clear()
    vectors.build(lambda *what: told.append(what))
    assert told[0] == ("meanings", 100, 200)
    assert isinstance(nearest(), Picking)
    before = vectors.rows("SELECT oid FROM pg_class WHERE relname LIKE 'meaning%%' ORDER BY oid")
    vectors.build(stop)
    assert vectors.rows("SELECT oid FROM pg_class WHERE relname LIKE 'meaning%%' ORDER BY oid") == before


def test_the_command_builds_says_so_and_takes_it_away_again(bare, another, capsys):
    placed(WORDS)
    another.execute("SELECT pg_advisory_lock(%s)", [vectors.LOCK])
    with pytest.raises(CommandError, match="Somebody else"):
        call_command("keep_vectors")
    another.execute("SELECT pg_advisory_unlock(%s)", [vectors.LOCK])
    call_command("keep_vectors")
    assert "PostgreSQL compares" in capsys.readouterr().out
    assert isinstance(nearest(), Picking)
    assert len(nearest().checked.nearest(LIKE, least=0.3)) == 1
    call_command("keep_vectors", "--drop")
    assert isinstance(nearest(), Nearest)
    assert len(nearest().checked.nearest(LIKE, least=0.3)) == 1
