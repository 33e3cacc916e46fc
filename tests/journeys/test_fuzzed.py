"""Made-up requests by the thousand, right and wrong ones, to real processes: every answer is one that the
OpenAPI document tells of. `make fuzz` sends many more.

`schemathesis.toml` says what is not checked, and why.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.processes import ROOT, Installation, embedded, with_servers

pytestmark = pytest.mark.processes

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))  # for each operation
SEED = os.environ.get("FUZZ_SEED", "1")
CALLERS = (("admin", "fuzzing,stateful"), ("rita", "fuzzing"), ("", "fuzzing"))


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_RATE_READERS", "API_RATE_TOKENS"):
        monkeypatch.setenv(name, "1000000/second")
    monkeypatch.setenv("NEWSROOM_REPORTS_PER_HOUR", "1000000")


def token_of(installation: Installation, username: str) -> str:
    told = installation.manage("create_api_token", username, "--name", "Fuzz", "--scope", "*")
    return re.findall(r"nrt_\w+", told)[0]


def fuzz(installation: Installation) -> None:
    installation.manage("load_demo")
    tokens = {name: token_of(installation, name) for name, _ in CALLERS if name}
    address = f"{installation.address}/api/v1"
    for name, phases in CALLERS:
        caller = ["--header", f"Authorization: Bearer {tokens[name]}"] if name else []
        done = subprocess.run(
            [
                *(Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIG),
                *("run", f"{address}/schema", "--phases", phases, *caller),
                *(
                    "--max-examples",
                    str(EXAMPLES),
                    "--seed",
                    SEED,
                    "--generation-deterministic",
                    "--no-color",
                ),
            ],
            cwd=ROOT,
            env=os.environ | {"FUZZ_ADDRESS": address, "FUZZ_TOKEN": tokens["admin"], "FUZZ_SEED": SEED},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"as {name or 'a reader'}: {done.stdout[:12_000]}{done.stderr[-2000:]}"


CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_every_answer_is_in_the_document(tmp_path: Path) -> None:
    with embedded(tmp_path) as installation:
        fuzz(installation)


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_every_answer_is_in_the_document_on_servers(tmp_path: Path) -> None:
    with with_servers(tmp_path, os.environ["DATABASE_URL"], os.environ["REDIS_URL"]) as installation:
        fuzz(installation)
