"""Read prose: who and what a text names, and who is reported as saying what.

`read` is a function of the text alone: no settings, no framework, no network; the same text always gives
the same reading. It accepts any string, takes time proportional to its length, and raises nothing.
"""

from extraction.english import READER, read, warm_up
from extraction.result import Attribution, Entity, Kind, Reader, Reading, Span

__all__ = ["READER", "Attribution", "Entity", "Kind", "Reader", "Reading", "Span", "read", "warm_up"]
