"""`python -m training`: teach the tagger from the corpus and write it, in whole numbers, with its card."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from corpus.markup import STORIES, read_stories
from extraction.gazetteer import peoples
from extraction.labels import SOURCE_TO_NAME, WIDTH
from extraction.tagger import FOLDER, run, session_of
from extraction.windows import LIMIT
from training.data import Lesson, foreign_stories, lesson_of, links_in, varied
from training.export import write_linker, write_tagger
from training.linking import Asked, LinkScorer, finish
from training.links import packed
from training.network import Tagger, loss_of, weights_folder

SEED = 20261123
LAYERS = 6  # all of MiniLM's
EPOCHS = 8
RATE = 3e-4
PIECES = 2048  # of a batch, padding included
LIMITS = (160, 224, 256)  # pieces of a window: each epoch cuts each story anew
NOISY = 2  # more times that the linker sees each story, with slips
FOREIGN_SHARE = 0.15  # of the sentences that teach names only, each epoch
NER_SETS = "wikigold.conll", "wnut17-train.conll", "crossner-*-train.conll", "crossner-*-dev.conll"
Stories = Sequence[dict[str, Any]]


def batches(lessons: list[Lesson], pieces: int) -> list[list[Lesson]]:
    """Neighbours together, at most `pieces` with padding unless one alone has more."""
    made: list[list[Lesson]] = []
    batch: list[Lesson] = []
    windows = longest = 0
    for lesson in lessons:
        long = max(len(window.ids) for window in lesson.windows)
        if batch and max(longest, long) * (windows + len(lesson.windows)) > pieces:
            made.append(batch)
            batch, windows, longest = [], 0, 0
        batch.append(lesson)
        windows += len(lesson.windows)
        longest = max(longest, long)
    if batch:
        made.append(batch)
    return made


def epochs_of(stories: Stories, foreign: list[Lesson], epochs: int) -> Iterator[list[list[Lesson]]]:
    """The batches of each epoch: every story as another paper would set it, and some foreign sentences."""
    chance = random.Random(SEED)
    share = int(len(foreign) * FOREIGN_SHARE)
    links = {story["doc"]: packed(links_in(story)) for story in stories}
    for _ in range(epochs):
        own = [lesson_of(varied(s, chance), chance.choice(LIMITS), links[s["doc"]]) for s in stories]
        chance.shuffle(own)
        sentences = sorted(
            chance.sample(foreign, share), key=lambda s: len(s.windows[0].ids) + chance.random() * 24
        )
        made = batches(own, PIECES) + batches(sentences, PIECES)
        chance.shuffle(made)
        yield made


def train(stories: Stories, foreign: list[Lesson], epochs: int = EPOCHS, device: str = "cpu") -> Tagger:
    """A tagger taught from these stories; the same on the same machine whenever it is called."""
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(device == "cpu")
    torch.utils.deterministic.fill_uninitialized_memory = False  # nothing here reads what nobody wrote
    model = Tagger(weights_folder(), LAYERS).to(device)
    taught = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    own = ("labels", "pointers", "distance", "nowhere", "linker")
    groups = [
        {"params": [p for name, p in taught if not name.startswith(own)], "lr": RATE},
        {"params": [p for name, p in taught if name.startswith(own)], "lr": RATE * 5},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    plan = list(epochs_of(stories, foreign, epochs))
    total = sum(len(epoch) for epoch in plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * total), max(0.02, 1 - step / total))
    )
    for number, epoch in enumerate(plan, 1):
        started, losses = time.monotonic(), 0.0
        model.train()
        for batch in epoch:
            loss = loss_of(model, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for _, p in taught], 1.0)
            optimiser.step()
            schedule.step()
            losses += float(loss.detach())
        seconds = time.monotonic() - started
        print(f"epoch {number} of {epochs}: loss {losses / len(epoch):.3f}, {seconds:.0f} s", flush=True)
    return model


def teach_linker(stories: Stories, session: Any) -> LinkScorer:
    """A linker that knows what the written tagger sees, and that its own earlier answers may be wrong."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    asked = []
    for story in stories:
        lesson = lesson_of(story, LIMIT)
        if lesson.links is None:
            continue
        views = torch.from_numpy(_views(lesson, session))
        noisy = [packed(links_in(story, chance)) for _ in range(NOISY)]
        asked += [Asked.of(links, views) for links in (lesson.links, *noisy) if links]
    return finish(asked)


def _views(lesson: Lesson, session: Any) -> Any:
    """The tagger's views of every word, as a source and as a name."""
    shaped = [
        run(session, window.ids, window.features)[1].reshape(len(window.ids), -1, 2, WIDTH)
        for window in lesson.windows
    ]
    return np.stack([shaped[window][piece, SOURCE_TO_NAME] for window, piece in lesson.places])


def foreign_lessons(folder: Path) -> list[Lesson]:
    """Sentences of openly licensed name corpora; none, said plainly, where the folder is absent."""
    paths = [path for pattern in NER_SETS for path in sorted(folder.glob(pattern))]
    if not paths:
        print(f"No name corpora in {folder}: names are learnt from our stories alone.")
    return [
        lesson_of(sentence, max(LIMITS)) for path in paths for sentence in foreign_stories(path, peoples())
    ]


def own_stories(extra: Iterable[Path]) -> list[dict[str, Any]]:
    """Our training split, and every story of further files that `manage.py export_corpus` wrote."""
    stories: list[dict[str, Any]] = [
        story.as_dict() for story in read_stories(STORIES) if story.split == "train"
    ]
    for path in extra:
        with path.open(encoding="utf-8") as lines:
            stories += [json.loads(line) for line in lines if line.strip()]
    return stories


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--names", type=Path, default=Path("../shared/data/ner"), help="folder of name corpora"
    )
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], help="more stories, as JSON lines"
    )
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--device", default="cpu", help="cuda, where there is one; weights then differ a little"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    stories = own_stories(options.corpus)
    foreign = foreign_lessons(options.names)
    print(f"{len(stories)} stories, {len(foreign)} foreign sentences")
    model = train(stories, foreign, options.epochs, options.device)
    minutes = (time.monotonic() - started) / 60
    write_tagger(model, options.out, _facts(stories, foreign, options.epochs, minutes))
    write_linker(teach_linker(stories, session_of((options.out / "model.onnx").read_bytes())), options.out)
    print(f"Wrote {options.out} after {minutes:.0f} minutes. Now measure it: make eval")


def _facts(stories: Stories, foreign: list[Lesson], epochs: int, minutes: float) -> dict[str, Any]:
    return {
        "name": "newsroom-english",
        "licence": "CC BY 4.0; built on MiniLM-L6 (Apache 2.0)",
        "built_on": f"all-MiniLM-L6-v2, first {LAYERS} layers",
        "stories": len(stories),
        "words": sum(len(str(story["text"]).split()) for story in stories),
        "foreign_sentences": len(foreign),
        "seed": SEED,
        "epochs": epochs,
        "minutes": round(minutes),
    }


if __name__ == "__main__":
    main()
