"""A newsroom with two stories in one state, and what is sent to each address of the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient
from wagtail.models import Comment

from accounts.models import User
from annotations.models import Attribution
from annotations.versions import version_of as reading_version
from articles.corrections import ask_for_correction
from articles.editing import keep_changes
from articles.embargo import set_embargo
from articles.kills import kill
from articles.locks import lock_story
from articles.media import add_document, add_image
from articles.models import ArticlePage, ArticleRevision, Draft, SectionPage
from articles.publishing import schedule_story
from articles.versions import token_of
from claims.actions import add_evidence
from claims.models import Claim, ImportedReview, ReviewImport, Suggestion
from claims.versions import version_of
from entities.actions import add_alias
from entities.history import version_of as entity_version
from entities.models import Alias, Entity
from entities.models import Suggestion as EntitySuggestion
from syndication.actions import add_webhook
from tests.api.test_media import png
from tests.conftest import paragraphs, person, work
from wires.actions import Sent, begin_job
from wires.feeds import add_feed

PEOPLE = {  # of the section News, where they are of one
    "Reporters": ("Reporters", "News reporters"),
    "Colleagues": ("Reporters", "News reporters"),
    "Desk editors": ("Desk editors", "News editors"),
    "Fact-checkers": ("Fact-checkers",),
    "Copy editors": ("Copy editors",),
    "Lawyers": ("Lawyers",),
    "Managing editors": ("Managing editors",),
    "Administrators": ("Administrators",),
}


class House:
    """Two stories in one state, the first of News, the other of Sport, and one of all that hangs on them."""

    def __init__(self, news: SectionPage, sport: SectionPage, state: str) -> None:
        self.clients = {"Readers": APIClient()}
        self.users = users = {
            role: person(role.lower().replace(" ", "_"), *groups) for role, groups in PEOPLE.items()
        }
        for role, user in users.items():
            self.clients[role] = APIClient()
            # Nothing but rights: what tokens take from them is tests/api/test_scopes.py's. And the
            # same account each time, which keeps its rights in mind: a second for hundreds of requests.
            self.clients[role].force_authenticate(user)
        self.stories: list[ArticlePage] = []
        head, writer = users["Managing editors"], users["Reporters"]
        for number, (section, owner) in enumerate(((news, writer), (sport, None))):
            text = (
                f"“The bridge number {number} will cost {number + 3} million,” said Mara Lindqvist on Monday."
            )
            story = ArticlePage(title=f"Bridge {number}", body=paragraphs(text), live=False, owner=owner)
            section.add_child(instance=story)
            story.save_revision(user=writer)
            self.stories.append(story)
        work()
        if state in PUBLISHED:
            for story in self.stories:
                story.get_latest_revision().publish(user=head)
            work()
        said = {"user": head, "text": "Who says so?", "contentpath": "title"}
        self.comments = Comment.objects.bulk_create(Comment(page=story, **said) for story in self.stories)
        self.drafts = [
            keep_changes(
                story,
                {"kicker": "Mine"},
                by=writer,
                began_from=token_of(story),
                reason=Draft.Reason.STALE,
                door=Draft.Door.API,
            )
            for story in self.stories
        ]
        self.claims = [Claim.objects.appearing_in(story).order_by("pk")[0] for story in self.stories]
        self.webhook, _ = add_webhook(by=users["Administrators"], url="https://hooks.example/in")
        if state in PUBLISHED:
            self.correction = ask_for_correction(self.stories[1], "It is 45.", wrong="The sum.", by=head)
        self.image = add_image(SimpleUploadedFile("x", png()), {}, by=head)
        self.document = add_document(SimpleUploadedFile("x", b"%PDF-"), {}, by=head)
        self.evidence = [
            add_evidence(claim, "https://example.invalid/", title="A page", by=head) for claim in self.claims
        ]
        handed_in = ReviewImport.objects.create(name="reviews.jsonld")
        told = {"publisher": "Checks Example", "url": "https://checks.example/1", "raw": {}, "label": "True"}
        review = ImportedReview.objects.create(updated_at=timezone.now(), source=handed_in, **told)
        self.matches = [
            Suggestion.objects.create(claim=claim, review=review, score=0.8, likeness=0.8)
            for claim in self.claims
        ]
        self.appearances = [
            claim.appearances.get(article_id=story.pk)
            for claim, story in zip(self.claims, self.stories, strict=True)
        ]
        self.job = begin_job([Sent(b"Rain\n\nIt rains.", "text/plain")], by=head, section=news)
        self.feed = add_feed("https://coast.example/feed", section=news, by=head)
        self.entity = Entity.objects.get(name="Mara Lindqvist")
        Alias.objects.create(entity=self.entity, name="The chair")
        self.other = Entity.objects.create(name="Mara Holm", kind="person", state="confirmed")
        asked = {"entity": self.entity, "other": self.other, "score": 0.8, "reason": "alike"}
        self.question = EntitySuggestion.objects.create(**asked)
        add_alias(self.entity, "Mara", by=head)  # something to take back
        for story in self.stories:
            story.refresh_from_db()
            if bring := BROUGHT.get(state):
                bring(story, head)
        work()

    def paths(self, path: str) -> list[str]:
        """An address with its places filled in: once, or for each story."""
        if is_about_stories(path) and not path.startswith("claims/"):
            return [
                _filled(
                    path,
                    article=story.pk,
                    pk=comment.pk if "comments" in path else story.pk,
                    block=story.body.raw_data[0]["id"],
                    place=Attribution.objects.filter(revision__article_id=story.pk).last().place,  # type: ignore[union-attr]
                    draft=draft.pk,
                )
                for story, draft, comment in zip(self.stories, self.drafts, self.comments, strict=True)
            ]
        if is_about_stories(path):
            return [
                _filled(
                    path,
                    claim=claim.pk,
                    pk=claim.pk,
                    evidence=evidence.pk,
                    match=match.pk,
                    appearance=appearance.pk,
                )
                for claim, evidence, match, appearance in zip(
                    self.claims, self.evidence, self.matches, self.appearances, strict=True
                )
            ]
        for word in FAMILIES:
            if path.startswith(f"{word}s/<id:pk>"):
                return [_filled(path, pk=getattr(self, word).pk)]
        others = {
            "webhooks": self.webhook,
            "ingest": self.job,
            "feeds": self.feed,
            "users": self.users["Reporters"],
        }
        kind = others.get(path.partition("/")[0], self.entity)
        return [
            _filled(
                path,
                pk=kind.pk,
                entity=self.entity.pk,
                suggestion=self.question.pk,
                job=self.job.pk,
            )
        ]


def is_about_stories(path: str) -> bool:
    """Whether an address leads to a story, or to a claim in one."""
    return "<id:article>" in path or path.startswith(("articles/<id:pk>", "claims/<id:"))


def _filled(path: str, **values: Any) -> str:
    for name, value in {
        "number": 1,
        "old": 1,
        "new": 1,
        "slug": "news",
        **values,
    }.items():
        for kind in ("id", "slug", "int", "str", "uuid"):
            path = path.replace(f"<{kind}:{name}>", str(value))
    assert "<" not in path, f"Say in tests/api/test_permissions.py what stands in {path}."
    return path


PUBLISHED = ("published", "embargoed", "killed")
BROUGHT: dict[str, Callable[[ArticlePage, User], Any]] = {
    "embargoed": lambda story, head: set_embargo(story, timezone.now() + timedelta(days=1), by=head),
    "scheduled": lambda story, head: schedule_story(
        story, go_live_at=timezone.now() + timedelta(days=1), by=head
    ),
    "killed": lambda story, head: kill(story, by=head, **KILLED),
    "locked": lambda story, head: lock_story(story, by=head),
}


def place(house: House, number: int) -> dict[str, Any]:
    """Where a comment is put: on a name in the newest state."""
    revision = ArticleRevision.objects.latest_of(house.stories[number])
    assert revision is not None
    start = revision.text.plain.index("Mara")
    return {"revision": revision.number, "start": start, "end": start + 4}


def state_of(house: House, path: str) -> dict[str, str]:
    """The state of a correction, picture or document, which a change of it names."""
    address = "/".join(path.split("/")[:2])
    return {"If-Match": house.clients["Administrators"].get(f"/api/v1/{address}")["ETag"]}


FAMILIES = ("correction", "image", "document")
CONDITIONAL = (*FAMILIES, "feed", "webhook")
FILES = {"POST /images": png(), "POST /documents": b"%PDF-"}
PARAGRAPH = {"type": "paragraph", "value": "<p>It opens in May.</p>"}
NOW = timezone.now().isoformat()
TOMORROW, YESTERDAY = (
    (timezone.now() + days).isoformat() for days in (timedelta(days=1), timedelta(days=-1))
)
KILLED = {"reason": "It is libel.", "notice": "We withdrew this story."}


# What is sent so that nothing but a missing right is in the way.
SENT: dict[str, dict[str, Any] | list[Any] | Callable[[House, int], dict[str, Any]]] = {
    "POST /articles": {"headline": "Ferry sails again", "section": "news"},
    "PATCH /articles/{pk}": {"kicker": "Harbour"},
    "POST /feeds": {"url": "https://harbour.example/feed", "section": "news"},
    "PATCH /feeds/{pk}": {"name": "Coast"},
    "POST /ingest": [{"type": "text/plain", "content": "Ferry\n\nIt sails."}],
    "POST /claims": lambda house, number: {
        "article": house.stories[0].pk,
        "revision": 1,
        "selectors": [{"type": "TextQuoteSelector", "exact": "bridge number 0"}],
    },
    "PATCH /claims/{pk}": {"statement": "The bridge costs 3 million."},
    "POST /claims/acts": lambda house, number: {
        "act": "set_aside",
        "claims": [house.claims[0].pk],
        "status": "in_check",
    },
    "POST /claims/{claim}/acts": {"act": "set_aside"},
    "POST /claims/{claim}/notes": {"text": "Who says so?"},
    "POST /claims/{claim}/evidence": {"url": "https://example.invalid/x", "title": "X"},
    "POST /claims/{claim}/evidence/{evidence}/retract": {"why": "It is wrong."},
    "POST /claims/{claim}/verdicts": {"rating": "true", "reason": "The budget says so."},
    "POST /articles/{article}/reject": {"comment": "Say where the figure is from."},
    "POST /articles/{article}/embargo": {"until": TOMORROW},
    "POST /articles/{article}/take-over": lambda house, number: {
        "holder": house.users["Managing editors"].pk
    },
    "POST /articles/{article}/schedule": {"go_live_at": TOMORROW},
    "POST /articles/{article}/kill": KILLED,
    "POST /articles/{article}/lift-kill": {"why": "It was none."},
    "POST /articles/{article}/blocks": PARAGRAPH,
    "PUT /articles/{article}/blocks/{block}": PARAGRAPH,
    "POST /articles/{article}/blocks/{block}/move": {"at": 0},
    "POST /articles/{article}/comments": {"text": "Since when?", "field": "headline"},
    "POST /articles/{article}/comments/{pk}/reply": {"text": "The chair."},
    "POST /articles/{article}/comments/{pk}/place": place,
    "POST /webhooks": {"url": "https://hooks.example/other"},
    "PATCH /webhooks/{pk}": {"description": "For the archive"},
    "POST /webhooks/{pk}/replay": {"since": YESTERDAY, "until": NOW},
    "POST /articles/{article}/revisions/{number}/label": {"name": "As filed"},
    "POST /corrections": lambda house, number: {
        "article": house.stories[1].pk,
        "wrong": "The sum.",
        "text": "It is 45.",
    },
    "PATCH /corrections/{pk}": {"text": "It is 46."},
    "POST /corrections/{pk}/refuse": {"why": "It is right."},
    "POST /corrections/{pk}/withdraw": {"why": "It is right."},
    "PATCH /images/{pk}": {"title": "Bridge"},
    "PATCH /documents/{pk}": {"title": "Minutes"},
    "POST /entities/{entity}/rename": {"name": "Mara Holm"},
    "POST /entities/{entity}/kind": {"kind": "group"},
    "POST /entities/{entity}/identify": {"wikidata_id": "Q42"},
    "POST /entities/{entity}/merge": lambda house, number: {"into": house.other.pk},
    "POST /entities/{entity}/split": {"names": ["The chair"]},
    "POST /entities/{entity}/aliases": {"name": "The head of the board"},
    "POST /entities/{entity}/aliases/remove": {"name": "The chair"},
    "POST /correction-requests": lambda house, number: {
        "article": house.stories[1].pk,
        "wrong": "You write that the bridge costs 4 million, and it is 45 million.",
    },
}


def conditions(house: House, operation: str, path: str, number: int) -> dict[str, str]:
    """The headers that a change of something needs: the state in which it stands."""
    is_change = not operation.startswith("GET")
    if "/reading/attributions/" in path:
        newest = ArticleRevision.objects.latest_of(house.stories[number])
        assert newest
        return {"If-Match": f'"{reading_version(newest)}"'}
    if is_change and path.startswith("articles/"):
        return {"If-Match": f'"{token_of(house.stories[number])}"'}
    if operation in (
        "POST /claims/{claim}/acts",
        "POST /claims/{claim}/verdicts",
        "PATCH /claims/{pk}",
    ):
        return {"If-Match": f'"{version_of(house.claims[number])}"'}
    if is_change and path.partition("/")[0].removesuffix("s") in CONDITIONAL and "/" in path:
        return state_of(house, path)
    if is_change and path.startswith("entities/"):
        return {"If-Match": f'"{entity_version(house.entity)}"'}
    return {}
