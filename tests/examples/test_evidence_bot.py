"""The example that we ship: a bot that adds figures to claims, each once, whatever is lost on the way."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.tokens import make_token
from claims.actions import retract_evidence
from claims.models import Claim
from tests.api.conftest import publish
from tests.examples.wire import Wire, laid

PROGRAM = Path(__file__).resolve().parents[2] / "examples" / "evidence_bot.py"
HEAD = "about,figure,source,url,version\n"
ROWS = (
    "the bridge will cost crowns,40 million,The budget,https://data.example/budget.csv,2026\n"
    'bridge cost,"41,000,000",The contract,https://data.example/contract.csv,2\n'
    "ferries,9,The timetable,https://data.example/ferries.csv,1\n"
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim(write: Any) -> Claim:
    """“The bridge will cost 40 million crowns”, which nobody has looked at yet."""
    publish(write())
    return Claim.objects.get(statement__contains="40 million")


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    """A wire to the newsroom."""
    with laid(live_server.url) as wire:
        yield wire


class Bot:
    """The program, with a data set and a token of its own."""

    def __init__(self, wire: Wire, folder: Path, user: User, *scopes: str) -> None:
        self.wire, self.data_set = wire, folder / "figures.csv"
        self.data_set.write_text(HEAD + ROWS)
        self.token = make_token(user, "Bot", scopes=scopes or ["claims:*"], by=None)[1]

    def run(self) -> subprocess.CompletedProcess[str]:
        """Once over claims that nobody has looked at and those in check."""
        return subprocess.run(
            [sys.executable, str(PROGRAM), self.wire.url, str(self.data_set), "--status", "new,in_check"],
            env=os.environ | {"NEWSROOM_TOKEN": self.token},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def last_words(self) -> str:
        """The last line of a run that went well."""
        done = self.run()
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]


def test_it_adds_what_bears_on_a_claim_once(wire: Wire, claim: Claim, checker: User, tmp_path: Path) -> None:
    bot = Bot(wire, tmp_path, checker)
    assert bot.last_words() == "2 pieces of evidence added."
    added = {each.title: (each.stance, each.kind, each.version) for each in claim.evidence.all()}
    assert added == {
        "The budget: 40 million": ("supports", "data_set", "2026"),
        "The contract: 41,000,000": ("context", "data_set", "2"),
    }
    retract_evidence(claim.evidence.all()[0], why="Another bridge.", by=checker)
    assert bot.last_words() == "0 pieces of evidence added."
    assert claim.evidence.count() == 2


def test_an_answer_that_was_lost_adds_nothing_twice(
    wire: Wire, claim: Claim, checker: User, tmp_path: Path
) -> None:
    wire.to_lose = 1
    assert Bot(wire, tmp_path, checker).last_words() == "2 pieces of evidence added."
    assert claim.evidence.count() == 2
    assert [each.is_replayed for each in wire.passed if each.method == "POST"] == [False, True, False]


def test_it_asks_no_more_than_it_may(
    wire: Wire, claim: Claim, checker: User, tmp_path: Path, settings: Any
) -> None:
    settings.NEWSROOM_API_RATES = settings.NEWSROOM_API_RATES | {"tokens": "2/second"}
    assert Bot(wire, tmp_path, checker).last_words() == "2 pieces of evidence added."
    assert len(wire.passed) > 4
    assert 429 not in wire.statuses("GET") + wire.statuses("POST")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("bridge,,The budget,https://data.example/budget.csv,1\n", "line 2: there is no figure."),
        ("bridge,dear,The budget,https://data.example/budget.csv,1\n", "line 2: “dear” is no figure."),
    ],
)
def test_a_data_set_that_cannot_be_used_is_refused(
    wire: Wire, checker: User, tmp_path: Path, rows: str, words: str
) -> None:
    bot = Bot(wire, tmp_path, checker)
    bot.data_set.write_text(HEAD + rows)
    done = bot.run()
    assert done.returncode == 1
    assert words in done.stderr
    assert wire.passed == []


def test_a_token_without_the_scope_is_told_so(
    wire: Wire, claim: Claim, checker: User, tmp_path: Path
) -> None:
    done = Bot(wire, tmp_path, checker, "articles:read").run()
    assert done.returncode == 1
    assert "claims:read" in done.stderr
    assert claim.evidence.count() == 0
