"""An article as schema.org NewsArticle (30.0).

States only what people in the newsroom stand by: confirmed entities and confirmed quotations. What the
machine merely found is shown to readers with a word of caution, which structured data cannot carry.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

from annotations.models import Attribution
from annotations.names import source_in
from articles.models import ArticlePage, Byline
from articles.models.usage import rights_of
from articles.text import paragraphs
from claims.claimreview import agent
from entities.models import Entity
from syndication.published import Kept

Node = dict[str, Any]
TYPES: dict[str, str] = {
    Entity.Kind.PERSON: "Person",
    Entity.Kind.ORGANISATION: "Organization",
    Entity.Kind.PLACE: "Place",
    Entity.Kind.EVENT: "Event",
    Entity.Kind.WORK: "CreativeWork",
    Entity.Kind.LAW: "Legislation",
}
AUTHORS = (Byline.Role.WRITER, Byline.Role.REPORTING)


def name_of_site(request: HttpRequest | None) -> str:
    """The newsroom's name: the site's own, or the one of the settings."""
    site = Site.find_for_request(request) if request else None
    return (site and site.site_name) or settings.WAGTAIL_SITE_NAME


def publisher(request: HttpRequest) -> Node:
    """The newsroom itself."""
    return {
        "@type": "NewsMediaOrganization",
        "name": name_of_site(request),
        "url": request.build_absolute_uri("/"),
    }


def modified_at(article: ArticlePage, kept: Kept) -> datetime | None:
    """When it was published or corrected last."""
    if not article.last_published_at:
        return None
    return max([article.last_published_at, *(each.issued_at for each in kept.corrections[:1])])


def news_article(article: ArticlePage, request: HttpRequest, kept: Kept) -> Node:
    """The NewsArticle of a page that readers see, or of one being previewed (which says less).

    Asks nothing more of one that `published` fetched.
    """
    node: Node = {
        "@type": "NewsArticle",
        "headline": article.title,
        "alternativeHeadline": plain(article.standfirst),
        "inLanguage": article.language,
        "dateline": article.dateline,
        "publisher": publisher(request),
        "author": [
            {"@type": "Person", "name": byline.contributor.name}
            for byline in article.bylines.all()
            if byline.role in AUTHORS
        ],
        "articleSection": article.section.title if article.section else "",
        "keywords": [topic.name for topic in article.topics.all()],
    }
    if article.first_published_at:
        node["datePublished"] = article.first_published_at.isoformat()
    if moment := modified_at(article, kept):
        node["dateModified"] = moment.isoformat()
    if article.lead_image:
        rendition = article.lead_image.get_rendition("width-1200")
        rights = rights_of(article.lead_image)
        ends = rights["rights_expire_at"]
        node["image"] = {
            "@type": "ImageObject",
            "url": request.build_absolute_uri(rendition.url),
            "width": str(rendition.width),
            "height": str(rendition.height),
            "caption": plain(article.lead_image_caption),
            "creditText": article.lead_image_credit or rights["credit"],
            "copyrightNotice": rights["copyright_notice"],
            "license": rights["rights_url"],
            "conditionsOfAccess": rights["usage_terms"],
            "expires": ends.isoformat() if ends else "",
        }
        node["image"] = {key: value for key, value in node["image"].items() if value}
    if article.pk and article.live:
        node["url"] = node["mainEntityOfPage"] = request.build_absolute_uri(article.get_url(request))
        node |= _on_file(kept, node["url"])
    return {key: value for key, value in node.items() if value}


def _on_file(kept: Kept, url: str) -> Node:
    """What the newsroom keeps on file about the published text."""
    node: Node = {
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": correction.get_kind_display(),
                "text": correction.notice,
                "datePublished": correction.issued_at.isoformat(),
                "url": f"{url}#correction-{correction.pk}",
            }
            for correction in kept.corrections
        ]
    }
    if kept.revision is None:
        return node
    return node | {
        "wordCount": kept.revision.word_count,
        "version": str(kept.revision.number),
        "mentions": [_thing(entity) for entity in kept.named],
        "hasPart": [_quotation(attribution) for attribution in kept.quotations],
    }


def _thing(entity: Entity) -> Node:
    node: Node = {"@type": TYPES.get(entity.kind, "Thing"), "name": entity.name}
    if entity.wikidata_id:
        node["sameAs"] = f"https://www.wikidata.org/wiki/{entity.wikidata_id}"
    return node


def _quotation(attribution: Attribution) -> Node:
    node: Node = {"@type": "Quotation", "text": attribution.content_text.strip("“”\"'‘’ ,")}
    entity = attribution.source_entity
    if entity and entity.state == Entity.State.CONFIRMED:
        node["creator"] = agent(entity)
    elif source := source_in(attribution):
        node["creator"] = {"@type": "Person", "name": source}
    return node


def plain(html: str) -> str:
    """The words of stored rich text."""
    return " ".join(" ".join(text.split()) for _, text in paragraphs(html))
