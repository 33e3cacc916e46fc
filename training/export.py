"""Write a trained tagger as a quantised ONNX file with its card."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from extraction.paragraphs import paragraphs_of
from extraction.quotes import find_quotes
from extraction.tagger import run, session_of
from extraction.windows import windows_of, words_of
from training.linking import LinkScorer
from training.network import SLICES, Tagger

ALIKE = 0.98  # of the network's labels that the written file must give, too: whole numbers round
SAMPLE = """Ministers ‘knew of flood risk’, inquiry told

Ministers were warned three times that the Marrow barrier would not hold, a public inquiry heard on Tuesday.

“We asked for money and got a leaflet,” said Anna Kovač, director of the Port of Marrow. “Nobody rang.”

The Department for Rivers declined to comment. According to its report, published in May, the wall “met the
standards of its day”. A spokesman, Peter Lunt, added that he doubted the sea had read them."""


class _Attention(torch.autograd.Function):
    """Attention to all pieces, which ONNX Runtime computes as one step in whole numbers (its `Attention`).

    Stands in the exported graph only; here it keeps nothing but the shape.
    """

    @staticmethod
    def forward(  # type: ignore[override]
        _: Any, pieces: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor, heads: int
    ) -> torch.Tensor:
        return torch.zeros_like(pieces)

    @staticmethod
    def symbolic(graph: Any, pieces: Any, weights: Any, bias: Any, heads: int) -> Any:
        step = graph.op("com.microsoft::Attention", pieces, weights, bias, num_heads_i=heads, outputs=1)
        step.setType(pieces.type())
        return step


class _Written(nn.Module):
    """The tagger as the file has it: windows come one by one, so nothing is padded and nothing masked."""

    def __init__(self, model: Tagger) -> None:
        super().__init__()
        self.model = model
        self.heads = model.body.config.num_attention_heads
        asked = [layer.attention.self for layer in model.body.encoder.layer]
        parts = [(part.query, part.key, part.value) for part in asked]
        self.weights = nn.ParameterList(torch.cat([p.weight.T for p in three], 1).detach() for three in parts)
        self.biases = nn.ParameterList(torch.cat([p.bias for p in three]).detach() for three in parts)

    def forward(self, ids: torch.Tensor, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        body = self.model.body
        hidden = body.embeddings(input_ids=ids, token_type_ids=features)
        for layer, weights, bias in zip(body.encoder.layer, self.weights, self.biases, strict=True):
            seen = _Attention.apply(hidden, weights, bias, self.heads)
            hidden = layer.attention.output(seen, hidden)
            hidden = layer.output(layer.intermediate(hidden), hidden)
        return self.model.labels(hidden), self.model.pointers(hidden)


def write_tagger(model: Tagger, folder: Path, facts: dict[str, Any]) -> None:
    """Write `model.onnx` (weights of one byte) and `card.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model = model.eval().cpu()
    ids = torch.randint(1000, 2000, (1, 16))
    names = ["ids", "features"]
    axes = {name: {0: "batch", 1: "pieces"} for name in [*names, "labels", "pointers"]}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            _Written(model).eval(),
            (ids, torch.zeros_like(ids)),
            full,
            input_names=names,
            output_names=["labels", "pointers"],
            dynamic_axes=axes,
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        # Seven bits: without newer instructions, sums of eight-bit products overflow.
        quantize_dynamic(
            full,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # of ONNX Runtime's own steps
        )
    _compare(model, folder / "model.onnx")
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    learnt = {"distance": model.distance.tolist(), "nowhere": model.nowhere.tolist()}
    card = {"sha256": digest, **facts, "reach": learnt}
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _compare(model: Tagger, path: Path) -> None:
    """Raise RuntimeError unless the file labels a story as the network does."""
    session = session_of(path.read_bytes())
    paragraphs = paragraphs_of(SAMPLE)
    words = words_of(SAMPLE, paragraphs, find_quotes(SAMPLE, paragraphs))
    same = []
    for window in windows_of(SAMPLE, words):
        ids, features = torch.tensor([window.ids]), torch.tensor([window.features])
        with torch.no_grad():
            wanted = model(ids, features, torch.ones_like(ids))[0][0, window.heads].numpy()
        labels = run(session, window.ids, window.features)[0][window.heads]
        same += [wanted[:, part].argmax(1) == labels[:, part].argmax(1) for part in SLICES.values()]
    alike = np.concatenate(same).mean()
    if alike < ALIKE:
        raise RuntimeError(
            f"{path.name} gives {alike:.0%} of the labels that the network gives; do not ship it."
        )


def write_linker(scorer: LinkScorer, folder: Path) -> None:
    """Write `linker.npz` beside the tagger that it was taught with, and its checksum into the card."""
    weights = {name: value.detach().numpy() for name, value in scorer.state_dict().items()}
    np.savez(folder / "linker.npz", **weights)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["linker_sha256"] = hashlib.sha256((folder / "linker.npz").read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
