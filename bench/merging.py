"""What merging two edits of a story of 5,000 words costs, with a fifth of the words changed on either side.

    python -m bench merging

The peer is `git merge-file` on the same words, a line each: it knows neither blocks nor formatting, and
starts a process. Both get the same three texts, turn by turn.
"""

import random
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from articles.merging import all_of, weave
from articles.text import project
from bench.anchoring import article, rewrite
from bench.measure import paired

WORDS, SHARE, TURNS = 5000, 0.2, 15
Content = dict[str, Any]


def main() -> None:
    """Merge block by block, in one huge block, and with every block id and key new on one side."""
    pick = random.Random(1)  # noqa: S311
    base = article(pick, WORDS)
    versions = [base, rewrite(base, pick, SHARE), rewrite(base, pick, SHARE)]
    cases = {
        "a block for every paragraph": [story(texts) for texts in versions],
        "all ids and keys new on one side": [*map(story, versions[:2]), story(versions[2], "new")],
        "one block with every paragraph": [in_one_block(texts) for texts in versions],
        "all words in one paragraph": [story([" ".join(texts)]) for texts in versions],
    }
    print(f"Merging two edits of {WORDS:,} words, {SHARE:.0%} of the words changed on both sides")
    with tempfile.TemporaryDirectory() as folder:
        files = write_lines(Path(folder), versions)
        for name, three in cases.items():
            plan = weave(*three)
            pair = paired(lambda three=three: merge(*three), lambda: git(files), turns=TURNS)
            print(
                f"  {name:34}{pair.ours * 1000:7.1f} ms   git {pair.peer * 1000:6.1f} ms   "
                f"ours / git {pair.ratio:6.2f}   {len(plan.conflicts)} conflicts"
            )


def merge(base: Content, theirs: Content, mine: Content) -> Content:
    """The plan, and the story that it gives once every conflict is chosen."""
    plan = weave(base, theirs, mine)
    return plan.settle(all_of(plan.conflicts, "theirs"))


def story(texts: list[str], stem: str = "") -> Content:
    """A block for every text."""
    blocks = [
        {"id": f"{stem}{n}", "type": "paragraph", "value": f'<p data-block-key="{stem}{n}">{text}</p>'}
        for n, text in enumerate(texts)
    ]
    return {"title": "Headline", "body": blocks, "bylines": [], "topics": []}


def in_one_block(texts: list[str]) -> Content:
    """All texts in one block, a paragraph each."""
    html = "".join(f'<p data-block-key="{n}">{text}</p>' for n, text in enumerate(texts))
    return {**story([]), "body": [{"id": "0", "type": "paragraph", "value": html}]}


def write_lines(folder: Path, versions: list[list[str]]) -> list[Path]:
    """Files of mine, base and theirs with one word a line."""
    files = []
    for name, texts in zip(("base", "theirs", "mine"), versions, strict=True):
        words = "\n".join(word for text in texts for word in project(story([text])).plain.split())
        files.append(folder / name)
        files[-1].write_text(words + "\n")
    return [files[2], files[0], files[1]]


def git(files: list[Path]) -> bytes:
    """What git makes of them; it leaves its own marks where it cannot."""
    return subprocess.run(["git", "merge-file", "-p", *files], capture_output=True, check=False).stdout
