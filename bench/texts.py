"""What the benchmarks read: the demo newsroom's stories, in many different wordings of 800 words each."""

import itertools
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

STORIES = Path(__file__).resolve().parents[1] / "newsroom" / "demo" / "stories"
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def paragraphs() -> list[str]:
    """All prose paragraphs of the demo stories."""
    found = []
    for path in sorted(STORIES.glob("*.md")):
        text = FRONT_MATTER.sub("", path.read_text(encoding="utf-8"))
        blocks = (" ".join(block.split()) for block in text.split("\n\n"))
        found += [block for block in blocks if len(block.split()) > 12 and block[0] not in "#>-|*!"]
    return found


def stories(words: int = 800) -> Iterator[list[str]]:
    """Endless different stories of about `words` words, each a list of paragraphs."""
    for number in itertools.count():
        pool = itertools.cycle(paragraphs())
        list(itertools.islice(pool, number * 7))
        story, length = [f"Story number {number} of the bench was filed on Tuesday."], 10
        while length < words:
            story.append(next(pool))
            length += len(story[-1].split())
        yield story


def body(story: list[str]) -> str:
    """A StreamField body of paragraphs."""
    return json.dumps(
        [
            {
                "id": str(uuid.uuid4()),
                "type": "paragraph",
                "value": f'<p data-block-key="{uuid.uuid4().hex[:5]}">{text}</p>',
            }
            for text in story
        ]
    )
