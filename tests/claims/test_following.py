"""Appearances through several revisions: deleted ones come back with their very words or not at all."""

import pytest

from claims.models import Appearance
from tests.claims.test_claims import SENTENCE, bridge, edit
from tests.conftest import work

pytestmark = pytest.mark.django_db

LOOK_ALIKE = SENTENCE.replace("40 million", "55 million")


def test_a_deleted_claim_does_not_come_back_in_a_look_alike_that_is_typed_later(article, reporter):
    work()
    appearance = Appearance.objects.get(claim=bridge())
    edit(article, reporter, SENTENCE, "")
    edit(article, reporter, "ten years", f"ten years. {LOOK_ALIKE} It took")
    edit(article, reporter, "ten years", "eleven years")
    rows = [(a.state, a.first.number, a.last.number) for a in appearance.anchors.all()]
    assert rows == [("exact", 1, 1), ("deleted", 2, 4)]
