"""Stories from GUM's Wikinews part (texts CC BY 2.5, annotations CC BY 4.0).

`python -m corpus.gum FOLDER OUT` writes each of FOLDER's CoNLL-U files as a marked-up story with the names
of its entity layer, as a draft to annotate by hand; `python -m corpus.gum --verify FOLDER` compares the
annotated stories' text with it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from corpus.markup import STORIES, MarkupError, read_story

KINDS = {"person": "person", "organization": "organisation", "place": "place", "event": "event"}
SLIPS = {"JackHarris": "JackHerrick"}  # speakers whom GUM misnames
HONORIFICS = "Mr Mr. Mrs Ms Ms. Miss Dr Dr. Prof. Professor Doctor Sir Dame Lord Lady King Queen Pope"
OFFICES = "President Prime Minister Premier Vice Governor Senator Secretary Home Foreign State Interior"
POSTS = "Judge Justice Mayor Chief Executive Director Chairman General Coach Ambassador Spokesman"
TITLES = frozenset(f"{HONORIFICS} {OFFICES} {POSTS}".split())
JOINS = frozenset(("of", "for", "the", "&", "-", "–", "de", "du", "da", "di", "la", "al", "el"))
PERSONAL = frozenset(("-", "al", "el", "bin", "van", "von", "der", "de", "du", "da", "di", "la"))


@dataclass
class Token:
    """One word of the file, with what the draft needs of it."""

    form: str
    pos: str
    space: bool  # whether a space follows
    plural: bool
    start: int = 0
    end: int = 0


@dataclass
class Mention:
    """One mention of the entity layer: tokens `[first, last]` of its sentence; `heads` index those tokens."""

    cluster: str
    kind: str
    first: int
    last: int
    heads: list[int]
    linked: str


@dataclass
class Block:
    """A heading or paragraph of the story."""

    heading: bool
    text: str = ""
    names: list[tuple[int, int, str, str]] = field(default_factory=list)  # start, end, entity, kind


@dataclass
class Document:
    """One GUM document as we mark it up."""

    id: str
    style: str
    variety: str
    origin: str
    blocks: list[Block]


def documents(folder: Path) -> Iterator[Document]:
    """Every Wikinews document in the folder, news first; a clear error if there is none."""
    paths = sorted(folder.glob("GUM_news_*.conllu")) + sorted(folder.glob("GUM_interview_*.conllu"))
    if not paths:
        sys.exit(f"{folder} holds no GUM_news_*.conllu, no GUM_interview_*.conllu; give GUM's news folder")
    for path in paths:
        yield _document(path)


def _document(path: Path) -> Document:
    genre, name = path.stem.removeprefix("GUM_").split("_", 1)
    meta: dict[str, str] = {}
    blocks: list[Block] = []
    left: int | None = None  # sentences left in a heading or caption
    lead: str | None = None  # the speaker's label, or "" for a new paragraph without one
    heading = False
    for sentence in path.read_text(encoding="utf-8").strip().split("\n\n"):
        for line in sentence.split("\n"):
            if line.startswith("# meta::"):
                key, _, value = line.removeprefix("# meta::").partition(" = ")
                meta[key] = value
            elif line.startswith("# newpar_block"):
                kinds = line.partition(" = ")[2]
                heading = kinds.startswith("head")
                speaker = re.search(r'\bsp who:::"#(\w+)"', kinds)
                lead = _label(speaker.group(1)) if speaker else ""
                counts = re.findall(r"\((\d+) s\)", kinds)
                left = int(counts[-1]) if counts and re.search(r"\b(head|caption)\b", kinds) else None
            elif line == "# newpar":
                lead, left, heading = "", None, False
        if left == 0:
            lead, left, heading = "", None, False
        if lead is not None or not blocks:
            blocks.append(Block(heading, lead or ""))
            lead = None
        _append(blocks[-1], sentence)
        left = left - 1 if left is not None else None
    for block in blocks:
        block.text = block.text.rstrip()
    interview = genre == "interview"
    spelling = " ".join(b.text for b in blocks)
    british = re.search(r"\b(colour|favour|centre|organis|realis|defence|labour|programme|analyse)", spelling)
    return Document(
        id=f"wikinews-talk-{name}" if interview else f"wikinews-{name}",
        style="interview" if interview else "agency",
        variety="British" if british else "American",
        origin=f"Wikinews, {meta['sourceURL']}",
        blocks=[b for b in blocks if b.text],
    )


def _label(speaker: str) -> str:
    """The label before a speaker's words, which GUM keeps apart: #HughMcGuire is “Hugh McGuire: ”."""
    speaker = SLIPS.get(speaker, speaker)
    return re.sub(r"(?<=[a-z])(?=[A-Z])(?<!Mc)|(?<=[A-Z])(?=[A-Z][a-z])", " ", speaker) + ": "


def _append(block: Block, sentence: str) -> None:
    """Add a sentence's words and names to the block."""
    tokens: list[Token] = []
    entities: list[str] = []
    joined: dict[int, tuple[str, bool]] = {}
    for line in sentence.split("\n"):
        if line.startswith("#"):
            continue
        number, form, _, pos, _, features, _, _, _, misc = line.split("\t")
        if "." in number:
            continue
        if "-" in number:
            first, last = (int(n) for n in number.split("-"))
            joined[last] = (form, "SpaceAfter=No" not in misc)
            for part in range(first, last):
                joined[part] = ("", False)
            continue
        space = "SpaceAfter=No" not in misc
        if int(number) in joined:
            space = joined[int(number)][1]
        tokens.append(Token(form, pos, space, "Number=Plur" in features))
        entities.append(
            next((m.removeprefix("Entity=") for m in misc.split("|") if m.startswith("Entity=")), "")
        )
    for token in tokens:
        token.start = len(block.text)
        block.text += token.form
        token.end = len(block.text)
        block.text += " " if token.space else ""
    taken: list[tuple[int, int]] = []
    for mention in sorted(_mentions(entities), key=lambda m: m.first - m.last):
        span = _name(tokens, mention)
        if span and not any(a <= span[1] and span[0] <= b for a, b in taken):
            taken.append(span)
            people = mention.kind == "person" and tokens[span[1]].plural
            kind = "group" if people else KINDS[mention.kind]
            block.names.append(
                (tokens[span[0]].start, tokens[span[1]].end, mention.linked or f"#{mention.cluster}", kind)
            )
    for place, token in enumerate(tokens):
        peoples = place and token.pos == "ADJ" and token.form[:1].isupper() and token.form[1:].islower()
        if peoples and not any(a <= place <= b for a, b in taken):
            block.names.append((token.start, token.end, f"~{token.form}", "group"))


def _mentions(entities: list[str]) -> Iterator[Mention]:
    """The mentions that the sentence's Entity= values open and close, innermost first."""
    stack: list[tuple[list[str], int]] = []
    for place, value in enumerate(entities):
        for opening, body, closing in re.findall(r"(\()([^()]+)|([^()]*\))", value):
            if opening:
                stack.append((body.split("-"), place))
            elif closing:
                cluster = closing[:-1]
                at = next(
                    (i for i in range(len(stack) - 1, -1, -1) if not cluster or stack[i][0][0] == cluster),
                    None,
                )
                if at is None:
                    continue
                fields, first = stack.pop(at)
                if fields[1] in KINDS:
                    heads = [first + int(n) - 1 for n in fields[5].split(",")]
                    linked = unquote(fields[7]).replace("_", " ") if len(fields) > 7 else ""
                    yield Mention(fields[0], fields[1], first, place, heads, linked)


def _name(tokens: list[Token], mention: Mention) -> tuple[int, int] | None:
    """The tokens of the mention's name without articles, titles and modifiers; None if it has no name."""
    heads = [n for n in mention.heads if tokens[n].pos == "PROPN" and tokens[n].form[:1].isalnum()]
    if not heads:
        return None
    first = last = heads[0]

    parts = ("PROPN",) if mention.kind == "person" else ("PROPN", "ADJ", "NOUN", "VERB")

    joins = PERSONAL if mention.kind == "person" else JOINS

    def proper(place: int) -> bool:
        if not mention.first <= place <= mention.last:
            return False
        token = tokens[place]
        return token.pos in parts and (
            token.form[:1].isupper() or (token.pos == "PROPN" and token.form[:1].isalnum())
        )

    grown = True
    while grown:
        grown = False
        step = first - 1
        while step > mention.first and tokens[step].form in joins and first - step <= 2:
            step -= 1
        if proper(step):
            first, grown = step, True
    grown = True
    while grown:
        grown = False
        step = last + 1
        while step <= mention.last and tokens[step].form in joins and step - last <= 2:
            step += 1
        if proper(step):
            last, grown = step, True
    if mention.kind == "person":
        while first <= last and (
            tokens[first].form in TITLES or tokens[first].form in ("US", "UK", "U.S.", "of", "-")
        ):
            first += 1
    return (first, last) if first <= last else None


def markup(document: Document) -> str:
    """The draft: the story's XML with its names marked."""
    spellings: dict[str, Counter[str]] = {}
    kinds: dict[str, str] = {}
    for block in document.blocks:
        for start, end, entity, kind in block.names:
            spellings.setdefault(entity, Counter())[block.text[start:end]] += 1
            kinds.setdefault(entity, kind)
    keys: dict[str, str] = {}
    for entity, forms in spellings.items():
        fullest = max(forms, key=lambda f: (len(f), forms[f]))
        base = (
            re.sub(
                r"[^a-z0-9]+", "-", (fullest.split()[-1] if kinds[entity] == "person" else fullest).lower()
            ).strip("-")
            or "x"
        )
        keys[entity] = base if base not in keys.values() else f"{base}-{len(keys)}"
    lines = [
        f'<story id="{document.id}" style="{document.style}" variety="{document.variety}" '
        f"origin={quoteattr(document.origin)}>"
    ]
    for entity, key in keys.items():
        fullest = max(spellings[entity], key=lambda f: (len(f), spellings[entity][f]))
        lines.append(f'<entity id="{key}" kind="{kinds[entity]}">{escape(fullest)}</entity>')
    for block in document.blocks:
        words, at = "", 0
        for start, end, entity, _ in sorted(block.names):
            words += (
                escape(block.text[at:start]) + f'<e r="{keys[entity]}">{escape(block.text[start:end])}</e>'
            )
            at = end
        tag = "h" if block.heading else "p"
        lines.append(f"<{tag}>{words}{escape(block.text[at:])}</{tag}>")
    return "\n".join([*lines, "</story>", ""])


def verify(folder: Path) -> int:
    """Compare the annotated stories' text and headings with GUM's; returns the number that differ."""
    differing = found = 0
    for document in documents(folder):
        path = STORIES / f"{document.id}.xml"
        if not path.exists():
            continue
        found += 1
        try:
            story = read_story(path)
        except MarkupError as error:
            print(f"BROKEN {error}")
            differing += 1
            continue
        wanted = [" ".join(b.text.split()) for b in document.blocks]
        headings = [" ".join(b.text.split()) for b in document.blocks if b.heading]
        for ours, theirs in zip(story.text.split("\n\n"), wanted, strict=False):
            if ours != theirs:
                print(f"{document.id}: our “{ours[:200]}” is in GUM “{theirs[:200]}”")
                break
        marked = [story.text[a:b] for a, b in story.headings]
        if story.text.split("\n\n") != wanted or marked != headings:
            print(f"{document.id}: text, paragraphs or headings differ from GUM’s; restore them")
            differing += 1
    print(f"{found} stories from GUM, {differing} with another text.")
    return differing


def main() -> int:
    """Write drafts, or verify; 1 where a story's text differs from GUM's."""
    parser = argparse.ArgumentParser(prog="python -m corpus.gum", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of GUM's news files")
    parser.add_argument("out", nargs="?", type=Path, help="where to write drafts")
    parser.add_argument("--verify", action="store_true", help="compare the annotated stories with GUM's text")
    options = parser.parse_args()
    if options.verify:
        return 1 if verify(options.folder) else 0
    if options.out is None:
        parser.error("say where to write the drafts, or give --verify")
    options.out.mkdir(parents=True, exist_ok=True)
    for document in documents(options.folder):
        draft = options.out / f"{document.id}.xml"
        if draft.exists():
            parser.error(f"{draft} is there already and may be annotated; give an empty folder")
        draft.write_text(markup(document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
