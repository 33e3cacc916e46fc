"""What a token may be good for, as data. A token never gives more than its account may do.

`entities:*` stands for all scopes of entities, `*` for all there are, now and later.
"""

from collections.abc import Iterable

SCOPES = {
    "articles:read": "Read articles, their drafts, revisions and readings",
    "articles:write": "Write and change articles and corrections",
    "articles:publish": "Publish, take back and kill articles",
    "claims:read": "Read claims with their evidence and verdicts",
    "claims:decide": "Make, check and decide claims",
    "entities:read": "Read the register of people, places and organisations",
    "entities:write": "Change the register of people, places and organisations",
    "media:read": "Read pictures and documents",
    "media:write": "Upload and change pictures and documents",
    "webhooks:read": "See which addresses are told of news",
    "webhooks:write": "Have addresses told of news",
    "users:read": "See who has an account",
    "embargo:read": "See texts that are under embargo",
}
FAMILIES = tuple(dict.fromkeys(scope.partition(":")[0] for scope in SCOPES))
EVERYTHING = "*"
FORMS = (EVERYTHING, *(f"{family}:*" for family in FAMILIES), *SCOPES)


def covers(granted: Iterable[str], scope: str) -> bool:
    """Whether a scope is among those granted, by its name or by a `*`."""
    return not {EVERYTHING, scope, f"{scope.partition(':')[0]}:*"}.isdisjoint(granted)


def common(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """What is granted by both: `articles:*` and `articles:read` have `articles:read` in common."""
    one, other = list(one), list(other)
    both = [scope for scope in one if covers(other, scope)] + [scope for scope in other if covers(one, scope)]
    return list(dict.fromkeys(both))


def unknown(scopes: Iterable[str]) -> list[str]:
    """Those that are no scope and no `*` form of one."""
    return [scope for scope in scopes if scope not in FORMS]


def complaint_about(scopes: list[str]) -> str:
    """What is wrong with these, and the remedy; empty where they can be given."""
    if not scopes:
        return "Choose what it may do: at least one scope."
    if bad := unknown(scopes):
        return f"There is no scope {', '.join(f'“{each}”' for each in bad)}. Give: {', '.join(FORMS)}."
    return ""


def words_of(scopes: Iterable[str]) -> list[str]:
    """What a person is told that these are good for."""
    told = []
    for scope in scopes:
        family, _, kind = scope.partition(":")
        if scope == EVERYTHING:
            told.append("Everything that the account may do")
        elif kind == "*":
            told.append(f"Everything about {family}")
        else:
            told.append(SCOPES.get(scope, scope))
    return told
