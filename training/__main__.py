"""`python -m training`: teach the tagger from the corpus and write it, in whole numbers, with its card."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from corpus.markup import STORIES, read_stories
from extraction.gazetteer import peoples
from extraction.tagger import FOLDER
from training.data import Example, examples_of, foreign_stories, varied
from training.export import export
from training.network import Tagger, loss_of, weights_folder

SEED = 20261123
LAYERS = 4  # of MiniLM's six: two thirds of its time for nearly all of its score
EPOCHS = 14
RATE = 2e-4
PIECES = 1024  # of a batch, padding included
LIMITS = (160, 224, 256)  # pieces of a window: each epoch cuts each story anew
FOREIGN_SHARE = 0.15  # of the sentences that teach names only, each epoch
NER_SETS = "wikigold.conll", "wnut17-train.conll", "crossner-*-train.conll", "crossner-*-dev.conll"
Stories = Sequence[dict[str, Any]]


def batches(examples: list[Example], pieces: int, chance: random.Random) -> list[list[Example]]:
    """Windows of like length together, at most `pieces` with padding, in random order."""
    made: list[list[Example]] = []
    batch: list[Example] = []
    for example in sorted(examples, key=lambda e: len(e.ids) + chance.random() * 24):
        if batch and len(example.ids) * (len(batch) + 1) > pieces:
            made.append(batch)
            batch = []
        batch.append(example)
    made.append(batch)
    chance.shuffle(made)
    return made


def epochs_of(stories: Stories, foreign: list[Example], epochs: int) -> Iterator[list[list[Example]]]:
    """The batches of each epoch: every story as another paper would set it, and some foreign sentences."""
    chance = random.Random(SEED)
    share = int(len(foreign) * FOREIGN_SHARE)
    for _ in range(epochs):
        own = [e for story in stories for e in examples_of(varied(story, chance), chance.choice(LIMITS))]
        yield batches(own + chance.sample(foreign, share), PIECES, chance)


def train(stories: Stories, foreign: list[Example], epochs: int = EPOCHS) -> Tagger:
    """A tagger taught from these stories; the same on the same machine whenever it is called."""
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    model = Tagger(weights_folder(), LAYERS)
    taught = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    own = ("labels", "pointers", "distance", "nowhere")
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


def foreign_examples(folder: Path) -> list[Example]:
    """Sentences of openly licensed name corpora; none, said plainly, where the folder is absent."""
    paths = [path for pattern in NER_SETS for path in sorted(folder.glob(pattern))]
    if not paths:
        print(f"No name corpora in {folder}: names are learnt from our stories alone.")
    return [
        example
        for path in paths
        for sentence in foreign_stories(path, peoples())
        for example in examples_of(sentence, max(LIMITS))
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
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    stories = own_stories(options.corpus)
    foreign = foreign_examples(options.names)
    print(f"{len(stories)} stories, {len(foreign)} foreign sentences")
    model = train(stories, foreign, options.epochs)
    minutes = (time.monotonic() - started) / 60
    export(model, options.out, _facts(stories, foreign, options.epochs, minutes))
    print(f"Wrote {options.out} after {minutes:.0f} minutes. Now measure it: make eval")


def _facts(stories: Stories, foreign: list[Example], epochs: int, minutes: float) -> dict[str, Any]:
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
