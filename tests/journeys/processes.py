"""The product as an operator runs it: real processes, killed and started again."""

import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import requests

from tests import database

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 120.0  # seconds until a condition that must come true counts as false


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = DEADLINE) -> Any:
    """Poll until `condition` answers something true and return it; AssertionError naming `what` otherwise."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"Waited {seconds:.0f} s in vain: {what}")


class Process:
    """One process of the product, in a process group of its own."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], log: Path) -> None:
        self.name, self.command, self.env, self.log = name, command, env, log
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns at once."""
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Kill the whole group, without a word of warning by default, and bury it."""
        if self.popen and self.popen.poll() is None:
            os.killpg(self.popen.pid, how)
            self.popen.wait(timeout=30)


class Installation:
    """A newsroom of its own: database, processes, address."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        self.env = clean | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings.dev",
            "NEWSROOM_VAR_DIR": str(folder),
            "NEWSROOM_LEASE": "5",
            "NEWSROOM_RETRY_BASE": "0.2",
            "NEWSROOM_MAX_ATTEMPTS": "50",  # a worker killed many times over is no fault of the text
            "LOG_LEVEL": "WARNING",
            **env,
        }
        self.processes: dict[str, Process] = {}
        self.is_migrated = False

    def add(self, name: str, *command: str) -> None:
        """Declare a process; nothing starts yet."""
        self.processes[name] = Process(name, list(command), self.env, self.folder / f"{name}.log")

    def manage(self, *arguments: str, text: str = "") -> str:
        """Run a management command to its end; its output. AssertionError with its errors on failure."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            input=text,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
        assert done.returncode == 0, f"{arguments}: {done.stderr[-3000:]}"
        return done.stdout

    def ask(self, code: str) -> Any:
        """Run Python code in the installation; the value of its last printed line, which must be JSON."""
        output = self.manage("shell", "-v0", "-c", code)
        return json.loads(output.strip().splitlines()[-1])

    def count(self, query: str) -> int:
        """The number that one SQL query answers, asked of the database itself and not of the product."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        else:
            with closing(sqlite3.connect(self.folder / "newsroom.sqlite3", timeout=30)) as connection:
                row = connection.execute(query).fetchone()
        return row[0]

    def is_up(self) -> bool:
        """Whether the desk answers."""
        try:
            return requests.get(f"{self.address}/desk/login/", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def logs(self) -> str:
        """The last words of every process, for a failing test."""
        return "\n".join(
            f"--- {process.name}\n{process.log.read_text(errors='replace')[-2000:]}"
            for process in self.processes.values()
            if process.log.exists()
        )


@contextmanager
def embedded(folder: Path) -> Iterator[Installation]:
    """SQLite, one process with web server and worker: what `make run` starts."""
    installation = Installation(folder, {})
    installation.is_migrated = database.is_sqlite() and database.copy_to(folder)
    installation.add("web", sys.executable, "manage.py", "serve", "--port", str(installation.port))
    with _running(installation):
        yield installation


@contextmanager
def with_servers(folder: Path, database_url: str, redis_url: str) -> Iterator[Installation]:
    """PostgreSQL and Redis, with web, worker and beat as processes of their own."""
    name = f"newsroom_journey_{secrets.token_hex(4)}"
    server = database_url.rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        template = database.template()
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        admin.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if known else ""))
        installation = Installation(
            folder,
            {"DATABASE_URL": f"{server}/{name}", "REDIS_URL": redis_url, "REDIS_PREFIX": f"{name}:"},
        )
        installation.is_migrated = known is not None
        python = sys.executable
        installation.add(
            "web",
            *(python, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{installation.port}"),
            *("--workers", "1", "--threads", "4"),
        )
        installation.add(
            "worker",
            *(python, "-m", "celery", "-A", "newsroom", "worker", "-Q", "interactive,bulk,archive"),
            *("--concurrency", "1", "-l", "warning"),
        )
        installation.add("beat", python, "-m", "celery", "-A", "newsroom", "beat", "-l", "warning")
        try:
            with _running(installation):
                yield installation
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _running(installation: Installation) -> Iterator[None]:
    try:
        if not installation.is_migrated:
            installation.manage("migrate", "-v0")
        installation.manage("open_newsroom", "--section", "News")
        for process in installation.processes.values():
            process.start()
        wait_until(installation.is_up, "the desk to answer")
        yield
    except AssertionError as error:
        error.add_note(installation.logs())
        raise
    finally:
        for process in installation.processes.values():
            process.kill()
