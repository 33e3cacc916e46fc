"""Offsets made here hold in the browser: code points on this side, UTF-16 units on the other.

Runs the editor's own module where Node is; `tests/browser` runs it in Chromium.
"""

import base64
import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from anchoring import anchor, resolve
from tests.anchoring.newsprint import Text, on, text_of

MODULE = Path(__file__).resolve().parents[2] / "desk" / "static" / "desk" / "codepoints.js"
NODE = shutil.which("node") or shutil.which("nodejs")
SCRIPT = """
const { spanToUnits } = await import(process.argv[1]);
let given = '';
for await (const part of process.stdin) given += part;
const asked = JSON.parse(given);
console.log(JSON.stringify(asked.map(([text, start, end]) => text.slice(...spanToUnits(text, start, end)))));
"""
SCRIPTS = [
    ("surrogate pairs", "𝔄 wall 🎉🎊 cost 𝟒𝟎 million, ", "said 𝕄ara 🧑‍🚒 of the brigade."),
    ("combining marks", "Le cafe\u0301 a ferme\u0301 ses portes. ", "Zalgo\u0335\u0321\u0321 e\u0301tudie."),
    ("right to left", "قال الوزير 🎈 إن الأسعار ", "ارتفعت بنسبة 5٪ في المئة."),
    ("left and right", "The minister said \u2067הממשלה 🏛 אישרה\u2069 ", "the budget of 40 million."),
    ("flags and families", "🇻🇪🇺🇸 👩‍👩‍👧‍👦 wir feiern ", "🏳️‍🌈 heute im Park."),
    ("Han beyond the first plane", "𠮷野家周一批准了预算。", "市长𡈽屋表示反对。"),
]
ALPHABET = "ab .\n“é\u0301😀🏽\u200d\ufe0f🇻ש\u05b8ا\u064e市𠮷𝔄\u2067\u2069\ud83d"  # with half a pair

pytestmark = pytest.mark.skipif(NODE is None, reason="no Node here")


def in_javascript(asked: list[tuple[str, int, int]]) -> list[str]:
    """What the editor's module cuts out of each text, between two offsets in code points."""
    module = "data:text/javascript;base64," + base64.b64encode(MODULE.read_bytes()).decode()
    call = [str(NODE), "--input-type=module", "--eval", SCRIPT, module]
    answer = subprocess.run(call, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def spans(text: Text) -> list[tuple[str, int, int]]:
    return [(s.text, i, j) for s in text for i in range(len(s.text)) for j in range(i + 1, len(s.text) + 1)]


def test_every_span_of_every_script_is_the_same_on_both_sides() -> None:
    asked = [span for _, first, second in SCRIPTS for span in spans(text_of(first + second))]
    assert in_javascript(asked) == [text[i:j] for text, i, j in asked]


def test_anchors_that_were_followed_point_at_the_same_words_there() -> None:
    asked, expected = [], []
    for _, first, second in SCRIPTS:
        old, new = text_of(first + second), text_of("🎈𝔄 " + first + second)
        (found,) = resolve([on(second, old)], new, before=old)
        assert found.anchor is not None
        assert (found.state, found.anchor.exact) == ("moved", second)
        asked.append((new[0].text, found.anchor.start, found.anchor.end))
        expected.append(second)
    assert in_javascript(asked) == expected


def test_random_text_has_the_same_offsets_on_both_sides() -> None:
    pick = random.Random(4)  # noqa: S311 - texts, not secrets
    asked = []
    for _ in range(400):
        text = "".join(pick.choices(ALPHABET, k=pick.randint(1, 40)))
        start = pick.randrange(len(text))
        made = anchor(text_of(text), start, pick.randint(start + 1, len(text)))
        asked.append((text, made.start, made.end))
    joined = [one for one in asked if "\ud83d" not in one[0]]
    assert in_javascript(joined) == [text[i:j] for text, i, j in joined]
    halves = [one for one in asked if "\ud83d" in one[0]]
    assert [cut.encode("utf-16", "surrogatepass") for cut in in_javascript(halves)] == [
        text[i:j].encode("utf-16", "surrogatepass") for text, i, j in halves
    ]
