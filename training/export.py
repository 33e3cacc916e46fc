"""Write a trained tagger as a quantised ONNX file with its card."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.network import Tagger


def export(model: Tagger, folder: Path, facts: dict[str, Any]) -> None:
    """Write `model.onnx` (weights of one byte) and `card.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
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
