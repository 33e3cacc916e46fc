"""`python -m bench.quality`: every reader on every set of annotated stories, in one table; then, in tables
of their own, how well checked claims are found (`matching`) and check-worthy ones come first (`worth`).

Readers take turns in one process on one core; words/s are words by seconds of processor time.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.quality import matching, worth
from bench.quality.schemes import outermost
from bench.quality.sets import SETS, TestSet
from bench.quality.systems import System, peers, products
from corpus.scoring import TYPES, AttributionScore, NameScore, Rate, score_attributions, score_names

SHARED = Path(__file__).resolve().parents[3] / "shared"
REPORTS = ("joint F1", "direct", "mixed", "indirect", "verbs", "source entity", "traps")
COLUMNS = (*REPORTS, "names F1", "B³", "words/s")
TABLES = {"matching": matching, "worth": worth}
Row = dict[str, Any]  # column -> share or speed, and the counts behind them


def measure(system: System, stories: TestSet) -> Row:
    """One reader on one set."""
    system.read("Ready.")
    began = time.process_time()
    predicted = {story["doc"]: system.read(story["text"]) for story in stories.stories}
    elapsed = time.process_time() - began
    if not stories.within_speech:
        for story in stories.stories:
            found = predicted[story["doc"]]
            found["attributions"] = outermost(story["text"], found["attributions"])
    row: Row = {"words/s": stories.words / elapsed}
    if stories.reports and system.reports:
        row |= _of_reports(score_attributions(stories.stories, predicted))
    if stories.kinds and system.names:
        row |= _of_names(score_names(stories.stories, predicted, stories.kinds))
    return row


def _of_reports(score: AttributionScore) -> Row:
    rates = {name: getattr(score, name) for name in ("joint", "partial", "exact")}
    return {
        "joint F1": score.joint["all"].f1,
        **{kind: score.joint[kind].f1 if score.joint[kind].gold else None for kind in TYPES},
        "verbs": score.verbs.value,
        "source entity": score.source_entity.value,
        "traps": score.traps.value,
        "counts": {name: {kind: _counted(rate) for kind, rate in of.items()} for name, of in rates.items()},
        "shares": {
            name: [share.right, share.of]
            for name in ("source", "source_entity", "verbs", "traps")
            if (share := getattr(score, name))
        },
    }


def _of_names(score: NameScore) -> Row:
    return {
        "names F1": score.typed.f1,
        "B³": score.b3.f1,
        "names": {kind: _counted(rate) for kind, rate in score.kinds.items()}
        | {name: _counted(getattr(score, name)) for name in ("typed", "untyped", "b3", "b3_all", "pairs")},
    }


def _counted(rate: Rate) -> dict[str, float]:
    found = {"precision": rate.precision, "recall": rate.recall, "f1": rate.f1}
    return found | {"right": rate.right, "predicted": rate.predicted, "gold": rate.gold}


def lines(stories: TestSet, rows: dict[str, Row]) -> Iterator[str]:
    """The part of the table about one set; what we aim at comes last."""
    title = f"**{stories.title}** ({len(stories.stories)} texts, {stories.words:,} words)"
    yield _line([title, *[""] * len(COLUMNS)])
    for name, row in rows.items():
        yield _line([name, *(_shown(column, row.get(column)) for column in COLUMNS)])
    aims = dict(stories.aims)
    if not stories.reports and "spaCy medium" in rows:
        aims["names F1"] = f"≥ {100 * rows['spaCy medium']['names F1'] + 10:.1f}"
    if aims:
        yield _line(["*aim*", *(aims.get(column, "") for column in COLUMNS)])


def _shown(column: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if column == "words/s" else f"{100 * value:.1f}"


def _line(cells: list[str]) -> str:
    return (
        f"| {cells[0]:<36} | "
        + " | ".join(f"{c:>{len(n)}}" for c, n in zip(cells[1:], COLUMNS, strict=True))
        + " |"
    )


def print_table(name: str, shared: Path) -> dict[str, dict[str, Row]]:
    """One table about claims, printed as it comes; says so where its data is absent."""
    results = {}
    columns = TABLES[name].COLUMNS
    widths = [max(len(column), 6) for column in columns]

    def line(first: str, cells: list[str]) -> str:
        return f"| {first:<46} | " + " | ".join(c.rjust(w) for c, w in zip(cells, widths, strict=True)) + " |"

    print(f"\n{line(name, list(columns))}\n|---|" + "---:|" * len(columns))
    try:
        for title, rows in TABLES[name].tables(shared):
            print(line(title, [""] * len(columns)))
            for system, row in rows.items():
                print(line(system, [f"{row[c]:.{1 if 'ms' in c else 3}f}" for c in columns]), flush=True)
            results[title] = rows
    except FileNotFoundError as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
    return results


def chosen(ablation: bool, only: list[str]) -> tuple[list[str], dict[str, System]]:
    """The sets and readers asked for; says which readers are not installed."""
    if only and set(only) <= set(TABLES):
        return [], {}
    systems: dict[str, System] = {}
    for name, system in (peers() | products(ablation)).items():
        if system is None:
            print(f"{name} is not installed, so it is left out; `make eval` fetches it.", file=sys.stderr)
        else:
            systems[name] = system
    if unknown := set(only) - set(SETS) - set(systems) - set(TABLES):
        sys.exit(f"--only {' '.join(sorted(unknown))}: choose of {', '.join([*SETS, *systems, *TABLES])}")
    sets = [name for name in SETS if name in only] or list(SETS)
    return sets, {name: s for name, s in systems.items() if name in only} or systems


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=SHARED, help="folder with data/ and stories/ beside us"
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="sets, readers, tables, by name"
    )
    parser.add_argument("--ablation", action="store_true", help="our reader without its parts, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all counts there")
    options = parser.parse_args()
    names, systems = chosen(options.ablation, options.only)
    results: dict[str, dict[str, Row]] = {}
    if names:
        print(_line(["", *COLUMNS]))
        print("|---|" + "---:|" * len(COLUMNS))
    for name in names:
        try:
            stories = SETS[name](options.shared)
        except FileNotFoundError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        asked = [
            s for s in systems.values() if (s.reports and stories.reports) or (s.names and stories.kinds)
        ]
        results[name] = {system.title: measure(system, stories) for system in asked}
        print(*lines(stories, results[name]), sep="\n", flush=True)
    for name in [t for t in TABLES if t in options.only] or (list(TABLES) if not options.only else []):
        for title, rows in print_table(name, options.shared).items():
            results[f"{name}: {title}"] = rows
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
