"""Records of people and things from files: a Wikidata dump, or a simple table. One line at a time.

Formats go by the file's name: `.json` a Wikidata dump (one entity a line), `.jsonl` and `.csv` records with
`id`, `label`, `kind`, `aliases`, `description`; each may be compressed (`.gz`, `.bz2`).
"""

import bz2
import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from entities.identifiers import WIKIDATA_ID
from entities.models import Entity

LONGEST_LINE = 50_000_000  # bytes; the largest entities of a dump have a few million
INSTANCE_OF = "P31"
UNPACK: dict[str, Callable[[Any], Any]] = {".gz": gzip.open, ".bz2": bz2.open}
COLUMNS = ("id", "label", "kind", "aliases", "description")

# What direct instances of a class are to us. A dump names classes by thousands; those that news names often
# are here, all others are passed by.
CLASSES = {
    Entity.Kind.PERSON: "Q5",
    Entity.Kind.ORGANISATION: """
        Q43229 Q783794 Q4830453 Q891723 Q6881511 Q7278 Q484652 Q163740 Q79913 Q327333 Q192350 Q3918 Q476028
        Q847017 Q11032 Q1110794 Q1616075 Q11691 Q22687 Q35127 Q178790 Q7210356 Q4671277 Q2659904 Q31855
        Q16917""",
    Entity.Kind.PLACE: """
        Q515 Q6256 Q3624078 Q1549591 Q3957 Q532 Q486972 Q82794 Q5107 Q35657 Q23442 Q4022 Q1637706 Q1093829
        Q5119 Q10864048 Q13220204 Q13218357 Q8502 Q23397 Q3257686 Q747074 Q484170 Q262166 Q123705 Q1248784
        Q41176""",
    Entity.Kind.GROUP: "Q41710 Q33829 Q231002",
    Entity.Kind.EVENT: """
        Q1656682 Q198 Q40231 Q178561 Q180684 Q8065 Q132241 Q27020041 Q18608583 Q26132862""",
    Entity.Kind.WORK: "Q11424 Q571 Q7725634 Q5398426 Q482994 Q134556 Q3305213 Q7889 Q25379",
    Entity.Kind.LAW: "Q820655 Q7748 Q131569 Q93288 Q1864008",
}
KIND_OF = {identifier: kind for kind, identifiers in CLASSES.items() for identifier in identifiers.split()}


class BadLine(ValueError):
    """A line that is no record; the message says why, naming the field."""


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody or something, by an identifier. `names` has the label first."""

    identifier: str
    label: str
    kind: str
    names: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a file gave: a record, nothing of interest, or a fault."""

    number: int
    record: Record | None = None
    fault: str = ""


class UnknownFormat(ValueError):
    """The file's name says nothing of its format."""


@contextmanager
def opened(path: Path, language: str) -> Iterator[tuple[Iterator[Line], Callable[[], int]]]:
    """The lines of a file, and a function that says how many of its bytes have been read.

    Raises UnknownFormat and OSError at the start; one of `DAMAGED` on the way where a compressed file is cut
    off or broken.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    unpack = UNPACK.get("".join(suffixes[-1:]))
    kind = (suffixes[:-1] if unpack else suffixes)[-1:]
    reader = {".json": _dump, ".jsonl": _json_lines, ".csv": _csv}.get(kind[0] if kind else "")
    if reader is None:
        raise UnknownFormat(
            f"{path.name}: the name says no known format. Call it .json (a Wikidata dump), .jsonl or .csv, "
            "with .gz or .bz2 after it where it is compressed."
        )
    with path.open("rb") as raw, unpack(raw) if unpack else nullcontext(raw) as stream:
        yield reader(_numbered(stream), language), raw.tell


DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


def _numbered(stream: IO[bytes]) -> Iterator[tuple[int, str | BadLine]]:
    """The lines with their numbers; of one that is too long only its beginning is ever in memory."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                continue
            yield number, BadLine(f"longer than {LONGEST_LINE:,} bytes.")
            continue
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            yield number, BadLine(f"not UTF-8: {error.reason} at byte {error.start}.")


def _each(
    lines: Iterator[tuple[int, str | BadLine]], parse: Callable[[str], Record | None]
) -> Iterator[Line]:
    for number, line in lines:
        if isinstance(line, BadLine):
            yield Line(number, fault=str(line))
        elif line:
            try:
                yield Line(number, parse(line))
            except BadLine as error:
                yield Line(number, fault=str(error))


def _dump(lines: Iterator[tuple[int, str | BadLine]], language: str) -> Iterator[Line]:
    def parse(line: str) -> Record | None:
        if line in ("[", "]"):
            return None
        return _from_wikidata(_object(line.removesuffix(",")), language)

    return _each(lines, parse)


def _json_lines(lines: Iterator[tuple[int, str | BadLine]], language: str) -> Iterator[Line]:
    return _each(lines, lambda line: _from_values(_object(line)))


def _csv(lines: Iterator[tuple[int, str | BadLine]], language: str) -> Iterator[Line]:
    """Comma-separated with a header; several aliases stand in one cell with | between."""
    number, header = next(lines, (1, ""))
    columns = next(csv.reader([header]), []) if isinstance(header, str) else []
    if missing := [column for column in ("id", "label", "kind") if column not in columns]:
        yield Line(number, fault=f"the first line must name the columns; {', '.join(missing)} is missing.")
        return

    def parse(line: str) -> Record | None:
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error as error:
            raise BadLine(f"no CSV: {error}. A quoted cell must end on its line.") from error
        if len(cells) != len(columns):
            raise BadLine(f"{len(cells)} cells under {len(columns)} columns.")
        values: dict[str, Any] = dict(zip(columns, cells, strict=True))
        values["aliases"] = [name for name in values.get("aliases", "").split("|") if name.strip()]
        return _from_values(values)

    yield from _each(lines, parse)


def _object(line: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"no JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadLine("no JSON object.")
    return values


def _from_values(values: dict[str, Any]) -> Record:
    kind, aliases = values.get("kind"), values.get("aliases") or []
    if kind not in Entity.Kind.values:
        raise BadLine(f"kind: “{kind}” is none of {', '.join(Entity.Kind.values)}.")
    if not isinstance(aliases, list) or not all(isinstance(name, str) for name in aliases):
        raise BadLine("aliases: must be a list of names.")
    return _record(values.get("id"), values.get("label"), kind, aliases, values.get("description") or "")


def _from_wikidata(values: dict[str, Any], language: str) -> Record | None:
    """An item of a dump as a record; None for what is of no kind of ours or has no label."""
    identifier = values.get("id")
    if not isinstance(identifier, str):
        raise BadLine("id: is missing.")
    try:
        classes = [
            claim["mainsnak"]["datavalue"]["value"]["id"]
            for claim in (values.get("claims") or {}).get(INSTANCE_OF, [])
            if claim["mainsnak"].get("snaktype") == "value" and claim.get("rank") != "deprecated"
        ]
        kind = next((KIND_OF[each] for each in classes if each in KIND_OF), None)
        label = _in_language(values.get("labels"), language)
        if kind is None or not label or not identifier.startswith("Q"):
            return None
        aliases = values.get("aliases") or {}
        names = [each["value"] for key in (language, "mul") for each in (aliases or {}).get(key, [])]
        return _record(identifier, label, kind, names, _in_language(values.get("descriptions"), language))
    except (KeyError, TypeError, AttributeError) as error:
        raise BadLine(f"not an entity as Wikidata's dumps write it: {error!r}.") from error


def _in_language(terms: Any, language: str) -> str:
    for key in (language, "mul"):
        if terms and key in terms:
            return str(terms[key]["value"])
    return ""


def _record(identifier: Any, label: Any, kind: str, aliases: list[str], description: Any) -> Record:
    if not isinstance(identifier, str) or not WIKIDATA_ID.fullmatch(identifier.strip()):
        raise BadLine(f"id: “{identifier}” is no Wikidata identifier, such as Q42.")
    if not isinstance(label, str) or not label.strip():
        raise BadLine("label: is missing.")
    names = [" ".join(name.replace("\x00", "").split())[:255] for name in (label, *aliases)]
    return Record(
        identifier=identifier.strip(),
        label=names[0],
        kind=kind,
        names=tuple(name for name in dict.fromkeys(names) if name),
        description=str(description).replace("\x00", "")[:255],
    )
