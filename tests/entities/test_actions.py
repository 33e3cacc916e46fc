"""What editors decide on entities, and the names that cannot be."""

import pytest
from django.core.exceptions import ValidationError

from entities.actions import rename_entity
from entities.models import Alias, Entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Entity:
    entity = Entity.objects.create(name="Mara", kind="person")
    Alias.objects.create(entity=entity, name="Mara")
    return entity


def test_the_old_name_stays_an_alias(mara, desk):
    rename_entity(mara, "  Mara   Lindqvist ", by=desk)
    mara.refresh_from_db()
    assert (mara.name, mara.state, mara.decided_by) == ("Mara Lindqvist", "confirmed", desk)
    assert set(mara.aliases.values_list("name", flat=True)) == {"Mara", "Mara Lindqvist"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "Mara\x00Lindqvist"])
def test_a_name_that_cannot_be_is_refused_at_its_field(mara, desk, name):
    with pytest.raises(ValidationError) as refusal:
        rename_entity(mara, name, by=desk)
    assert set(refusal.value.message_dict) == {"name"}
    assert mara.aliases.count() == 1
