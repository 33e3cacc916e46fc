"""What of an answer is asked for: `fields` leaves members out, `include` adds what hangs on a thing.

Names are checked against the serializer that the answer has; a wrong one is a 400 that says which there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from rest_framework import serializers

from api.problems import InvalidParameters

LONGEST = 2000  # characters of `fields`
Tree = dict[str, Any]  # members that are asked for, each with those inside it; none: all of it
# The view and rows of its list to what stands under each row's id; its queries do not grow with the rows.
Include = Callable[[Any, Sequence[Any]], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request asks for; without anything in it the whole of an answer and no more."""

    tree: Tree = field(default_factory=dict)
    included: Sequence[str] = ()

    def wants(self, *names: str) -> bool:
        """Whether any of these members is asked for."""
        return not self.tree or any(name in self.tree for name in names)

    def narrow(self, serializer: Any) -> None:
        """Take from a serializer the members that are not asked for, so that nobody need fetch them."""
        if self.tree:
            shape = getattr(serializer, "child", serializer)
            for name in [name for name in shape.fields if name not in self.tree]:
                del shape.fields[name]

    def thin(self, value: Any) -> Any:
        """No more of a value than is asked for."""
        return _thinned(value, self.tree)


def selection(fields: str | None, include: str | None, shape: type[Any], known: Sequence[str]) -> Selection:
    """What two parameters ask of an answer; `known`: what may be included. Raises InvalidParameters."""
    included = _included(include, known)
    tree = _tree(fields, shape) if fields is not None else {}
    if tree and included:
        tree.setdefault("included", {})
    return Selection(tree, included)


def names_of(shape: type[Any]) -> list[str]:
    """The members that `fields` may name at first."""
    return sorted(_inside(shape()))


def _included(given: str | None, known: Sequence[str]) -> list[str]:
    if given is None:
        return []
    names = list(dict.fromkeys(name.strip() for name in given.split(",")))
    for name in names:
        if name not in known:
            raise InvalidParameters({"include": _unknown("cannot be included here", name, known)})
    return names


def _tree(given: str, shape: type[Any]) -> Tree:
    if len(given) > LONGEST:
        raise InvalidParameters({"fields": f"Give {LONGEST:,} characters at most."})
    asked = [name.strip().split(".") for name in given.split(",")]
    tree: Tree = {}
    for steps in sorted(asked, key=len):  # the whole of a member before parts of it
        _check(steps, shape())
        node = tree
        for step in steps:
            if step in node and not node[step]:
                break  # all of it is asked for already
            node = node.setdefault(step, {})
    return tree


def _check(steps: Sequence[str], shape: Any) -> None:
    for place, step in enumerate(steps):
        members = _inside(shape)
        if step not in members:
            where = f"is no member of “{'.'.join(steps[:place])}”" if place else "is no member of the answer"
            raise InvalidParameters({"fields": _unknown(where, step, sorted(members))})
        shape = members[step]


def _inside(shape: Any) -> Mapping[str, Any]:
    shape = getattr(shape, "child", shape)
    return shape.fields if isinstance(shape, serializers.Serializer) else {}


def _unknown(where: str, name: str, known: Sequence[str]) -> str:
    meant = get_close_matches(name, known, n=1)
    hint = f" Did you mean “{meant[0]}”?" if meant else ""
    allowed = f"There is: {', '.join(known)}." if known else "It has no members."
    return f"“{name[:80]}” {where}.{hint} {allowed}"


def _thinned(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_thinned(each, tree) for each in value]
    if isinstance(value, dict):
        return {name: _thinned(inner, tree[name]) for name, inner in value.items() if name in tree}
    return value


def described(
    shape: type[Any], includes: Sequence[str], orderings: Sequence[str], usual: str
) -> list[dict[str, Any]]:
    """The parameters `fields`, `include` and `ordering` for the OpenAPI document, as far as there are any."""
    names = ", ".join(f"`{name}`" for name in names_of(shape))
    found = [
        _parameter(
            "fields",
            "Names of members with commas between them; all others are left out of the answer. A dot leads "
            f"into a member: `links.self`. Of a list they are those of its rows. What the "
            f"schema calls required is so in an answer without it. There is: {names}.",
            {"type": "string", "maxLength": LONGEST},
        )
    ]
    if includes:
        words = "Names with commas between them: what is added under `included`. "
        schema = {"type": "array", "items": {"type": "string", "enum": sorted(includes)}}
        found.append(_parameter("include", words, schema) | {"style": "form", "explode": False})
    if orderings:
        schema = {"type": "string", "enum": sorted(orderings), "default": usual}
        found.append(_parameter("ordering", "By what the list is sorted; `-`: the newest first.", schema))
    return found


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description.strip(),
        "schema": schema,
    }
