"""Who may do what through the API, as a table that the documentation prints and a test asks the API about.

`api/permissions.csv` has a row for every operation, for those about a story or a claim in one a row for every
state of it, and a column for every role. A cell has one letter of `OUTCOMES`, or two where the operation is
about a story: of one's own section, and of another.
"""

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".csv")
NO_STORY = ""  # the state in rows about no single story
STATES = {
    "draft": "draft",
    "published": "published",
    "embargoed": "under embargo",
    "scheduled": "scheduled",
    "killed": "killed",
    "locked": "locked by a colleague",
}
AS_A_DRAFT = ("scheduled", "locked")  # for whoever reads
OF_CLAIMS = ("draft", "published")  # the states that make a difference to work on claims
OUTCOMES = {
    "y": "yes",
    "l": "sign in first (401)",
    "n": "refused (403)",
    "-": "not there (404)",
    "c": "not as things stand, whoever asks of those who see it (409)",
    "x": "locked by somebody else (423)",
    "g": "gone, withdrawn (410)",
    "b": "let through to its content, which was refused (400, 422): who may is not told here",
}
Row = dict[str, str]


def is_asked(operation: str, state: str, *, is_about_stories: bool) -> bool:
    """Whether the table has a row for an operation on a story in a state."""
    if not (is_about_stories and state):
        return is_about_stories == bool(state)
    if operation.startswith("GET "):
        return state not in AS_A_DRAFT
    return " /claims" not in operation or state in OF_CLAIMS


def read() -> dict[tuple[str, str], Row]:
    """For every operation (`GET /articles`) and state what each role gets."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {(row.pop("operation"), row.pop("state")): row for row in csv.DictReader(file)}


def is_for_readers(method: str, path: str) -> bool:
    """Whether whoever has no account gets something at an address of the OpenAPI document."""
    return f"{method} {path.replace('{id}', '{pk}')}" in _for_readers()


@cache
def _for_readers() -> frozenset[str]:
    return frozenset(operation for (operation, _), row in read().items() if "y" in row["Readers"])


def page() -> str:
    """The table for people, in Markdown."""
    table = read()
    roles = list(next(iter(table.values())))
    single = {name: row for (name, state), row in table.items() if state == NO_STORY}
    letters = "\n".join(f"- **{letter}** {words}" for letter, words in OUTCOMES.items())
    return f"""# Who may do what through the API

Printed by `manage.py print_permissions` from `api/permissions.csv`; a test asks the API every question of it.
A token gives what its account may do, as far as its scopes allow. Reporters and desk editors are those of one
section; *colleagues* are its other reporters. All other roles work in all sections.

{letters}

## What is about no single story

{_head(["Operation", *roles])}
{_lines([[f"`{name}`", *(f"`{row[role]}`" for role in roles)] for name, row in single.items()])}

## What is about a story, or a claim that it makes

The first letter is for a story of one’s own section, the second for one of another; in the states of the
story that the second column names: {", ".join(STATES.values())}. The lock is the managing editor’s. What is
scheduled or locked is read as a draft is; work on claims only asks whether the story is out.

{_head(["Operation", "State", *roles])}
{_lines(_by_state(table, roles))}
"""


def _by_state(table: dict[tuple[str, str], Row], roles: list[str]) -> list[list[str]]:
    """One line for all states of an operation in which every role gets the same."""
    same: dict[tuple[str, ...], list[str]] = {}
    for (name, state), row in table.items():
        if state:
            same.setdefault((name, *(f"`{row[role]}`" for role in roles)), []).append(state)
    return [
        [f"`{name}`", ", ".join(STATES[state] for state in states), *cells]
        for (name, *cells), states in sorted(
            same.items(), key=lambda each: _place(table, each[0][0], each[1])
        )
    ]


def _place(table: dict[tuple[str, str], Row], name: str, states: list[str]) -> int:
    return list(table).index((name, states[0]))


def _head(titles: list[str]) -> str:
    return f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|"


def _lines(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
