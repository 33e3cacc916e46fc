"""Readers' pages about entities and claims. Only what a visible article published is ever shown."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations import names
from claims.claimreview import document
from claims.models import Claim, Verdict
from claims.readers import for_readers, shown_verdicts
from entities.models import Entity
from newsroom.public import records
from syndication.claimreviews import reviews_of
from syndication.places import places_of, public_claims

PER_PAGE = 25
SPEAKERS = (Entity.Kind.PERSON, Entity.Kind.ORGANISATION, Entity.Kind.GROUP)


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim that was checked, the newest verdict first."""
    # From the verdicts to the claims: the other way would look up the verdicts of all claims on file.
    verdicts = Verdict.objects.that_count().filter(claim__in=Claim.objects.public()).order_by("-pk")
    with_claims = verdicts.select_related("claim__claimant").prefetch_related(
        Prefetch("claim__verdicts", Verdict.objects.on_file())
    )
    page = Paginator(with_claims, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [verdict.claim for verdict in page.object_list]
    for_readers(page.object_list)
    return render(request, "public/claims.html", {"listing": page})


@require_safe
def claim(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One claim: who made it, what was found out, on what evidence, and where it stands."""
    found = get_object_or_404(public_claims(), pk=pk)
    for_readers([found])
    if request.path != found.get_absolute_url():
        return redirect(found.get_absolute_url(), permanent=True)
    places = places_of([found])
    review = reviews_of([found], places, request).get(found.pk)
    verdicts = shown_verdicts(found)
    shown = places[found.pk]
    stands = any(place.may_stand for place in shown)
    context = {
        "claim": found,
        "verdicts": verdicts,
        "replaced": list(zip(verdicts[1:], verdicts, strict=False)),
        "places": shown,
        "has_changed": not stands and any(place.is_changed for place in shown),
        "is_gone": not stands,
        "review": review and document(review),
    }
    return render(request, "public/claim.html", context)


@require_safe
def entity(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Everything said by and about somebody or something in published stories."""
    found = get_object_or_404(Entity.objects.select_related("merged_into"), pk=pk)
    while found.merged_into:
        found = found.merged_into
    if found.state == Entity.State.REJECTED:
        raise Http404("An editor found that this names nobody.")
    if not names.for_readers([found]):
        raise Http404("No published story names it.")
    said, about, made = records.said_by(found), records.articles_about(found), records.claims_by(found)
    if not (about.exists() or said.exists() or made.exists()):
        raise Http404("No published story names it.")
    if request.path != found.get_absolute_url():
        return redirect(found.get_absolute_url(), permanent=True)
    sayings = Paginator(said, PER_PAGE).get_page(request.GET.get("page"))
    sayings.object_list = records.with_articles(sayings.object_list)
    context = {
        "entity": found,
        "sayings": sayings,
        "about": records.cards(about[: records.ABOUT]),
        "about_count": about.count(),
        "claims": records.listed(made[: records.ABOUT], of=found),
        "speaks": found.kind in SPEAKERS or sayings.paginator.count > 0,
    }
    return render(request, "public/entity.html", context)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon when a page (the API's, an error) names none."""
    return redirect(static("newsroom/icon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone, and where the map is."""
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /api/",
        "Disallow: /*?marks=",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap-index'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
