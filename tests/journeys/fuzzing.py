"""What the fuzzer cannot make up: numbers of things that exist, and the state in which they stand.

Schemathesis loads this module (`schemathesis.toml`). Three of four requests that are right by the document
are led to something that is there, by its `ETag` where they change it; all else stays as it was made up.
"""

import os
import random
import re
from functools import cache
from typing import Any

import requests
import schemathesis

ADDRESS = os.environ.get("FUZZ_ADDRESS", "")  # of the API, without a slash at its end
EDITOR = {"Authorization": f"Bearer {os.environ.get('FUZZ_TOKEN', '')}"}  # who sees everything
DICE = random.Random(int(os.environ.get("FUZZ_SEED", "1")))  # noqa: S311
OWNER = re.compile(r"^/(?:articles|claims|corrections|images|documents|entities)/[^/]+")
OF_NAME = {"article": "articles", "claim": "claims", "entity": "entities"}  # places that name their family
MEMBERS = {
    "section": "sections",
    "article": "articles",
    "claims": "claims",
    "original": "claims",
    "assignee": "users",
    "holder": "users",
    "rating": "ratings",
}


def ask(path: str, headers: dict[str, str]) -> requests.Response:
    """An answer of the API."""
    return requests.get(f"{ADDRESS}{path}", headers=headers, timeout=60)


@cache
def known(path: str, member: str = "id") -> tuple[Any, ...]:
    """What stands in a list of the API when it is first asked for."""
    answer = ask(path, EDITOR)
    found = answer.json() if answer.ok else {}
    return tuple(each[member] for each in found.get("results", found.get("blocks", ())))


def some(path: str, member: str = "id") -> Any:
    """One of what stands in a list; 1 where nothing does."""
    return DICE.choice(known(path, member) or (1,))


def led(path: str) -> dict[str, Any]:
    """Values for the places in a path of the document, which belong together."""
    values: dict[str, Any] = {}
    family = path.split("/")[1]
    for place in re.findall(r"{(\w+)}", path):
        if place in OF_NAME or (place == "id" and not values):
            family = OF_NAME.get(place, family)
            values[place] = some(f"/{family}{'?state=all' if family == 'articles' else ''}")
        elif place == "slug":
            values[place] = some("/sections", "slug")
        elif place == "block":
            values[place] = some(f"/articles/{values['article']}/blocks?state=all")
        elif place == "id":
            values[place] = some(f"/articles/{values['article']}/comments")
        elif place in ("evidence", "match"):
            values[place] = some(f"/claims/{values['claim']}/{place.replace('match', 'matches')}")
        else:
            values[place] = DICE.randint(1, 3)  # numbers of revisions and drafts
    return values


def put_in(body: Any) -> Any:
    """A body that speaks of things that are there."""
    if not isinstance(body, dict):
        return body
    made = dict(body)
    for name in made.keys() & MEMBERS.keys():
        family = MEMBERS[name]
        value = (
            some("/claims", "id")
            if family == "claims"
            else DICE.choice(("true", "false", "misleading"))
            if family == "ratings"
            else some("/sections", "slug")
            if family == "sections"
            else some(f"/{family}{'?state=all' if family == 'articles' else ''}")
        )
        if isinstance(made[name], list):
            made[name] = [value]
        elif isinstance(made[name], str | int):
            made[name] = value
    return made


def is_right(case: Any, place: str) -> bool:
    """Whether a part of a request was made to fit the document."""
    parts = case.meta.components if case.meta else {}
    return all(info.mode.is_positive for at, info in parts.items() if at.value == place)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Lead a request to what is there."""
    if DICE.random() < 0.25:
        return
    is_linked = case.meta is not None and case.meta.phase.name.value == "stateful"
    if case.path_parameters and is_right(case, "path") and not is_linked:
        case.path_parameters = led(case.path)
    if isinstance(case.body, dict) and is_right(case, "body"):
        case.body = put_in(case.body)
    if (
        "If-Match" in (case.headers or {})
        and is_right(case, "header")
        and (owner := OWNER.match(case.formatted_path))
    ):
        mine = dict(kwargs.get("headers") or {}) | {"Authorization": case.headers.get("Authorization", "")}
        answer = ask(owner[0], mine)
        if "ETag" in answer.headers:
            case.headers["If-Match"] = answer.headers["ETag"]


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out addresses that are too long for a web server: it answers, and not the product."""
    return (
        len(requests.Request("GET", f"{ADDRESS}{case.formatted_path}", params=case.query).prepare().url or "")
        < 4000
    )
