"""Find the checked claims that may say the same as a new one.

    index = Index()
    index.add("review:7", ["Walmart sells cats.", "Does Walmart Sell Cats?"])
    index.nearest("So @walmart sells CATS now?? https://t.co/x")  # -> [Match(key="review:7", score=…)]

Meaning and words are weighed together: sentence embeddings (`embed`) and BM25 (`matching/postings.py`).
Everything here takes values and returns values; what a match means is for people to decide.
"""

from matching.index import Index, Match, telling
from matching.postings import Whole
from matching.sentences import SIZE, EncoderError, embed, in_whole_numbers, pack, unpack, vector_of, version
from matching.words import spoken, terms

__all__ = [
    "SIZE",
    "EncoderError",
    "Index",
    "Match",
    "Whole",
    "embed",
    "in_whole_numbers",
    "pack",
    "spoken",
    "telling",
    "terms",
    "unpack",
    "vector_of",
    "version",
]
