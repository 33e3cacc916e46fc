"""Every correction that was issued before was asked for and published by whoever signed it."""

from django.db import migrations


def tell_how_they_came_about(apps, schema_editor):
    Correction = apps.get_model("articles", "Correction")
    Proposed = apps.get_model("articles", "ProposedCorrection")
    Act = apps.get_model("articles", "CorrectionAct")
    Publication = apps.get_model("articles", "Publication")
    for correction in Correction.objects.filter(proposed=None).order_by("pk").iterator():
        revision_id = correction.revision_id or (
            Publication.objects.filter(article_id=correction.article_id)
            .order_by("-published_at", "-pk")
            .values_list("revision_id", flat=True)
            .first()
        )
        if revision_id is None:
            continue  # nothing that readers saw: it has no place in the list of what was corrected
        proposed = Proposed.objects.create(
            article_id=correction.article_id,
            revision_id=revision_id,
            kind=correction.kind,
            wrong=correction.wrong,
            text=correction.text,
            state="published",
            asked_at=correction.issued_at,
            asked_by_id=correction.issued_by_id,
            correction=correction,
        )
        wording = {"kind": correction.kind, "wrong": correction.wrong, "text": correction.text}
        for name in ("asked", "published"):
            Act.objects.create(
                proposed=proposed,
                name=name,
                wording=wording,
                at=correction.issued_at,
                by_id=correction.issued_by_id,
            )


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_corrections")]
    operations = [migrations.RunPython(tell_how_they_came_about, migrations.RunPython.noop)]
