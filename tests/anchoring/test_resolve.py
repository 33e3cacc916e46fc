"""Each way of editing has its answer, with the earlier text at hand and without it."""

import pytest

from anchoring import resolve
from anchoring.resolution import TYPOGRAPHY_ONLY
from tests.anchoring.newsprint import became, on, text_of, whole

ROOF = "The council will build 400 homes by the river in 2027."
COST = "Mayor Ada Okoro told members on Monday that the plan would cost 12 million euros."
DOUBT = "Critics doubt the figure, which was drawn up before prices of timber rose."
RENTS = "Rents in Leeds rose by 5% last year, according to the city audit."
YORK = "Rents in York rose by 7% last year, according to the city audit."
QUOTE = "“We have heard enough – it is time to vote,” said the deputy mayor, Tomás Vidal."
LATE = "The session ended shortly before midnight with no vote taken."

OLD = text_of(f"{ROOF} {COST}", f"{DOUBT} {RENTS}", f"{QUOTE} {LATE}")


def edited(was: str, now: str, ids=()):
    return text_of(*(segment.text.replace(was, now) for segment in OLD), ids=ids)


@pytest.fixture(params=[True, False], ids=["with the text before", "by quotation alone"])
def knowing_before(request) -> bool:
    return request.param


NEW_IDS = ("x", "y", "z")
TABLE = [
    # name, sentence, new text, state, new words
    ("nothing", COST, OLD, "exact", COST),
    ("edit below", ROOF, edited("cost", "cost us"), "exact", ROOF),
    ("edit above in the block", RENTS, edited("Critics", "Some critics"), "moved", RENTS),
    ("all ids new", COST, edited("", "", ids=NEW_IDS), "moved", COST),
    (
        "blocks reordered",
        RENTS,
        text_of(*(OLD[n].text for n in (2, 0, 1)), ids=["p2", "p0", "p1"]),
        "exact",
        RENTS,
    ),
    (
        "reordered, ids new",
        RENTS,
        text_of(*(OLD[n].text for n in (2, 0, 1)), ids=NEW_IDS),
        "moved",
        RENTS,
    ),
    (
        "block split",
        COST,
        text_of(ROOF, COST, OLD[1].text, OLD[2].text, ids=["p0", "n", "p1", "p2"]),
        "moved",
        COST,
    ),
    (
        "block merged",
        RENTS,
        text_of(OLD[0].text + " " + OLD[1].text, OLD[2].text, ids=["p0", "p2"]),
        "moved",
        RENTS,
    ),
    (
        "sentence to another paragraph",
        COST,
        text_of(ROOF, OLD[1].text, OLD[2].text + " " + COST),
        "moved",
        COST,
    ),
    ("quotation marks retyped", QUOTE, edited("“", '"'), "changed", QUOTE.replace("“", '"')),
    ("dash retyped", QUOTE, edited("–", "—"), "changed", QUOTE.replace("–", "—")),
    ("typo corrected", DOUBT, edited("timber", "timbre"), "changed", DOUBT.replace("timber", "timbre")),
    ("number changed", COST, edited("12 million", "14 million"), "changed", COST.replace("12", "14")),
    ("number changed, ids new", COST, edited("12", "14", ids=NEW_IDS), "changed", COST.replace("12", "14")),
    (
        "name changed",
        COST,
        edited("Ada Okoro", "Eve Mbeki"),
        "changed",
        COST.replace("Ada Okoro", "Eve Mbeki"),
    ),
    (
        "clause in the middle",
        ROOF,
        edited("homes by", "homes, a third of them for rent, by"),
        "changed",
        ROOF.replace("homes by", "homes, a third of them for rent, by"),
    ),
    (
        "tail cut",
        RENTS,
        edited(", according to the city audit", ""),
        "changed",
        "Rents in Leeds rose by 5% last year.",
    ),
    (
        "both neighbours edited too",
        COST,
        text_of(
            ROOF.replace("400", "450") + " " + COST.replace("cost", "swallow"),
            DOUBT.replace("Critics", "Others") + " " + RENTS,
            OLD[2].text,
        ),
        "changed",
        COST.replace("cost", "swallow"),
    ),
    ("deleted", RENTS, edited(" " + RENTS, ""), "deleted", None),
    ("its paragraph deleted", RENTS, text_of(OLD[0].text, OLD[2].text, ids=["p0", "p2"]), "deleted", None),
    (
        "another sentence in its place",
        RENTS,
        edited(RENTS, "Landlords wrote to the ministry about new rules for deposits."),
        "deleted",
        None,
    ),
    (
        "translated",
        COST,
        text_of(
            "El ayuntamiento construirá 400 viviendas junto al río en 2027. La alcaldesa Ada Okoro dijo a "
            "los concejales el lunes que el plan costaría 12 millones de euros.",
            "Los críticos dudan de la cifra. Los alquileres en Leeds subieron un 5% el año pasado.",
            "«Ya hemos oído bastante», dijo Tomás Vidal.",
        ),
        "deleted",
        None,
    ),
    ("everything gone", COST, [], "deleted", None),
]


@pytest.mark.parametrize(
    ("sentence", "new", "state", "words"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_each_edit_has_its_answer(sentence, new, state, words, knowing_before):
    found = became(sentence, OLD, new, knowing_before=knowing_before)
    assert (found.state, found.anchor and found.anchor.exact) == (state, words)
    if found.anchor:
        place = next(s for s in new if (s.block, s.key) == (found.anchor.block, found.anchor.key))
        assert place.text[found.anchor.start : found.anchor.end] == found.anchor.exact
        at = place.start + found.anchor.start
        assert whole(new)[max(0, at - 32) : at] == found.anchor.prefix


def test_retyped_marks_score_above_any_change_of_words(knowing_before):
    marks = became(QUOTE, OLD, edited("“", '"'), knowing_before=knowing_before)
    letter = became(DOUBT, OLD, edited("timber", "timbers"), knowing_before=knowing_before)
    assert marks.score == TYPOGRAPHY_ONLY > letter.score > 0.9


LOOK_ALIKES = [
    ("beside it, before", f"{RENTS} {YORK} {LATE}", f"{YORK} {LATE}"),
    ("beside it, after", f"{LATE} {YORK} {RENTS}", f"{LATE} {YORK}"),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in LOOK_ALIKES], ids=[r[0] for r in LOOK_ALIKES])
def test_a_deleted_sentence_does_not_jump_to_a_look_alike_beside_it(old, new, knowing_before):
    before, after = text_of(ROOF, old), text_of(ROOF, new)
    assert became(RENTS, before, after, knowing_before=knowing_before).state == "deleted"
    assert became(YORK, before, after, knowing_before=knowing_before).anchor.exact == YORK


def test_a_deleted_sentence_does_not_jump_to_a_look_alike_far_away(knowing_before):
    before = text_of(f"{ROOF} {RENTS}", COST, f"{LATE} {YORK}")
    after = text_of(ROOF, COST, f"{LATE} {YORK}")
    assert became(RENTS, before, after, knowing_before=knowing_before).state == "deleted"


def test_a_look_alike_that_comes_in_elsewhere_is_another_claim(knowing_before):
    before = text_of(f"{ROOF} {RENTS}", COST, LATE)
    after = text_of(ROOF, COST, f"{LATE} {YORK}")
    assert became(RENTS, before, after, knowing_before=knowing_before).state == "deleted"


ONE_APART = [
    ("one name", RENTS.replace("Leeds", "York")),
    ("one number", RENTS.replace("5%", "7%")),
    ("one name, as the first word", RENTS.replace("Rents in Leeds", "Rents in Cork")),
]


@pytest.mark.parametrize("other", [row[1] for row in ONE_APART], ids=[row[0] for row in ONE_APART])
@pytest.mark.parametrize("stood_before", [True, False], ids=["stood there before", "comes in"])
def test_one_name_or_number_is_enough_to_be_another_claim(other, stood_before, knowing_before):
    rest = f"{LATE} {other}"
    before = text_of(f"{ROOF} {RENTS}", COST, rest if stood_before else LATE)
    after = text_of(ROOF, COST, rest)
    for quote in (RENTS, "rose by 5% last year", "last year, according to the city audit."):
        found = became(quote, before, after, knowing_before=knowing_before)
        assert (found.state, found.anchor) == ("deleted", None), quote


def test_words_within_a_deleted_sentence_do_not_slide_onto_a_look_alike_in_its_place():
    before, after = (
        text_of(f"{RENTS} {YORK.replace('York', 'Derby')}"),
        text_of(YORK.replace("York", "Derby")),
    )
    assert became("Rents in", before, after, knowing_before=True).state == "deleted"
    second = resolve([on("Rents in", before, nth=1)], after, before=before)[0]
    assert (second.state, second.anchor.start) == ("moved", 0)


def test_what_was_deleted_returns_word_for_word_and_newly_typed_or_not_at_all():
    first, gone = text_of(f"{ROOF} {RENTS}", COST), text_of(ROOF, COST)
    part = "last year, according to the city audit."
    for quote in (RENTS, part):
        lost = on(quote, first)
        assert resolve([lost], gone, before=first)[0].state == "deleted"
        for comes, state in [(YORK, "deleted"), (RENTS.replace("5%", "6%"), "deleted"), (RENTS, "moved")]:
            after = text_of(ROOF, f"{COST} {comes}")
            assert resolve([lost], after, before=gone)[0].state == state, (quote, comes)
    stood = text_of(ROOF, f"{COST} {RENTS}")
    assert resolve([on(RENTS, text_of(LATE, RENTS))], stood, before=stood)[0].state == "deleted"


def test_of_two_equally_good_rewordings_a_person_chooses():
    before = text_of(ROOF, RENTS, COST)
    one, other = RENTS.replace("5%", "6%"), RENTS.replace("5%", "7%")
    found = became(RENTS, before, text_of(ROOF, one, COST, other, ids="wxyz"), knowing_before=True)
    assert (found.state, [c.exact for c in found.candidates]) == ("ambiguous", [one, other])
    assert (
        became(RENTS, before, text_of(ROOF, one, COST, LATE, ids="wxyz"), knowing_before=True).state
        == "changed"
    )


def test_a_deleted_copy_does_not_take_the_place_of_the_copy_that_stays():
    before, after = text_of(f"{LATE} {ROOF}", DOUBT, f"{COST} {LATE}"), text_of(ROOF, DOUBT, f"{COST} {LATE}")
    first, second = on(LATE, before), on(LATE, before, nth=1)
    states = [found.state for found in resolve([first, second], after, before=before)]
    assert states == ["deleted", "exact"]
    assert [found.state for found in resolve([first, second], after)] == ["deleted", "exact"]


def test_copies_are_told_apart_by_what_stands_around_them(knowing_before):
    before = text_of(f"{ROOF} {LATE}", f"{COST} {LATE}")
    after = text_of(f"{COST} {LATE}", f"{ROOF} {LATE}", ids=("x", "y"))
    first = became(LATE, before, after, knowing_before=knowing_before)
    second = became(LATE, before, after, nth=1, knowing_before=knowing_before)
    assert (first.state, first.anchor.block) == ("moved", "y")
    assert (second.state, second.anchor.block) == ("moved", "x")


def test_two_equally_good_copies_are_left_to_a_person(knowing_before):
    before = text_of(ROOF, LATE, COST)
    after = text_of(DOUBT, LATE, DOUBT, LATE, DOUBT, ids="vwxyz")
    found = became(LATE, before, after, knowing_before=knowing_before)
    assert (found.state, found.anchor) == ("ambiguous", None)
    assert [candidate.block for candidate in found.candidates] == ["w", "y"]


def test_joined_sentences_are_changed_within_the_joint_one():
    joined = ROOF[:-1] + ", and " + COST[0].lower() + COST[1:]
    after = text_of(joined, *(s.text for s in OLD[1:]))
    first = became(ROOF, OLD, after, knowing_before=True)
    second = became(COST, OLD, after, knowing_before=True)
    assert first.anchor.exact.startswith(ROOF[:-1])
    assert second.anchor.exact.casefold() == COST.casefold()
    assert COST.casefold() not in first.anchor.exact.casefold()


def test_a_sentence_split_in_two_is_covered_by_both():
    split = COST.replace(" that the plan", ". The plan")
    found = became(COST, OLD, edited(COST, split), knowing_before=True)
    assert (found.state, found.anchor.exact) == ("changed", split)


PARTS = [
    ("the plan would cost 12 million euros", "on Monday", "late on Tuesday", "moved", None),
    (
        "the plan would cost 12 million euros",
        "12 million",
        "about 14 million",
        "changed",
        "the plan would cost about 14 million euros",
    ),
    ("Ada Okoro", "Ada Okoro", "Eve Mbeki", "changed", "Eve Mbeki"),
    ("12 million", "12", "14", "changed", "14 million"),
    ("Ada Okoro", "the plan", "the whole plan", "exact", None),
]


@pytest.mark.parametrize(("part", "was", "now", "state", "words"), PARTS)
def test_a_part_of_a_sentence_is_carried_with_it(part, was, now, state, words):
    found = became(part, OLD, edited(was, now), knowing_before=True)
    assert (found.state, found.anchor.exact) == (state, words or part)


def test_a_name_in_a_deleted_sentence_does_not_jump_to_the_same_name_elsewhere(knowing_before):
    before = text_of(f"{ROOF} {COST}", "Nobody else spoke. Afterwards Ada Okoro declined to comment.")
    after = text_of(ROOF, "Nobody else spoke. Afterwards Ada Okoro declined to comment.")
    assert became("Ada Okoro", before, after, knowing_before=knowing_before).state == "deleted"


SCRIPTS = [
    ("emoji", "🎉🎊 Wir feiern 🏳️‍🌈 heute im Park.", "Die Stadt zahlt 300 Euro für Getränke 🥤 und Kuchen."),
    (
        "combining",
        "Le cafe\u0301 a ferme\u0301 ses portes.",
        "La mairie e\u0301tudie un nouveau de\u0301bit au marche\u0301.",
    ),
    (
        "rtl",
        "قال الوزير إن الأسعار ارتفعت بنسبة خمسة في المئة.",
        "ورفضت المعارضة الأرقام التي أعلنتها الحكومة أمس في البرلمان.",
    ),
    ("hebrew", "הממשלה אישרה את התקציב.", "האופוזיציה דחתה את הנתונים שהוצגו אתמול בכנסת."),
    ("cjk", "市议会周一批准了预算。", "市长表示该计划将耗资一千二百万欧元。"),
]


@pytest.mark.parametrize(("first", "second"), [row[1:] for row in SCRIPTS], ids=[row[0] for row in SCRIPTS])
def test_offsets_are_code_points_in_every_script(first, second, knowing_before):
    joint = "" if first.endswith("。") else " "
    before = text_of(LATE, first + joint + second)
    moved = became(
        second, before, text_of(LATE, "🎈 " + first + joint + second), knowing_before=knowing_before
    )
    assert (moved.state, moved.anchor.exact) == ("moved", second)
    assert moved.anchor.start == 2 + len(first + joint)
    other = second[:-2] + "é😀" + second[-1]
    changed = became(second, before, text_of(LATE, first + joint + other), knowing_before=knowing_before)
    assert (changed.state, changed.anchor.exact) == ("changed", other)


def test_paragraphs_may_share_an_id():
    before = text_of(ROOF, COST, RENTS, ids=["b", "b", "b"])
    after = text_of(ROOF, LATE, COST, RENTS, ids=["b", "b", "b", "b"])
    found = resolve([on(s, before) for s in (ROOF, COST, RENTS)], after, before=before)
    assert [f.anchor.exact for f in found] == [ROOF, COST, RENTS]


def test_an_anchor_that_was_not_made_in_the_text_before_is_found_by_its_words():
    assert resolve([on(COST, OLD)], OLD, before=text_of(LATE))[0].state == "exact"
    shifted = edited(ROOF, LATE)
    assert resolve([on(COST, OLD)], shifted, before=text_of(LATE))[0].state == "moved"


def test_answers_come_in_the_order_asked():
    anchors = [on(quote, OLD) for quote in (LATE, COST, RENTS, ROOF)]
    found = resolve(anchors, edited(RENTS, ""), before=OLD)
    assert [f.anchor and f.anchor.exact for f in found] == [LATE, COST, None, ROOF]
    assert resolve([], OLD) == []
