"""What the comparison of the tables forgives, and what it does not."""

import pytest

from tests.prose.reading import Said, _unlike


def said(source="Ada Obi", cue="said", content="rents rose", name="Ada Obi", mode="said", type="indirect"):
    return Said(type, source, cue, content, name, mode)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (said(content="rents rose"), said(content="that rents rose.")),
        (said(content="We won … We go on"), said(content="“We won,” … “We go on.”")),
        (said(source="the mayor, Ada Obi"), said(source="Ada Obi")),
        (said(source="a fan in a coat"), said(source="A fan in a coat, who came from Ghent")),
        (said(source="Ada Obi … Kim Dahl"), said(source="Both Ada Obi and Kim Dahl")),
        (said(cue="has said"), said(cue="said")),
        (said(cue="as … puts it"), said(cue="puts")),
        (said(cue="denied"), said(cue="has always denied")),
        (said(cue=""), said(cue=":")),
        (said(type=""), said(type="mixed")),
        (said(name="Robert Hale Jr."), said(name="Robert Hale Jr")),
    ],
)
def test_what_an_editor_would_not_mend_is_alike(expected, found):
    assert _unlike(expected, found) == []


@pytest.mark.parametrize(
    ("expected", "found", "part"),
    [
        (said(content="rents rose"), said(content="rents rose in May"), "content"),
        (said(content="rents rose in May"), said(content="rents rose"), "content"),
        (said(source="the mayor, Ada Obi"), said(source="Kim Dahl"), "source"),
        (said(source="she"), said(source="he"), "source"),
        (said(source=""), said(source="It"), "source"),
        (said(source="aides to Ada Obi"), said(source="Ada Obi"), "source"),
        (said(source="Ada Obi … Kim Dahl"), said(source="Ada Obi"), "source"),
        (said(cue="did not say"), said(cue="say"), "cue"),
        (said(cue="denied"), said(cue="told"), "cue"),
        (said(cue="denied"), said(cue="never denied"), "cue"),
        (said(cue=""), said(cue="said"), "cue"),
        (said(type="direct"), said(type="mixed"), "type"),
        (said(name=None), said(name="Ada Obi"), "name"),
        (said(mode="withheld"), said(mode="said"), "mode"),
    ],
)
def test_what_an_editor_would_mend_is_told(expected, found, part):
    assert _unlike(expected, found) == [part]
