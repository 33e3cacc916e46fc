"""What others published about how data should look, beside the project or in NEWSROOM_STANDARDS_DIR."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT4

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "standards"
STANDARDS = Path(os.environ.get("NEWSROOM_STANDARDS_DIR") or BESIDE)
needs_schema = pytest.mark.skipif(
    not (STANDARDS / "schemaorg-30.0-types.csv").is_file(),
    reason=f"schema.org’s vocabulary is not in {STANDARDS}; set NEWSROOM_STANDARDS_DIR",
)
WEBANNO = STANDARDS / "webanno"
needs_webanno = pytest.mark.skipif(
    not WEBANNO.is_dir(), reason=f"the W3C’s schemas are not in {STANDARDS}; set NEWSROOM_STANDARDS_DIR"
)


def rows(name: str) -> list[dict[str, str]]:
    with (STANDARDS / f"schemaorg-30.0-{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def split(cell: str) -> set[str]:
    return {part.strip().rsplit("/", 1)[-1] for part in cell.split(",") if part.strip()}


class Vocabulary:
    """Types with their supertypes, properties with the types that may bear them."""

    def __init__(self) -> None:
        self.parents = {row["label"]: split(row["subTypeOf"]) for row in rows("types")}
        self.domains = {row["label"]: split(row["domainIncludes"]) for row in rows("properties")}
        self.ranges = {row["label"]: split(row["rangeIncludes"]) for row in rows("properties")}

    def lineage(self, kind: str) -> set[str]:
        found, todo = set(), [kind]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.parents.get(name, ())
        return found

    def faults(self, node: Any, at: str = "") -> Iterator[str]:
        """Everything in a node that schema.org does not know."""
        if isinstance(node, list):
            for item in node:
                yield from self.faults(item, at)
        if not isinstance(node, dict):
            return
        kind = node.get("@type", "")
        if kind not in self.parents:
            yield f"{at}: no type {kind!r}"
            return
        for name, value in node.items():
            if name in ("@context", "@type", "@id"):
                continue
            if name not in self.domains:
                yield f"{at}.{name}: no such property"
            elif not self.domains[name] & self.lineage(kind):
                yield f"{at}.{name}: not for {kind}"
            else:
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, dict) and not self.ranges[name] & self.lineage(each.get("@type", "")):
                        yield f"{at}.{name}: may not be a {each.get('@type')}"
            yield from self.faults(value, f"{at}.{name}")


def conforms(name: str, value: object, definition: str = "") -> None:
    """Validate against one of the W3C's schemas, or a definition in it that needs no file we lack."""
    schema = json.loads((WEBANNO / name).read_text(encoding="utf-8"))
    registry = Registry().with_resource(name, DRAFT4.create_resource(schema))
    checker = FormatChecker()
    Draft4Validator({"$ref": name + definition}, registry=registry, format_checker=checker).validate(value)
