"""What the tagger says of each word, and in which order its outputs stand. `training/` teaches these."""

from __future__ import annotations

from extraction.result import Kind, Mode
from extraction.wordlists import FAMILIES

KINDS: tuple[Kind, ...] = ("person", "organisation", "place", "group", "event", "work", "law")
MODES: tuple[Mode, ...] = ("said", "thought", "withheld")
# Each layer is outside, begin, inside; names begin and go on by kind.
NAMES = slice(0, 1 + 2 * len(KINDS))
CUE = slice(NAMES.stop, NAMES.stop + 3)
SOURCE = slice(CUE.stop, CUE.stop + 3)
CONTENT = slice(SOURCE.stop, SOURCE.stop + 3)
INNER = slice(CONTENT.stop, CONTENT.stop + 3)  # content inside another's content
MODE = slice(INNER.stop, INNER.stop + len(MODES))
OUTPUTS = MODE.stop

# From the first word of one span to the first word of another, or to the window's start where there is none.
CONTENT_TO_CUE, CONTENT_TO_SOURCE, SOURCE_TO_CUE = POINTERS = range(3)
SOURCE_TO_NAME = 3  # through the whole text: `linker.py` weighs it
WIDTH = 64  # of a pointer's query and key
PROJECTED = (len(POINTERS) + 1) * 2 * WIDTH
DISTANCES = 9  # a pointer's reach counts in powers of two pieces

# What the linker weighs, in this order: of a source, and of a source with a candidate (`clues.py`).
OF_SOURCE = (
    *FAMILIES,
    *("named", "definite", "indefinite", "owned", "plural", "counted", "voice", "carried", "length"),
    *("a body", "a person", "a paper", "an age", "was nobody before"),
    *("in speech", "in headline", "spoken by somebody"),
    *("nobody spoke last", "nobody spoke near", "somebody spoke near", "people", "organisations"),
)
OF_PAIR = (
    *("named before", "words away", "in sentence", "1 sentence", "2 sentences", "more sentences"),
    *("in paragraph", "1 paragraph", "2 paragraphs", "more paragraphs"),
    *("named after only", "later in sentence", "in next sentence", "later nearby"),
    *("nearness", "nearness of kind", "opens sentence", "possessive", "named in speech"),
    *("times named", "most named", "in first paragraph", "early", "only one of kind"),
    *("spoke last", "spoke last here", "spoke just before", "spoke before that", "times spoken", "spoke"),
    *(
        "is speaking",
        "is quoted",
        "another is speaking",
        "another is quoted",
        "male",
        "female",
        "gender fits",
        "gender clashes",
    ),
    *KINDS,
    *(
        "inside",
        "opens source",
        "ends source",
        "owner",
        "linked",
        "set off",
        "then set off",
        "before a voice",
    ),
    *("modifier", "after a voice", "first inside", "directly linked"),
    *("head in name", "words in name", "head nearby", "words nearby", "head described", "words described"),
    *("like its head", "so called before", "so called lately"),
)
