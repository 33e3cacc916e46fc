"""Stories and the edits that two people make of them, drawn at random."""

import copy
import json
import re
from itertools import count
from typing import Any

from hypothesis import strategies as st

from articles.merging import ABSENT, Plan, Unit
from articles.merging.richtext import read

Content = dict[str, Any]
WORD = re.compile(r"[a-z]+\d+")  # every word that is drawn is written so, and no two alike
MARKS = (("<b>", "</b>"), ("<i>", "</i>"), ('<a href="https://example.org/">', "</a>"))


def story(*texts: str, **fields: Any) -> Content:
    """A story of paragraphs with the block ids b-0, b-1, … and the keys k-0, k-1, …"""
    blocks = [paragraph(text, f"b-{n}", f"k-{n}") for n, text in enumerate(texts)]
    return {"title": "Headline", "slug": "headline", "bylines": [], "topics": [], "body": blocks, **fields}


def paragraph(text: str, ident: str, key: str = "", kind: str = "paragraph") -> Content:
    """One block of rich text."""
    return {"id": ident, "type": kind, "value": f'<p data-block-key="{key or ident}">{text}</p>'}


def body(content: Content) -> list[str]:
    """The words of each block."""
    return ["".join(token.text for token in read(block["value"])) for block in content["body"]]


def words(value: Any) -> set[str]:
    """The drawn words that stand anywhere in a value."""
    return set() if value is ABSENT else set(WORD.findall(re.sub("<[^>]*>", " ", json.dumps(value))))


def disputed(plan: Plan) -> set[str]:
    """The words that are put before somebody to choose."""
    return set().union(*(words(side) for unit in plan.conflicts for side in (unit.theirs, unit.mine)))


def settled(plan: Plan) -> set[str]:
    """The words of whatever merged by itself."""
    return set().union(*(words(unit.merged) for unit in plan.units() if not unit.is_conflict))


def question(plan: Plan) -> Unit:
    """The only conflict."""
    (unit,) = plan.conflicts
    return unit


@st.composite
def texts(draw: st.DrawFn, fresh: Any, stem: str) -> str:
    """A paragraph of words, some of them formatted."""
    parts = []
    for _ in range(draw(st.integers(1, 9))):
        word = f"{stem}{next(fresh)}"
        if draw(st.integers(0, 9)) == 0:
            before, after = draw(st.sampled_from(MARKS))
            word = f"{before}{word}{after}"
        parts.append(word + draw(st.sampled_from(["", "", "", "", ",", "."])))
    return " ".join(parts)


@st.composite
def bases(draw: st.DrawFn) -> Content:
    """A story."""
    fresh = count()
    content = story(*(draw(texts(fresh, "base")) for _ in range(draw(st.integers(0, 6)))))
    content["topics"] = sorted(draw(st.sets(st.sampled_from("123456"))))
    content["bylines"] = [
        {"contributor": n, "role": "writer"}
        for n in draw(st.permutations(range(4)))[: draw(st.integers(0, 3))]
    ]
    for name in ("kicker", "standfirst"):
        if draw(st.booleans()):
            content[name] = f"<p>{draw(texts(fresh, 'base'))}</p>" if name == "standfirst" else "base999"
    return content


@st.composite
def edited(draw: st.DrawFn, base: Content, stem: str) -> Content:
    """What somebody made of a story; whatever they put in begins with `stem`."""
    content = copy.deepcopy(base)
    fresh = count()
    for _ in range(draw(st.integers(0, 5))):
        act = draw(st.sampled_from(sorted(ACTS)))
        ACTS[act](draw, content, stem, fresh)
    return content


def _pick(draw: st.DrawFn, content: Content) -> int | None:
    return draw(st.integers(0, len(content["body"]) - 1)) if content["body"] else None


def _replace_word(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        block = content["body"][n]
        known = WORD.findall(block["value"])
        if known:
            new = draw(
                st.sampled_from(["", f"{stem}{next(fresh)}", f"{stem}{next(fresh)} {stem}{next(fresh)}"])
            )
            block["value"] = block["value"].replace(draw(st.sampled_from(known)), new, 1)


def _insert_word(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        block = content["body"][n]
        known = WORD.findall(block["value"])
        if known:
            at = draw(st.sampled_from(known))
            block["value"] = block["value"].replace(at, f"{at} {stem}{next(fresh)}", 1)


def _format_word(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        block = content["body"][n]
        bare = re.findall(r"(?<![>\w])[a-z]+\d+(?![\w<])", block["value"])
        if bare:
            at = draw(st.sampled_from(bare))
            before, after = draw(st.sampled_from(MARKS))
            block["value"] = block["value"].replace(at, f"{before}{at}{after}", 1)


def _split_paragraph(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        block = content["body"][n]
        key = f"{stem}-{next(fresh)}"
        block["value"] = block["value"].replace(" base", f'</p><p data-block-key="{key}">base', 1)


def _add_block(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    at = draw(st.integers(0, len(content["body"])))
    content["body"].insert(at, paragraph(draw(texts(fresh, stem)), f"{stem}-{next(fresh)}"))


def _remove_block(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        del content["body"][n]


def _move_block(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    if (n := _pick(draw, content)) is not None:
        block = content["body"].pop(n)
        content["body"].insert(draw(st.integers(0, len(content["body"]))), block)


def _new_ids(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    for block in content["body"]:
        block["id"] = f"{stem}-id-{next(fresh)}"


def _change_field(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    name = draw(st.sampled_from(["title", "kicker", "standfirst"]))
    if draw(st.booleans()) or name == "title":
        content[name] = (
            f"{stem}{next(fresh)}" if name != "standfirst" else f"<p>{draw(texts(fresh, stem))}</p>"
        )
    else:
        content.pop(name, None)


def _change_lists(draw: st.DrawFn, content: Content, stem: str, fresh: Any) -> None:
    content["topics"] = sorted(set(content["topics"]) ^ {draw(st.sampled_from("123456"))})
    byline = {"contributor": draw(st.integers(0, 5)), "role": draw(st.sampled_from(["writer", "reporting"]))}
    others = [each for each in content["bylines"] if each["contributor"] != byline["contributor"]]
    others.insert(draw(st.integers(0, len(others))), byline)
    content["bylines"] = others if draw(st.booleans()) else others[1:]


ACTS = {
    "replace": _replace_word,
    "insert": _insert_word,
    "format": _format_word,
    "split": _split_paragraph,
    "add": _add_block,
    "remove": _remove_block,
    "move": _move_block,
    "ids": _new_ids,
    "field": _change_field,
    "lists": _change_lists,
}
