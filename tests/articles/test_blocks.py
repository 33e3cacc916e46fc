"""The body's blocks as the editor's form meets them."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.embeds import embeds

from articles.blocks import BodyBlock


def embed(address: str):
    block = BodyBlock()
    return block, block.to_python([{"type": "embed", "value": {"embed": address, "caption": ""}}])


def test_an_address_that_nobody_answers_at_can_be_saved_and_nobody_is_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(embeds, "get_embed", lambda url, *args, **kwargs: asked.append(url))
    block, value = embed("https://no-such-host.invalid/video/1")
    assert block.clean(value)[0].value["embed"].url == "https://no-such-host.invalid/video/1"
    assert asked == []


def test_what_is_no_address_is_refused():
    block, value = embed("not an address")
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_list_begins_as_a_list():
    fresh = BodyBlock().child_blocks["list"].get_default()
    assert "<li" in fresh.source
