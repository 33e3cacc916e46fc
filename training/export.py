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
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.linking import LinkScorer
from training.network import Tagger


def write_tagger(model: Tagger, folder: Path, facts: dict[str, Any]) -> None:
    """Write `model.onnx` (weights of one byte) and `card.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model = model.eval().cpu()
    ids = torch.randint(1000, 2000, (2, 16))
    inputs = (ids, torch.zeros_like(ids), torch.ones_like(ids))
    names = ["ids", "features", "mask"]
    axes = {name: {0: "batch", 1: "pieces"} for name in [*names, "labels", "pointers"]}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            model,
            inputs,
            full,
            input_names=names,
            output_names=["labels", "pointers"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        # Seven bits: without newer instructions, sums of eight-bit products overflow.
        quantize_dynamic(
            full, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    learnt = {"distance": model.distance.tolist(), "nowhere": model.nowhere.tolist()}
    card = {"sha256": digest, **facts, "reach": learnt}
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_linker(scorer: LinkScorer, folder: Path) -> None:
    """Write `linker.npz` beside the tagger that it was taught with, and its checksum into the card."""
    weights = {name: value.detach().numpy() for name, value in scorer.state_dict().items()}
    np.savez(folder / "linker.npz", **weights)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["linker_sha256"] = hashlib.sha256((folder / "linker.npz").read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
