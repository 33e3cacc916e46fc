"""An article as IPTC ninjs 3.1 (News in JSON).

Tells what readers are shown and what people in the newsroom stand by, as `syndication.newsarticle` does.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from articles.models import ArticlePage
from articles.models.usage import rights_of
from entities.models import Entity
from syndication.newsarticle import AUTHORS, modified_at, name_of_site, plain
from syndication.published import Kept
from syndication.telling import API, FAMILY_ADDRESS

MEDIA_TYPE = "application/vnd.iptc.ninjs+json"
VERSION = "3.1"
STANDARD = {
    "name": "ninjs",
    "version": VERSION,
    "schema": f"http://www.iptc.org/std/ninjs/ninjs-schema_{VERSION}.json#",
}
KINDS: dict[str, str] = {
    Entity.Kind.PERSON: "people",
    Entity.Kind.ORGANISATION: "organisations",
    Entity.Kind.PLACE: "places",
}
OURS = re.compile(r'\b(href|src)="(?=/(?!/))')  # an address of this server, without its name

Item = dict[str, Any]


def item(article: ArticlePage, request: HttpRequest, kept: Kept, *, is_full: bool) -> Item:
    """The news item of an article of `published`; without `is_full` its text is left out."""
    found: Item = {
        "uri": request.build_absolute_uri(f"{API}/{FAMILY_ADDRESS['article']}/{article.pk}"),
        "standard": STANDARD,
        "type": "text",
        "representationType": "full" if is_full else "partial",
        "pubStatus": "usable",
        "title": article.title,
        "slugline": article.slug,
        "language": article.language,
        "urgency": article.urgency,
        "located": article.dateline,
        "by": _names([each.contributor.name for each in article.bylines.all() if each.role in AUTHORS]),
        "copyrightHolder": name_of_site(request),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.title}],
        "descriptions": _descriptions(article),
        "genres": [{"name": article.get_genre_display()}],
        "subjects": [{"name": topic.name} for topic in article.topics.all()],
        "associations": _picture(article, request),
        "edNote": "\n\n".join(each.notice for each in kept.corrections),
        **_times(article, kept),
        **_on_file(kept),
    }
    if article.kicker:
        found["headlines"].append({"role": "kicker", "contentType": "text/plain", "value": article.kicker})
    if is_full:
        found["bodies"] = _bodies(article, request, kept)
    return {name: value for name, value in found.items() if value}


def _names(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _times(article: ArticlePage, kept: Kept) -> Item:
    times = {"firstCreated": article.first_published_at, "versionCreated": modified_at(article, kept)}
    return {name: moment.isoformat() for name, moment in times.items() if moment}


def _on_file(kept: Kept) -> Item:
    found: Item = {"people": [], "organisations": [], "places": []}
    for entity in kept.named:
        if kind := KINDS.get(entity.kind):
            found[kind].append({"name": entity.name, "rel": "mentions", **_identifier(entity)})
    sources = {each.source_entity for each in kept.quotations if each.source_entity in kept.named}
    found["infoSources"] = [
        {"name": entity.name, "role": "quoted", **_identifier(entity)}
        for entity in kept.named
        if entity in sources
    ]
    if kept.revision:
        found["version"] = str(kept.revision.number)
    return found


def _identifier(entity: Entity) -> Item:
    return {"uri": f"http://www.wikidata.org/entity/{entity.wikidata_id}"} if entity.wikidata_id else {}


def _descriptions(article: ArticlePage) -> list[Item]:
    words = plain(article.standfirst)
    return [{"role": "summary", "contentType": "text/plain", "value": words}] if words else []


def _picture(article: ArticlePage, request: HttpRequest) -> list[Item]:
    if not article.lead_image:
        return []
    rendition = article.lead_image.get_rendition("width-1200")
    address = request.build_absolute_uri(rendition.url)
    words = {"caption": plain(article.lead_image_caption), "alt": article.lead_image_alt}
    rights = rights_of(article.lead_image)
    shown: Item = {
        "name": "main",
        "uri": address,
        "type": "picture",
        "by": article.lead_image_credit or rights["credit"],
        "copyrightNotice": rights["copyright_notice"],
        "usageTerms": rights["usage_terms"],
        "rightsInfo": {"linkedRights": rights["rights_url"]} if rights["rights_url"] else {},
        "descriptions": [
            {"role": role, "contentType": "text/plain", "value": value}
            for role, value in words.items()
            if value
        ],
        "renditions": [
            {"name": "main", "href": address, "width": rendition.width, "height": rendition.height}
        ],
    }
    return [{name: value for name, value in shown.items() if value}]


def _bodies(article: ArticlePage, request: HttpRequest, kept: Kept) -> list[Item]:
    html = "".join(block.render() for block in article.body)
    html = OURS.sub(rf'\1="{request.build_absolute_uri("/")[:-1]}', html)
    bodies: list[Item] = [{"role": "main", "contentType": "text/html", "value": html}]
    if kept.revision:
        text = kept.revision.text.plain
        told = {"charCount": len(text), "wordCount": kept.revision.word_count}
        bodies.append({"role": "text", "contentType": "text/plain", **told, "value": text})
    return bodies
