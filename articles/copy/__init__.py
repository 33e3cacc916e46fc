"""Incoming copy: turn the bytes of a file into a `Story`. Knows no database and no framework.

`parse` takes plain text, Markdown with front matter and HTML; `compose` takes what readers of other formats
found. Equal copy gives an equal story on every machine, ids and keys included, whatever encoding and line
ends it came in. They raise `BadCopy`, and nothing else, for what cannot be taken in; the message says why
and what to do.
"""

from articles.copy.decoding import decode
from articles.copy.formats import as_markup, compose, parse
from articles.copy.story import BadCopy, Credit, Story

__all__ = ["BadCopy", "Credit", "Story", "as_markup", "compose", "decode", "parse"]
