"""The files around the code: what a stranger meets first must hold what it says."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from django.apps import apps
from django.template.loader import get_template

from newsroom import embedded
from outbox.relay import RING_AGAIN
from outbox.subscriptions import Queue

HOUSE = Path(__file__).resolve().parents[1]
OURS = [app for app in apps.get_app_configs() if Path(app.path).parent == HOUSE]
TEMPLATES = [
    (str(path.relative_to(folder)), str(path.relative_to(HOUSE)))
    for app in OURS
    if (folder := Path(app.path) / "templates").is_dir()
    for path in sorted(folder.rglob("*"))
    if path.is_file()
]
COMPOSE: dict[str, Any] = yaml.safe_load((HOUSE / "docker-compose.yml").read_text())
READ_BY_SETTINGS = re.compile(r"""environ(?:\.get\(|\[)\s*["']([A-Z_]+)["']""")


def read(name: str) -> str:
    return (HOUSE / name).read_text()


@pytest.mark.parametrize(("name", "path"), TEMPLATES, ids=[path for _, path in TEMPLATES])
def test_every_template_compiles(name: str, path: str) -> None:
    assert get_template(name).template.origin.name == str(HOUSE / path)


def test_every_setting_from_the_environment_is_documented() -> None:
    wanted = {
        name
        for path in (HOUSE / "newsroom" / "settings").glob("*.py")
        for name in READ_BY_SETTINGS.findall(path.read_text())
    }
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs/settings.md"), re.MULTILINE))
    set_by_the_test_runner = {"PYTEST_XDIST_WORKER"}
    assert wanted - set_by_the_test_runner <= documented


def test_every_setting_reaches_the_containers() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs/settings.md"), re.MULTILINE))
    fixed_by_the_image = {"NEWSROOM_VAR_DIR", "REDIS_PREFIX"}
    used = set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml"))) | set(
        COMPOSE["services"]["web"]["environment"]
    )
    assert documented - fixed_by_the_image <= used


def test_every_variable_of_the_compose_file_has_an_example_or_a_default() -> None:
    compose = read("docker-compose.yml")
    asked = set(re.findall(r"\$\{([A-Z_]+)(?::\?[^}]*)?\}", compose))
    given = set(re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    assert asked <= given
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", read("docs/settings.md"), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) <= documented


def test_no_secret_stands_in_the_compose_file_or_its_example() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|KEY", name):
                assert str(value).startswith("${"), name
    example = dict(
        line.split("=", 1) for line in read(".env.example").splitlines() if re.match("[A-Z]", line)
    )
    assert example["SECRET_KEY"] == example["POSTGRES_PASSWORD"] == ""


def test_every_lasting_service_has_a_health_check_and_comes_back() -> None:
    services = {name: service for name, service in COMPOSE["services"].items() if name != "migrate"}
    assert {"postgres", "redis", "web", "worker", "beat"} <= set(services)
    for name, service in services.items():
        assert service["healthcheck"].get("test"), name
        assert service["restart"] == "unless-stopped", name


def test_every_queue_has_a_worker() -> None:
    commands = [" ".join(service.get("command", [])) for service in COMPOSE["services"].values()]
    queues = {
        queue
        for command in commands
        for found in re.findall(r"-Q (\S+)", command)
        for queue in found.split(",")
    }
    assert queues == set(get_args(Queue)) == set(RING_AGAIN) == set(embedded.QUEUES)


def test_the_image_ends_as_somebody_without_rights() -> None:
    lines = read("Dockerfile").splitlines()
    assert sum(line.startswith("FROM ") for line in lines) >= 2
    assert next(line for line in reversed(lines) if line.startswith("USER ")) == "USER newsroom"


def test_makefile_and_image_fetch_the_same_uv() -> None:
    versions = re.findall(r"UV_VERSION ?:?= ?([\d.]+)", read("Makefile") + read("Dockerfile"))
    assert len(versions) == 2
    assert len(set(versions)) == 1


def test_the_image_gets_every_room() -> None:
    rooms = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["root_packages"]
    assert {f"!{room}" for room in rooms} <= set(read(".dockerignore").splitlines())


def test_make_alone_lists_what_can_be_done() -> None:
    shown = subprocess.run(["make"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "setup", "check", "bench", "up", "help"):
        assert re.search(rf"^  {target}\s+\S", shown, re.MULTILINE), target


@pytest.mark.parametrize(
    "page", ["README.md", *(str(p.relative_to(HOUSE)) for p in HOUSE.glob("docs/**/*.md"))]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = HOUSE / page
    targets = [t for t in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text()) if "://" not in t]
    assert [target for target in targets if not (path.parent / target).exists()] == []
