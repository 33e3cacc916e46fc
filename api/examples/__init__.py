"""Answers of the API as its document shows them.

They are what the API gives for the stories of tests/api/test_examples.py, which compares them and writes them
anew with UPDATE_EXAMPLES=1.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def example(name: str) -> Any:
    """One of the answers on file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
