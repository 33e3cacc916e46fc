"""Paired timing: two ways of doing the same thing, turn by turn in one run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """Median seconds of ours and of the peer, and the median of the per-turn ratios ours / peer."""

    ours: float
    peer: float
    ratio: float


def clock(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def paired(
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    turns: int,
    before: Callable[[], object] = lambda: None,
) -> Pair:
    """Time both `turns` times after one warm-up each, changing who goes first; `before` each, untimed."""

    def timed(work: Callable[[], object]) -> float:
        before()
        return clock(work)

    timed(ours), timed(peer)
    results = []
    for turn in range(turns):
        if turn % 2:
            theirs, mine = timed(peer), timed(ours)
        else:
            mine, theirs = timed(ours), timed(peer)
        results.append((mine, theirs))
    return Pair(
        statistics.median(mine for mine, _ in results),
        statistics.median(theirs for _, theirs in results),
        statistics.median(mine / theirs for mine, theirs in results),
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def shown(times: list[tuple[float, float]]) -> str:
    """Median and p95 of what `milliseconds` returned."""
    wall, processor = ([pair[n] for pair in times] for n in (0, 1))
    return (
        f"median {percentile(wall, 0.5):.0f} ms, p95 {percentile(wall, 0.95):.0f} ms"
        f" (processor time {percentile(processor, 0.5):.0f} and {percentile(processor, 0.95):.0f})"
    )


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of processor time."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000
