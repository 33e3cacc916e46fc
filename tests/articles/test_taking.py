"""What is told of a story that comes in: its language, and nothing to whoever lacks the right."""

import pytest
from django.core.exceptions import PermissionDenied

from articles.importing import import_story
from articles.taking import take_in
from tests.articles.test_importing import wire

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["Body.", "Guessed."])
def test_whoever_lacks_the_right_learns_nothing_of_a_known_story(
    news, sport, desk, reporter, sport_desk, body
):
    import_story(wire(), section=news, by=desk)
    for by, section in ((reporter, news), (sport_desk, sport)):
        with pytest.raises(PermissionDenied) as refused:
            import_story(wire(body), section=section, by=by)
        assert "Tolls" not in str(refused.value)
    for known in (wire(body), wire(body, id="wire-2")):
        with pytest.raises(PermissionDenied, match="may not write in News"):
            import_story(known, section=news, by=sport_desk)


def test_a_story_that_states_no_language_gets_the_one_of_its_source(news):
    article, _ = import_story(wire(), section=news, language="fr")
    assert article.language == "fr"
    assert import_story(wire(), section=news, language="fr")[1] == "unchanged"
    assert import_story(wire(lang="en"), section=news, language="fr")[1] == "changed"


def test_a_refusal_says_what_was_at_fault_and_leaves_nothing(news, sport_desk):
    taken = take_in(wire(genre="news", section="moon"), section=news, by=None)
    assert (taken.outcome, taken.cause, taken.article) == ("refused", "copy", None)
    assert "no section “moon”" in taken.why
    assert take_in(wire(), section=news, by=sport_desk).cause == "rights"
    assert take_in(wire(), section=None, by=None).outcome == "new"
