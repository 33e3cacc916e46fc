"""One real story edited in a dozen ways: where each thing said in it stands then."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from anchoring import Anchor, anchor, resolve
from tests.anchoring.newsprint import Text, text_of

ROOT = Path(__file__).resolve().parents[2]
STORIES = Path(os.environ.get("NEWSROOM_STORIES_DIR", ROOT.parent / "shared" / "stories"))
STORY, GOLD = STORIES / "venezuela.txt", STORIES / "venezuela.gold.json"
pytestmark = pytest.mark.skipif(not STORY.exists(), reason="the story is not here (NEWSROOM_STORIES_DIR)")

Rows = list[tuple[str, str]]  # id and text of each paragraph; the headline is p0
LAND, GIMENEZ, CUBA = (
    2,
    4,
    "Cuba’s government accused the U.S. of trying to turn the Caribbean into a conflict zone.",
)
SHIPS = " “These ships don’t indicate imminent military action,” he said, citing insufficient deployed assets"
STRAIGHT = str.maketrans("“”’—", '""\'–')
LOOK_ALIKE = (
    "Bernie Alvarez, a U.S. lawmaker aligned with Biden, praised the “unprecedented military presence near "
    "Colombia” and warned Petro his era was over."
)
SPANISH = (
    "“Las maniobras militares de Trump ante Venezuela: ¿fanfarronada o amenaza de invasión?”",
    "Mientras buques de guerra de EE. UU. avanzaban hacia la costa de Venezuela, aliados de Nicolás Maduro "
    "afirmaron que estaba en marcha un plan extranjero para una intervención como la de Irak.",
    "“¡Nadie tomará nuestra tierra!”, declaró Maduro, e instó a los ciudadanos a unirse a su fuerza civil.",
    "Partidarios de Donald Trump dijeron a Maduro que su mandato llegaba a su fin. “Tu tiempo casi se ha "
    "acabado”, dijo Michael Flynn, exasesor de Trump, y sugirió que Maduro se marchara a Moscú.",
    "Carlos Gimenez, legislador afín a Trump, elogió la “presencia militar sin precedentes cerca de "
    "Venezuela” y advirtió a Maduro que su era había terminado.",
    "El Gobierno de Cuba acusó a EE. UU. de intentar convertir el Caribe en una zona de conflicto.",
    "Sin embargo, los analistas dudan de que Venezuela vaya a sufrir una invasión a gran escala.",
    "“Esto es sobre todo postureo de ambas partes”, dijo Christopher Sabatini, de Chatham House.",
    "“Una invasión con 4.500 soldados es imposible en un país de terreno difícil”, añadió Sabatini.",
    "James Story, embajador de 2018 a 2023, coincidió: más intimidación que conflicto real.",
    "“Estos barcos no indican una acción militar inminente”, dijo Story.",
    "“No creo que venga una invasión”, añadió Story.",
)


def told() -> Rows:
    paragraphs = STORY.read_text(encoding="utf-8").strip().split("\n\n")
    return [(f"p{n}", text) for n, text in enumerate(paragraphs)]


def laid_out(rows: Rows) -> Text:
    return text_of(*(text for _, text in rows), ids=[ident for ident, _ in rows])


def said() -> dict[str, Anchor]:
    """Anchors on the content of every attribution, A1 to A18."""
    text = laid_out(told())
    gold = json.loads(GOLD.read_text(encoding="utf-8"))["attributions"]
    return {one["id"]: anchor(text, *one["content"]["spans"][0]) for one in gold}


def replace(was: str, now: str) -> Callable[[Rows], Rows]:
    def edit(rows: Rows) -> Rows:
        assert sum(text.count(was) for _, text in rows) == 1
        return [(ident, text.replace(was, now)) for ident, text in rows]

    return edit


def add_above(rows: Rows) -> Rows:
    return [rows[0], ("new", "The government in Caracas called up reservists on Thursday."), *rows[1:]]


def split(rows: Rows) -> Rows:
    first, _, second = rows[3][1].partition(" “Your time")
    return [*rows[:3], ("p3", first), ("new", "“Your time" + second), *rows[4:]]


def merge(rows: Rows) -> Rows:
    return [*rows[:7], ("p7", f"{rows[7][1]} {rows[8][1]}"), *rows[9:]]


def reorder(rows: Rows) -> Rows:
    return [rows[0], *rows[9:], *rows[1:9]]


def renew(rows: Rows) -> Rows:
    return [(f"n{n}", text) for n, (_, text) in enumerate(rows)]


def carry_ships(rows: Rows) -> Rows:
    stay, mark, ships = rows[10][1].partition(SHIPS)
    return [*rows[:9], ("p9", rows[9][1] + mark + ships), ("p10", stay), rows[11]]


def retype(rows: Rows) -> Rows:
    return [(ident, text.translate(STRAIGHT)) for ident, text in rows]


def drop_for_look_alike(rows: Rows) -> Rows:
    """Gimenez and Cuba go; a lawmaker who says the same of others comes in at the end."""
    kept = [(ident, text.replace(" " + CUBA, "")) for ident, text in rows if ident != f"p{GIMENEZ}"]
    return [*kept, ("new", LOOK_ALIKE)]


def paste_twice(rows: Rows) -> Rows:
    """“No one will take our land!” is pasted at two places, neither of them its own; all ids are new."""
    land = rows[LAND]
    rest = [row for row in rows if row is not land]
    return renew([*rest[:5], land, *rest[5:8], land, *rest[8:]])


def translate(rows: Rows) -> Rows:
    return [(ident, text) for (ident, _), text in zip(rows, SPANISH, strict=True)]


ALL = {f"A{n}" for n in range(1, 19)}
TABLE = [
    # the edit, the state of what is not named, and what differs
    ("a paragraph above", add_above, "exact", {}),
    ("block split", split, "exact", {"moved": "A5 A6"}),
    ("blocks merged", merge, "exact", {"moved": "A12"}),
    ("blocks reordered", reorder, "exact", {}),
    ("all ids new", renew, "moved", {}),
    ("sentence to another paragraph", carry_ships, "exact", {"moved": "A15 A16"}),
    ("marks retyped", retype, "exact", {"changed": "A1 A2 A5 A7 A11 A12 A14 A15 A17 A18"}),
    ("typo corrected", replace("intimidation", "intimidations"), "exact", {"changed": "A13"}),
    ("number changed", replace("4,500", "5,400"), "exact", {"changed": "A12"}),
    (
        "clause put in",
        replace("to join his armed", "to join, with or without arms, his"),
        "exact",
        {"changed": "A3"},
    ),
    ("deleted; look-alike comes", drop_for_look_alike, "exact", {"deleted": "A7 A8 A9"}),
    ("pasted twice", paste_twice, "moved", {"ambiguous": "A2 A3"}),
    ("translated", translate, "deleted", {}),
]


@pytest.mark.parametrize("knowing_before", [True, False], ids=["with the text before", "by quotation alone"])
@pytest.mark.parametrize(
    ("edit", "rest", "others"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_every_statement_has_its_state(
    edit: Callable[[Rows], Rows], rest: str, others: dict[str, str], knowing_before: bool
) -> None:
    old, new, anchors = laid_out(told()), laid_out(edit(told())), said()
    assert set(anchors) == ALL
    expected = dict.fromkeys(anchors, rest) | {
        one: state for state, ids in others.items() for one in ids.split()
    }
    found = resolve(list(anchors.values()), new, before=old if knowing_before else None)
    assert {one: str(result.state) for one, result in zip(anchors, found, strict=True)} == expected
    for made, result in zip(anchors.values(), found, strict=True):
        assert stands(result.candidates or [result.anchor], made, new, same=result.state != "changed")


def stands(found: Iterable[Anchor | None], made: Anchor, text: Text, *, same: bool) -> bool:
    """Whether every answer points at words that stand there, and these are the old ones or not."""
    return all(
        one is None
        or any(
            (segment.block, segment.text[one.start : one.end]) == (one.block, one.exact)
            and (one.exact == made.exact) == same
            for segment in text
        )
        for one in found
    )


CHANGED = [
    (
        "4,500",
        "5,400",
        "A12",
        "“An invasion with 5,400 troops is impossible in a country with difficult terrain and",
    ),
    (
        "to join his armed",
        "to join, if able, his armed",
        "A3",
        "citizens to join, if able, his armed civilian force",
    ),
]


@pytest.mark.parametrize(("was", "now", "which", "words"), CHANGED)
def test_changed_words_are_followed_from_end_to_end(was: str, now: str, which: str, words: str) -> None:
    made = said()[which]
    (found,) = resolve([made], laid_out(replace(was, now)(told())), before=laid_out(told()))
    assert found.anchor is not None
    assert found.anchor.exact.startswith(words)
    assert found.anchor.exact.endswith(made.exact[-20:])
