"""Who may do what through the API, as a table that the documentation prints and a test asks the API about.

`api/permissions.csv` has a row for every operation and a column for every role. A cell has one letter of
`OUTCOMES`, or one for each of `SITUATIONS` where the operation is about a story or a claim in one; what
changes something is not asked about stories under embargo, whose rights are those of a draft.
"""

import csv
from pathlib import Path

TABLE = Path(__file__).with_suffix(".csv")
SITUATIONS = (
    "own section, draft",
    "own section, published",
    "other section, draft",
    "other section, published",
    "own section, under embargo",
    "other section, under embargo",
)
OUTCOMES = {
    "y": "yes",
    "l": "sign in first (401)",
    "n": "refused (403)",
    "-": "not there (404)",
    "c": "not as things stand, whoever asks of those who see it (409)",
    "g": "gone, withdrawn (410)",
    "b": "let through to its content, which was refused (400, 422): who may is not told here",
}


def read() -> dict[str, dict[str, str]]:
    """For every operation (`GET /articles`) what each role gets."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {row.pop("operation"): row for row in csv.DictReader(file)}


def page() -> str:
    """The table for people, in Markdown."""
    table = read()
    roles = list(next(iter(table.values())))
    single = {name: row for name, row in table.items() if max(map(len, row.values())) == 1}
    several = {name: row for name, row in table.items() if name not in single}
    letters = "\n".join(f"- **{letter}** {words}" for letter, words in OUTCOMES.items())
    return f"""# Who may do what through the API

Printed by `manage.py print_permissions` from `api/permissions.csv`; a test asks the API every question of it.
A token gives what its account may do, as far as its scopes allow. Reporters and desk editors are those of one
section (“own”); *colleagues* are its other reporters. All other roles work in all sections.

{letters}

## What is about no single story

{_table(single, roles)}

## What is about a story, or a claim that it makes

The letters stand for {", ".join(SITUATIONS)}; the last two are asked of what only reads.

{_table(several, roles)}
"""


def _table(rows: dict[str, dict[str, str]], roles: list[str]) -> str:
    head = f"| Operation | {' | '.join(roles)} |"
    body = (
        f"| `{name}` | {' | '.join(f'`{_spaced(row[role])}`' for role in roles)} |"
        for name, row in rows.items()
    )
    return "\n".join([head, "|---" * (len(roles) + 1) + "|", *body])


def _spaced(cell: str) -> str:
    return " ".join(cell[start : start + 2] for start in range(0, len(cell), 2))
