"""The scale that a newsroom begins with, and where claims stand now in the desk's own words.

Which ratings were in use stays as it was; false and misleading ask for a second person from now on.
"""

from django.db import migrations

SCALE = [
    # code, label, meaning, value, colour, needs a second person
    ("true", "True", "What is claimed is so.", 5, "good", False),
    ("mostly-true", "Mostly true", "So, but for a detail.", 4, "good", False),
    ("mixed", "Mixed", "Partly so and partly not.", 3, "warn", False),
    ("misleading", "Misleading", "The words are so; what they suggest is not.", 2, "warn", True),
    ("false", "False", "What is claimed is not so.", 1, "bad", True),
    ("unproven", "Unproven", "Nothing found settles it.", None, "calm", False),
]
STATES = {"proposed": "new", "open": "triaged", "dismissed": "not_checkable", "decided": "published"}


def open_scale(rating):
    """The steps of a new newsroom's scale."""
    for order, (code, label, meaning, value, colour, second) in enumerate(SCALE):
        words = {"label": label, "meaning": meaning, "value": value, "colour": colour}
        rating.objects.create(code=code, order=order * 10, needs_second_person=second, **words)


def forwards(apps, schema_editor):
    open_scale(apps.get_model("claims", "Rating"))
    claim = apps.get_model("claims", "Claim")
    for old, new in STATES.items():  # readers saw every decided claim until now
        claim.objects.filter(status=old).update(status=new)


def backwards(apps, schema_editor):
    rating, claim = apps.get_model("claims", "Rating"), apps.get_model("claims", "Claim")
    for old, new in STATES.items():
        claim.objects.filter(status=new).update(status=old)
    claim.objects.filter(status__in=["assigned", "cross_check"]).update(status="in_check")
    claim.objects.filter(status__in=["duplicate", "withdrawn"]).update(status="dismissed", duplicate_of=None)
    rating.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_desk")]
    operations = [migrations.RunPython(forwards, backwards)]
