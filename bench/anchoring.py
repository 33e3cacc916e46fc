"""How well anchors follow random edits of known truth, and what 200 anchors over 5,000 words cost.

    python -m bench.anchoring

The peer searches each quotation alone (`bench/alone.py`). Both get the same inputs, in turn; times are
medians of milliseconds of the processor, so that what else the machine does counts little.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence

from anchoring import Anchor, Segment, anchor, resolve
from anchoring import words as anchoring_words
from bench import alone
from bench.marking import Marks, by_quotation, edited, follow, followed

ROUNDS = 25
ARTICLES = 1000
REMEMBERED = [made for made in vars(anchoring_words).values() if hasattr(made, "cache_clear")]


def listed(line: str) -> list[str]:
    """The words of a line."""
    return line.split()


SUBJECTS = listed("council mayor ministry hospital union court school airport river museum company agency")
VERBS = listed("approved rejected delayed published opened closed questioned measured funded audited")
NOUNS = listed("budget bridge report station garden contract survey programme harbour archive pipeline")
PLACES = listed("Leeds York Lagos Quito Turku Oaxaca Gdansk Pune Bergen Nantes Cork Trieste")
FILLER = listed(
    "after several months of open debate among residents traders pupils nurses farmers and critics"
)


def sentence(pick: random.Random) -> str:
    """One invented sentence of about 19 words; many resemble each other."""
    filler = " ".join(pick.sample(FILLER, 7))
    return (
        f"The {pick.choice(SUBJECTS)} in {pick.choice(PLACES)} {pick.choice(VERBS)} the "
        f"{pick.choice(NOUNS)} of {pick.randint(2, 990)} million {filler} in {pick.randint(1950, 2026)}."
    )


def lay_out(paragraphs: Sequence[str], ids: Sequence[str]) -> list[Segment]:
    """Segments of the paragraphs, with their offsets in the whole text."""
    segments, at = [], 0
    for ident, text in zip(ids, paragraphs, strict=True):
        segments.append(Segment(ident, "k", at, text))
        at += len(text) + 2
    return segments


def article(pick: random.Random, size: int = 5000) -> list[str]:
    """Paragraphs of three or four sentences."""
    paragraphs, count = [], 0
    while count < size:
        paragraphs.append(" ".join(sentence(pick) for _ in range(pick.randint(3, 4))))
        count += len(paragraphs[-1].split())
    return paragraphs


def typos(paragraphs: Sequence[str], pick: random.Random) -> list[str]:
    """Ten paragraphs get a letter too many."""
    edited = list(paragraphs)
    for n in pick.sample(range(len(edited)), 10):
        at = pick.randrange(len(edited[n]) // 2, len(edited[n]) - 2)
        edited[n] = edited[n][:at] + "e" + edited[n][at:]
    return edited


def rewrite(paragraphs: Sequence[str], pick: random.Random, share: float = 0.15) -> list[str]:
    """A share of the words, anywhere, gives way to other words; full stops stay."""
    return [
        " ".join(
            pick.choice(FILLER) + "." * word.endswith(".") if pick.random() < share else word
            for word in text.split(" ")
        )
        for text in paragraphs
    ]


def anchors_in(segments: Sequence[Segment], pick: random.Random, count: int = 200) -> list[Anchor]:
    """Anchors on sentences chosen at random."""
    spans = []
    for segment in segments:
        at = segment.start
        for part in segment.text.split(". "):
            spans.append((at, at + len(part.rstrip(".")) + 1))
            at += len(part) + 2
    return [anchor(segments, *span) for span in pick.sample(spans, min(count, len(spans)))]


def paired(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of both, run in turn so that the machine's moods hit both.

    What words cost to cut is part of the price: nothing is remembered from the round before.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for task, spent in zip((ours, peer), times, strict=True):
            for remembered in REMEMBERED:
                remembered.cache_clear()
            begun = time.process_time()
            task()
            spent.append((time.process_time() - begun) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def show(name: str, marks: Marks) -> None:
    """One line of rates."""
    kinds = ("same", "changed", "surviving", "deleted")
    print(f"{name:44}" + "".join(f"{100 * marks[kind]:8.2f} /{marks.given[kind]:7,}" for kind in kinds))


def rates() -> None:
    """Print how many answers are right, of sentences and of parts of sentences."""
    heads = ("exact|moved", "changed", "found again", "seen deleted")
    print(f"{f'% right / of how many; {ARTICLES} articles':44}" + "".join(f"{head:>17}" for head in heads))
    for acts in (4, 12):
        ways = {"": follow, ", no text before": by_quotation, ", the peer": alone.search}
        for way, find in ways.items():
            for what, marks in zip(("sentences", "parts"), edited(ARTICLES, acts, find), strict=True):
                show(f"1–{acts} edits, {what}{way}", marks)
    for what, marks in zip(("sentences", "parts"), followed(ARTICLES // 4, 8, 2), strict=True):
        show(f"8 revisions of 1–2 edits, {what}", marks)
    print()


def main() -> None:
    """Print the rates, then one line of times for each kind of edit."""
    rates()
    speed()


def speed() -> None:
    """Print what the carrying of 200 anchors costs."""
    pick = random.Random(7)  # noqa: S311 - invented prose
    paragraphs = article(pick)
    ids = [f"block-{n}" for n in range(len(paragraphs))]
    fresh = [f"new-{n}" for n in range(len(paragraphs))]
    old = lay_out(paragraphs, ids)
    anchors = anchors_in(old, pick)
    scattered = rewrite(paragraphs, pick)
    shuffled = list(zip(paragraphs, ids, strict=True))
    pick.shuffle(shuffled)
    cases = {
        "unchanged": lay_out(paragraphs, ids),
        "ten typos": lay_out(typos(paragraphs, pick), ids),
        "15 % of words rewritten": lay_out(scattered, ids),
        "blocks shuffled": lay_out([text for text, _ in shuffled], [ident for _, ident in shuffled]),
        "all ids new": lay_out(paragraphs, fresh),
        "all ids new, 15 % rewritten": lay_out(scattered, fresh),
    }
    print(f"{len(anchors)} anchors, {sum(len(p.split()) for p in paragraphs)} words; median ms of {ROUNDS}")
    print(f"{'':30}{'ours':>9}{'no before':>11}{'peer':>9}   states")
    for name, new in cases.items():
        unknown, _ = paired(lambda new=new: resolve(anchors, new), lambda: None)
        ours, peer = paired(
            lambda new=new: resolve(anchors, new, before=old),
            lambda new=new: alone.search(anchors, new, old),
        )
        results = resolve(anchors, new, before=old)
        states = {state: sum(r.state == state for r in results) for state in {r.state for r in results}}
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        print(f"{name:30}{ours:9.2f}{unknown:11.2f}{peer:9.2f}   {told}")


if __name__ == "__main__":
    main()
