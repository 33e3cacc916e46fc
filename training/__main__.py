"""`python -m training`: teach the tagger from the corpus and write it, quantised, with its card."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from tqdm import tqdm

from corpus.markup import read_story
from corpus.__main__ import STORIES
from training.data import Example, examples_of, foreign_stories, varied
from training.network import Tagger, loss_of, weights_folder

SEED = 20261123


def batches(examples: list[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Windows of like length together, at most `size` pieces with padding, in random order."""
    ordered = sorted(examples, key=lambda e: len(e.ids) + chance.random() * 24)
    made: list[list[Example]] = []
    batch: list[Example] = []
    for example in ordered:
        if batch and len(example.ids) * (len(batch) + 1) > size:
            made.append(batch)
            batch = []
        batch.append(example)
    made.append(batch)
    chance.shuffle(made)
    return made


def train(stories, foreign, layers=6, epochs=12, rate=2e-4, limit=256, size=2048, foreign_share=1.0, log=print, every=None, foreign_epochs=None):
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    model = Tagger(weights_folder(), layers)
    other = [e for s in foreign for e in examples_of(s, limit)]
    # estimate steps
    own = [e for s in stories for e in examples_of(s, limit)]
    plan = []
    for epoch in range(epochs):
        plan.append(None)
    per = len(batches(own, size, random.Random(1)))
    share = int(len(other) * foreign_share)
    per_other = len(batches(other[:share] or own[:1], size, random.Random(1))) if share else 0
    total = epochs * (per + per_other)
    heads = [p for n, p in model.named_parameters() if n.startswith(("labels", "pointers"))]
    body = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith(("labels", "pointers"))]
    opt = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": rate * 5}], weight_decay=0.01)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1.0, (s + 1) / (0.1 * total)) * max(0.02, 1 - s / total))
    log(f"{len(own)} windows, {len(other)} foreign, {total} steps")
    weights = {"names": 1.0, "cue": 1.0, "source": 1.0, "content": 1.0, "inner": 1.0, "mode": 0.3, "pointers": 0.5}
    step = 0
    for epoch in range(epochs):
        model.train()
        examples = [e for s in stories for e in examples_of(varied(s, chance), chance.choice((160, 224, 256)))]
        examples += chance.sample(other, share)
        t0 = time.time(); run = 0.0; n = 0
        for batch in batches(examples, size, chance):
            loss = loss_of(model, batch, weights)
            opt.zero_grad(); loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step(); sched.step(); step += 1; run += float(loss.detach()); n += 1
        log(f"epoch {epoch + 1}: loss {run / n:.3f} {time.time() - t0:.0f} s")
        if every: every(model, epoch)
    return model
