"""The clients that `make clients` built, each tried on the product as an operator runs it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.processes import embedded

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ROOT / ".clients" / "bin"
BUILT = ROOT / "clients" / "build"
SMOKE = {
    "python": [
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "--noconftest",
        "../../python/smoke.py",
    ],
    "typescript": ["npm", "run", "--silent", "smoke"],
}


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A newsroom with its demo stories, told to programs by their environment."""
    with embedded(tmp_path_factory.mktemp("newsroom")) as installation:
        installation.manage("load_demo")
        token = installation.manage("create_api_token", "maria").strip()
        path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
        yield {**os.environ, "PATH": path, "NEWSROOM_URL": installation.address, "NEWSROOM_TOKEN": token}


@pytest.mark.django_db  # so that there is a migrated database, from which the newsroom begins
@pytest.mark.parametrize("language", SMOKE)
def test_a_client_works_against_a_running_newsroom(language: str, newsroom: dict[str, str]) -> None:
    done = subprocess.run(
        SMOKE[language], cwd=BUILT / language, env=newsroom, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
