"""A parsed text as plain values: tokens with their grammar, sentences, paragraphs, names as first read.

No whitespace tokens; indices run over the whole text; offsets are those of the text given.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Token:
    """One word or mark, and its place in the sentence's tree."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    tag: str
    dep: str
    head: int  # its own index at the root
    left: int  # first and last token of its subtree
    right: int
    sentence: int
    children: list[int] = field(default_factory=list)

    @property
    def is_verb(self) -> bool:
        return self.tag[:2] in ("VB", "MD")

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum() or self.text[-1].isalnum()


@dataclass(frozen=True, slots=True)
class Name:
    """A run of tokens that the model takes for a name: `first` up to, not including, `last`."""

    first: int
    last: int
    label: str


@dataclass(slots=True)
class Page:
    """One text, read for grammar."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)  # token indices, end exclusive
    paragraphs: list[tuple[int, int]] = field(default_factory=list)  # character offsets
    names: list[Name] = field(default_factory=list)

    def kids(self, token: Token, *deps: str) -> list[Token]:
        """Children of a token, in order; only those with one of the relations, where any are given."""
        found = [self.tokens[i] for i in token.children]
        return [child for child in found if child.dep in deps] if deps else found

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def sentence(self, token: Token) -> tuple[int, int]:
        return self.sentences[token.sentence]
