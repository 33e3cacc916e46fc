"""The Python client on a newsroom with its demo stories: NEWSROOM_URL and NEWSROOM_TOKEN say which."""

import os
from base64 import b64decode
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from newsroom_client import AuthenticatedClient, Client
from newsroom_client.api.articles import begin_article, change_article, get_article, list_articles
from newsroom_client.api.claims import add_claim_evidence, get_claim, list_claim_evidence, list_claims
from newsroom_client.api.images import upload_image
from newsroom_client.models import (
    ArticleBegun,
    ArticleChanges,
    ArticleDetail,
    BlockSent,
    EvidenceSent,
    PictureSent,
    Problem,
)
from newsroom_client.types import File, Response

T = TypeVar("T")
API = f"{os.environ['NEWSROOM_URL']}/api/v1"
READER = Client(base_url=API)
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DESK = AuthenticatedClient(base_url=API, token=os.environ["NEWSROOM_TOKEN"])


def found(answer: T | Problem | None) -> T:
    """What was asked for; AssertionError with the problem otherwise."""
    assert answer is not None
    assert not isinstance(answer, Problem), answer
    return answer


def problem(response: Response[Any]) -> Problem:
    """The problem that a request was answered with."""
    assert isinstance(response.parsed, Problem)
    assert response.parsed.status == response.status_code
    return response.parsed


def begun(key: str) -> Response[ArticleDetail | Problem]:
    """A new draft in the section News, begun once for a key."""
    body = [BlockSent(type_="paragraph", value="<p>Tolls stay.</p>")]
    story = ArticleBegun(section="news", headline="Bridge bill grows", body=body)
    return begin_article.sync_detailed(client=DESK, body=story, idempotency_key=key)


def test_a_reader_goes_through_all_stories() -> None:
    page = found(list_articles.sync(client=READER, page_size=2))
    seen = [story.id for story in page.results]
    while page.next_:
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]
        page = found(list_articles.sync(client=READER, page_size=2, cursor=cursor))
        seen += [story.id for story in page.results]
    assert len(seen) == len(set(seen)) > 2


def test_a_reader_asks_again_only_for_what_has_changed() -> None:
    story = found(list_articles.sync(client=READER)).results[0]
    first = get_article.sync_detailed(story.id, client=READER)
    assert found(first.parsed).headline == story.headline
    again = get_article.sync_detailed(story.id, client=READER, if_none_match=first.headers["ETag"])
    assert again.status_code == 304


def test_a_draft_is_begun_once_however_often_it_is_sent() -> None:
    key = str(uuid4())
    first, second = begun(key), begun(key)
    assert first.status_code == second.status_code == 201
    assert found(first.parsed).id == found(second.parsed).id
    assert second.headers["Idempotent-Replayed"] == "true"


def test_whoever_is_slower_is_told_and_changes_nothing() -> None:
    made = begun(str(uuid4()))
    number, began_from = found(made.parsed).id, made.headers["ETag"]
    for headline, status in (("Bridge bill doubles", 200), ("Bridge bill triples", 412)):
        changed = change_article.sync_detailed(
            number, client=DESK, body=ArticleChanges(headline=headline), if_match=began_from
        )
        assert changed.status_code == status
    refused = problem(changed)
    assert refused.type_.endswith("/problems/stale")
    assert refused.changed == ["headline"]
    assert refused.draft
    now = found(get_article.sync(number, client=DESK, state="draft"))
    assert now.headline == "Bridge bill doubles"


def test_evidence_is_added_to_a_claim() -> None:
    claim = found(list_claims.sync(client=DESK, status="new")).results[0]
    before = len(found(list_claim_evidence.sync(claim.id, client=DESK)).results)
    sent = EvidenceSent(kind="url", url="https://example.invalid/bill", title="The bill")
    added = found(add_claim_evidence.sync(claim.id, client=DESK, body=sent))
    assert added.title == "The bill"
    assert len(found(list_claim_evidence.sync(claim.id, client=DESK)).results) == before + 1
    assert found(get_claim.sync(claim.id, client=DESK)).status == "in_check"


def test_a_token_that_is_none_begins_no_story() -> None:
    stranger = AuthenticatedClient(base_url=API, token="nrt_none")
    story = ArticleBegun(section="news", headline="Bridge bill grows")
    assert problem(begin_article.sync_detailed(client=stranger, body=story)).status == 401


def test_a_picture_is_uploaded() -> None:
    file = File(payload=BytesIO(b64decode(DOT)), file_name="dot.png", mime_type="image/png")
    picture = found(upload_image.sync(client=DESK, body=PictureSent(file=file, alt="A dot")))
    assert (picture.title, picture.width, picture.height) == ("dot", 1, 1)
