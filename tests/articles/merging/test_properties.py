"""Whatever two people do to a story, nothing that either wrote is dropped, and one alone always wins."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.merging import Choice, all_of, weave
from tests.articles.merging.making import bases, disputed, edited, settled, words

MANY = settings(max_examples=40, deadline=None)


@st.composite
def three(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    base = draw(bases())
    return base, draw(edited(base, "theirs")), draw(edited(base, "mine"))


@MANY
@given(three())
def test_where_one_side_changed_nothing_the_other_is_the_result_to_the_letter(versions: Any) -> None:
    base, theirs, mine = versions
    for plan, expected in (
        (weave(base, theirs, base), theirs),
        (weave(base, base, mine), mine),
        (weave(base, mine, mine), mine),
    ):
        assert plan.conflicts == []
        assert plan.settle({}) == expected


@MANY
@given(three())
def test_no_word_is_lost(versions: Any) -> None:
    base, theirs, mine = versions
    plan = weave(base, theirs, mine)
    kept = settled(plan) | disputed(plan)
    added = (words(theirs) | words(mine)) - words(base)
    assert added <= kept
    assert words(theirs) & words(mine) <= kept, "words that neither removed"
    assert not plan.conflicts or settled(plan) != set() or disputed(plan) != set()


@MANY
@given(three())
def test_every_choice_gives_a_story_with_all_that_was_chosen(versions: Any) -> None:
    base, theirs, mine = versions
    plan = weave(base, theirs, mine)
    for take, other in (("theirs", "mine"), ("mine", "theirs")):
        result = plan.settle(all_of(plan.conflicts, take))  # type: ignore[arg-type]
        chosen = set().union(*(words(getattr(unit, take)) for unit in plan.conflicts if unit.form != "place"))
        assert words(result) >= settled(plan) | chosen, other
    both = {unit.key: Choice("both" if "both" in unit.takes else "mine") for unit in plan.conflicts}
    result = plan.settle(both)
    in_body = set().union(
        *(words(unit.theirs) | words(unit.mine) for unit in plan.conflicts if "both" in unit.takes)
    )
    assert words(result) >= in_body
    ids = [block["id"] for block in result["body"]]
    assert len(ids) == len(set(ids))


@MANY
@given(three())
def test_it_is_the_same_whoever_was_first(versions: Any) -> None:
    base, theirs, mine = versions
    one, other = weave(base, theirs, mine), weave(base, mine, theirs)
    assert settled(one) == settled(other)
    assert disputed(one) == disputed(other)
