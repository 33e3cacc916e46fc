"""Incoming copy: turn the bytes of a file into a `Story`. Knows no database and no framework.

`parse` takes plain text, Markdown with front matter and HTML. Equal copy gives an equal story on every
machine, ids and keys included, whatever encoding and line ends it came in. It raises `BadCopy`, and
nothing else, for what cannot be taken in; the message says why and what to do.
"""

from articles.copy.decoding import decode
from articles.copy.formats import parse
from articles.copy.story import BadCopy, Credit, Story

__all__ = ["BadCopy", "Credit", "Story", "decode", "parse"]
