"""How far a story is on its way: for the desk, not for readers."""

from tests.api.conftest import get, with_token


def test_the_stage_is_told_to_the_desk_alone(reader, published, write, reporter, desk):
    assert get(reader, f"articles/{published.pk}")["stage"] is None
    draft = write("On its way")
    draft.get_workflow().start(draft, reporter)
    token = with_token(desk)
    assert get(token, f"articles/{draft.pk}")["stage"] == "desk"
    stages = {row["headline"]: row["stage"] for row in get(token, "articles?state=all")["results"]}
    assert stages == {"On its way": "desk", published.title: "published"}
