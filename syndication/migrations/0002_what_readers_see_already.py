"""What readers see already is told of first, so that whoever begins at the beginning hears of all there is."""

import uuid

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def tell_of_what_is_there(apps, schema_editor):
    Change = apps.get_model("syndication", "Change")
    Ledger = apps.get_model("syndication", "Ledger")
    ArticlePage = apps.get_model("articles", "ArticlePage")
    SectionPage = apps.get_model("articles", "SectionPage")
    Embargo = apps.get_model("articles", "Embargo")
    Publication = apps.get_model("articles", "Publication")
    Claim = apps.get_model("claims", "Claim")
    Verdict = apps.get_model("claims", "Verdict")
    held = Embargo.objects.values("article_id")
    live = ArticlePage.objects.filter(live=True, alias_of=None).exclude(pk__in=held)
    paths = dict(live.values_list("pk", "path"))
    sections = list(SectionPage.objects.values_list("path", "slug"))
    shown = Publication.objects.filter(article_id__in=paths).order_by("published_at", "pk")
    newest = {article: (number, at) for article, number, at in shown.values_list(
        "article_id", "revision__number", "published_at"
    )}
    rows = []
    for article, (number, at) in newest.items():
        slugs = [slug for path, slug in sections if paths[article].startswith(path)]
        rows.append(("article.published", "article", article, slugs, at, {"revision": number}))
    verdicts = Verdict.objects.filter(claim__status="published").order_by().values_list("claim_id")
    for claim, verdict in verdicts.annotate(Max("pk")):
        rows.append(("claim.published", "claim", claim, [], timezone.now(), {"verdict": verdict}))
    rows.sort(key=lambda row: row[4])
    Change.objects.bulk_create(
        (
            Change(
                event=f"chg_{uuid.uuid4().hex}",
                number=number,
                kind=kind,
                is_public=True,
                subject=subject,
                subject_id=pk,
                sections=f",{','.join(slugs)}," if slugs else "",
                at=at,
                data=data,
            )
            for number, (kind, subject, pk, slugs, at, data) in enumerate(rows, start=1)
        ),
        batch_size=500,
    )
    Ledger.objects.update_or_create(pk=1, defaults={"last": len(rows)})


class Migration(migrations.Migration):
    dependencies = [
        ("syndication", "0001_initial"),
        ("articles", "0012_retention"),
        ("claims", "0017_search_of_reviews"),
    ]
    operations = [migrations.RunPython(tell_of_what_is_there, migrations.RunPython.noop)]
