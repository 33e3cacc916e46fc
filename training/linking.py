"""Teach the linker: with the tagger, whose views it uses, and once more on what the finished tagger sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from extraction.labels import OF_PAIR, OF_SOURCE, WIDTH
from extraction.linker import FITS
from training.links import NO_NAME, Links

HIDDEN = 256
DOUBT = 0.3  # of the time it must do without the tagger's view, which is surer of stories it was taught
EPOCHS = 8
RATE = 2e-3
COOLING = 0.72  # of the rate, from one epoch to the next
SOURCES = 64  # of a batch, about
NEVER = -1e4


class LinkScorer(nn.Module):
    """`extraction/linker.py` as a network that learns."""

    def __init__(self) -> None:
        super().__init__()
        size = len(OF_PAIR) + len(OF_SOURCE) + FITS
        self.nobody = nn.Parameter(torch.zeros(WIDTH))
        self.pair = nn.ModuleList([nn.Linear(size, HIDDEN), nn.Linear(HIDDEN, 1)])
        self.none = nn.ModuleList([nn.Linear(len(OF_SOURCE) + 1, HIDDEN // 2), nn.Linear(HIDDEN // 2, 1)])

    def forward(
        self, itself: torch.Tensor, pairs: torch.Tensor, fits: torch.Tensor, query: torch.Tensor
    ) -> torch.Tensor:
        """Scores of nobody and of each candidate: (sources, 1 + candidates)."""
        nobody = torch.cat([itself, (query @ self.nobody / WIDTH**0.5)[:, None]], dim=1)
        alike = itself[:, None].expand(-1, pairs.shape[1], -1)
        both = torch.cat([pairs, alike, fits], dim=2)
        return torch.cat([self._run(self.none, nobody), self._run(self.pair, both)[..., 0]], dim=1)

    def _run(self, layers: nn.ModuleList, row: torch.Tensor) -> torch.Tensor:
        hidden: torch.Tensor = layers[1](nn.functional.dropout(layers[0](row).relu(), 0.1, self.training))
        return hidden


@dataclass(frozen=True, slots=True)
class Asked:
    """The links of one story, with what the tagger makes of its sources and names."""

    itself: torch.Tensor
    pairs: torch.Tensor
    fits: torch.Tensor
    query: torch.Tensor
    there: torch.Tensor  # which candidates there are, nobody first
    right: torch.Tensor

    @classmethod
    def of(cls, links: Links, views: torch.Tensor) -> Asked:
        """`views` are the tagger's of every word, as a source and as a name: (words, 2, WIDTH)."""
        device = views.device
        mentions = torch.from_numpy(links.mentions).to(device)
        named = mentions != NO_NAME
        query = views[torch.from_numpy(links.firsts).to(device), 0]
        every = torch.einsum("lw,lcmw->lcm", query, views[mentions.clamp(min=0), 1]) / WIDTH**0.5
        second = torch.where(named[..., 1], every[..., 1], every[..., 0])
        best = every.masked_fill(~named, NEVER).amax(dim=2)
        fits = torch.stack([every[..., 0], second, best], dim=2).masked_fill(~named[..., :1], 0.0)
        return cls(
            torch.from_numpy(links.itself).to(device),
            torch.from_numpy(links.pairs).to(device),
            fits,
            query,
            nn.functional.pad(named[..., 0], (1, 0), value=True),
            torch.from_numpy(links.right).to(device),
        )

    def loss(self, scorer: LinkScorer) -> torch.Tensor:
        """Summed cross entropy of all sources."""
        fits, query = self.fits, self.query
        if scorer.training:
            seen = (torch.rand(len(query), device=query.device) >= DOUBT).float()
            fits, query = fits * seen[:, None, None], query * seen[:, None]
        scores = scorer(self.itself, self.pairs, fits, query).masked_fill(~self.there, NEVER)
        return missed(scores, self.right)


def missed(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Summed negative log likelihood of the right answers together."""
    likely = torch.log_softmax(scores, dim=-1).masked_fill(~right, NEVER)
    return -torch.logsumexp(likely, dim=-1).sum()


def finish(stories: Sequence[Asked]) -> LinkScorer:
    """A linker taught from the start on what the finished tagger makes of the stories."""
    scorer = LinkScorer()
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=RATE, weight_decay=0.05)
    for _ in range(EPOCHS):
        batch: list[Asked] = []
        for number in torch.randperm(len(stories)).tolist():
            batch.append(stories[number])
            sources = sum(len(asked.query) for asked in batch)
            if sources >= SOURCES:
                loss = torch.stack([asked.loss(scorer) for asked in batch]).sum() / sources
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                batch = []
        for group in optimiser.param_groups:
            group["lr"] *= COOLING
    return scorer.eval()
