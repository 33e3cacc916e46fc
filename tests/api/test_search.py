"""One search finds what the caller may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from tests.api.conftest import get, publish, with_token
from tests.api.test_writing import save_as
from tests.claims.deciding import find_out
from tests.conftest import work

pytestmark = pytest.mark.django_db


def found(client, query: str) -> set[tuple[str, str]]:
    return {(row["type"], row["title"]) for row in get(client, f"search?{query}")["results"]}


def test_everybody_finds_what_they_may_see(published, write, reporter, desk, sport_desk, checker, reader):
    claim = Claim.objects.filter(statement__icontains="40 million").first()
    assert claim
    find_out(claim, "true", reason="It is.", by=checker)
    draft = write("Bridge draft")
    save_as(desk, draft, "Bridge opens")
    work()
    mine, theirs = with_token(reporter), with_token(sport_desk)
    assert found(reader, "q=bridge") == {
        ("article", "Bridge bill grows"),
        ("claim", claim.statement),
    }
    assert ("article", "Bridge opens") in found(mine, "q=bridge")
    assert ("article", "Bridge opens") not in found(theirs, "q=bridge")
    assert ("entity", "Mara Lindqvist") in found(reader, "q=lindqvist&type=entity")
    assert found(mine, "q=draft&type=past") == {("past", "Bridge draft")}
    assert found(theirs, "q=draft&type=past") == set()
    get(reader, "search?q=draft&type=past", 401)
    limited = with_token(reporter, "entities:read")
    assert {kind for kind, _ in found(limited, "q=e")} <= {"entity"}
    get(limited, "search?q=bridge&type=article", 403)
    for query in ("", "q=", "q=%00", "q=...", f"q={'a' * 201}", "q=x&type=poem", "q=x&page=2"):
        get(reader, f"search?{query}", 400)
    for query in ('q="', "q=%25", "q='", "q=a%26b", "q=*"):
        assert reader.get(f"/api/v1/search?{query}").status_code in (200, 400)
    with CaptureQueriesContext(connection) as few:
        get(reader, "search?q=bridge")
    publish(write("Bridge stays"))
    with CaptureQueriesContext(connection) as many:
        assert len(get(reader, "search?q=bridge")["results"]) == 3
    assert len(many) == len(few)
