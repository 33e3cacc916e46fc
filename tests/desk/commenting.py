"""Comments as the editor's form posts them."""

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import COMMENTS_RELATION_NAME, Comment
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticlePage
from articles.versions import token_of

BLOCK = "5b1f0c7e-2c4e-4a35-9f53-0d3c55d6f1a2"
OTHER = "7f0c2a44-6f0d-4a6c-8a1e-2f6f3c1d9b10"
EMPTY = rich_text('<p data-block-key="ccccc"></p>')  # a key of its own at every save would be news
FIRST, SECOND = "The bridge will cost 40 million crowns.", "Tolls would stay unchanged for ten years."


def words_at(start: int, end: int, key: str = "aaaaa") -> str:
    """A position as Draftail writes it."""
    return f'[{{"key":"{key}","start":{start},"end":{end}}}]'


def row(comment: Comment | None = None, replies: Any = (), **changed: Any) -> dict[str, Any]:
    """A comment as it is posted: as it stands, but for what is changed."""
    stands = {
        "id": str(comment.pk) if comment else "",
        "contentpath": comment.contentpath if comment else f"body.{BLOCK}",
        "text": comment.text if comment else "Who says so?",
        "position": words_at(4, 10),
        "resolved": "",
    }
    known = [reply for reply in replies if reply.get("id")]
    return {**stands, **changed, "replies": inline_formset(replies, initial=len(known))}


def form_of(
    article: ArticlePage, *rows: dict[str, Any], blocks: Any = None, **changed: Any
) -> dict[str, str]:
    """What the browser posts for an article with these comments; `blocks` are (id, words)."""
    blocks = ((BLOCK, FIRST), (OTHER, SECOND)) if blocks is None else blocks
    keys = {BLOCK: "aaaaa", OTHER: "bbbbb"}
    body: dict[str, Any] = streamfield(
        [
            ("paragraph", rich_text(f'<p data-block-key="{keys[ident]}">{words}</p>'))
            for ident, words in blocks
        ]
    )
    for n, (ident, _) in enumerate(blocks):
        body[f"{n}-id"] = ident
    known = [each for each in rows if each["id"]]
    data = {
        "title": article.title,
        "slug": article.slug,
        "kicker": "",
        "standfirst": EMPTY,
        "lead_image_caption": EMPTY,
        "body": body,
        "language": "en",
        "urgency": "5",
        "genre": "news",
        "bylines": inline_formset([]),
        "comments": inline_formset(rows, initial=len(known)),
        "version": token_of(article),
    }
    return nested_form_data({**data, **changed})


def post(client: Client, article: ArticlePage, data: dict[str, str], *, by_itself: bool = False) -> Any:
    """Save through the editor's address; `by_itself` as autosave does."""
    headers = {"Accept": "application/json"} if by_itself else {}
    return client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), data, headers=headers)


def open_comments(article: ArticlePage) -> list[Comment]:
    """The open comments of the newest state, with their positions in it."""
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    return [each for each in getattr(newest, COMMENTS_RELATION_NAME).all() if not each.resolved_at]
