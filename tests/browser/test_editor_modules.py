"""The editor's pure JavaScript, in the browser that will run it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db(transaction=True)
Call = Callable[..., Any]


@pytest.fixture
def call(browser: Browser, live_server: object) -> Iterator[Call]:
    """`call("follow.js", "follow", …)` calls an exported function."""
    context = browser.new_context(base_url=str(live_server))
    page = context.new_page()
    page.goto("/desk/login/")

    def run(module: str, name: str, *arguments: Any) -> Any:
        script = "async ([url, name, args]) => (await import(url))[name](...args)"
        return page.evaluate(script, [f"/static/desk/{module}", name, list(arguments)])

    yield run
    context.close()


def test_code_points_become_utf_16_units(call: Call) -> None:
    for text, start, end in [("plain", 1, 3), ("🎉ab🎉c", 1, 3), ("🎉🎉", 1, 2), ("é👩‍🚀!", 0, 4)]:
        first, last = call("codepoints.js", "spanToUnits", text, start, end)
        assert text.encode("utf-16-le")[first * 2 : last * 2].decode("utf-16-le") == text[start:end]
    assert call("codepoints.js", "toUnits", "ab", 9) == 2


def test_words_are_followed_through_an_edit_and_never_guessed(call: Call) -> None:
    said = "Rents will fall, said Okoro. Rents rose."
    table = [
        (said, said, "Rents will fall", "Rents will fall"),
        (said, f"Today: {said}", "Okoro", "Okoro"),
        (said, said.replace("fall", "fall soon"), "Okoro", "Okoro"),
        (said, said.replace("fall", "rise"), "Rents will fall", None),
        (said, said.replace("Okoro", "Mayor Okoro"), "Okoro", "Okoro"),
        ("He said so. He left.", "He left.", "He said", None),
        ("He left.", "He came. He left.", "He left", "He left"),
        (said, "", "Okoro", None),
    ]
    for before, after, words, expected in table:
        start = before.index(words)
        found = call("follow.js", "follow", before, after, start, start + len(words))
        assert (found and after[found[0] : found[1]]) == expected, (before, after, words)


def test_words_that_stand_twice_have_no_one_place(call: Call) -> None:
    assert call("follow.js", "onlyPlace", "he said he left", "he") is None
    assert call("follow.js", "onlyPlace", "she left", "left") == [4, 8]
    assert call("follow.js", "onlyPlace", "she left", "") is None


@pytest.mark.parametrize(
    ("panel", "state", "words"),
    [
        ({"state": "empty"}, "empty", "Write and save: the story is read whenever you pause."),
        ({"state": "done", "saving": True}, "waiting", "Autosaved. It is read as soon as you pause."),
        ({"state": "waiting"}, "waiting", "Saved. Waiting to be read…"),
        ({"state": "reading"}, "reading", "Reading…"),
        ({"state": "done", "summary": "1 person"}, "done", "Read: 1 person."),
        ({"state": "failed", "rights": {"retry": True}}, "failed", "The reader failed on this text."),
    ],
)
def test_the_state_is_told_in_words(call: Call, panel: dict[str, Any], state: str, words: str) -> None:
    told = call("reading_status.js", "statusWords", panel)
    assert (told["state"], told["words"]) == (state, words)
    assert told["canRetry"] == (state == "failed")
