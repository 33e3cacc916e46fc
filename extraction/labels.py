"""What the tagger says of each word, and in which order its outputs stand. `training/` teaches these."""

from __future__ import annotations

from extraction.result import Kind, Mode

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
CONTENT_TO_CUE, CONTENT_TO_SOURCE, SOURCE_TO_CUE, SOURCE_TO_NAME = POINTERS = range(4)
WIDTH = 64  # of a pointer's query and key
DISTANCES = 9  # a pointer's reach counts in powers of two pieces
