"""What the caller of a request may see. Every resource asks here; what is not in these querysets is a 404.

Readers see what is published, in the words of its live revision. People with access to the desk see,
besides, the drafts that Wagtail lets them edit: a reporter his own, an editor his section's, fact-checkers
and managing editors all. Programs with a token see no more than its scopes and sections cover.
"""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from annotations.models import Mention
from api.questions import Question
from api.scopes import EMBARGO, Grant, grant_of
from articles.frontmatter import field_of
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Embargo,
    ProposedCorrection,
    Publication,
    SectionPage,
)
from claims.models import Appearance, AppearanceAnchor, Claim
from entities.models import Entity

STATES = ("published", "draft", "all")


@dataclass(frozen=True)
class Viewer:
    """Whoever asks, and what he may see; `grant`: what his token limits him to."""

    user: Any
    grant: Grant | None = None

    @cached_property
    def has_desk(self) -> bool:
        """Whether he may see anything that readers may not."""
        return self.user.is_authenticated and self.user.has_perm("wagtailadmin.access_admin")

    @cached_property
    def editable(self) -> QuerySet[Page]:
        """The pages whose drafts he may see, as primary keys for a subquery."""
        if not self.has_desk:
            return Page.objects.none().values("pk")
        policy = PagePermissionPolicy()
        pages = policy.instances_user_has_any_permission_for(self.user, {"change", "publish"})
        if self.grant:
            pages = pages.filter(self.grant.reach())
            if not self.grant.allows(EMBARGO):
                held = Embargo.objects.held()
                pages = pages.exclude(pk__in=held).exclude(alias_of__in=held)
        return pages.order_by().values("pk")

    @property
    def is_limited(self) -> bool:
        """Whether his token leads to some sections alone."""
        return self.grant is not None and self.grant.sections is not None

    @property
    def _reached(self) -> QuerySet[Page]:
        """The pages that his token leads to, as primary keys for a subquery."""
        return Page.objects.filter(self.grant.reach() if self.grant else Q()).order_by().values("pk")

    def may_edit(self, article_id: int) -> bool:
        """Whether he may see the drafts of one article."""
        if not self.has_desk:
            return False
        if article_id not in self._asked:
            self._asked[article_id] = bool(_editable_one(self).ask(article_id))
        return self._asked[article_id]

    @cached_property
    def _asked(self) -> dict[int, bool]:
        return {}

    @cached_property
    def rights(self) -> tuple[Any, ...]:
        """All that `editable` depends on: equal ones of the same account give the same pages."""
        held = PagePermissionPolicy().get_cached_permissions_for_user(self.user)
        return (
            (self.user.pk, self.user.is_active, self.user.is_superuser),
            tuple(sorted((each.page.path, each.permission.codename) for each in held)),
            (self.grant.sections, self.grant.allows(EMBARGO)) if self.grant else None,
        )

    def reaches(self, page: Any) -> bool:
        """Whether his token leads to a page, or a row with its `path`."""
        limits = self.grant.sections if self.grant else None
        return limits is None or page.path.startswith(limits)

    def sections(self) -> QuerySet[SectionPage]:
        """The sections that readers see; a section has no drafts here."""
        sections = SectionPage.objects.live().public()
        return sections.filter(self.grant.reach()) if self.grant else sections

    def articles(self, state: str) -> QuerySet[ArticlePage]:
        """Articles in a state, each with `shown_id`, the revision to show, and `is_published`.

        `published`: what readers see, in the words of the live revision. `draft`: what he may edit and
        readers do not see yet, in the words of the newest revision. `all`: both, each article once, the
        published words first.
        """
        if not self.has_desk:
            state = "published"
        visible = ArticlePage.objects.visible()
        reach = self.grant.reach() if self.grant else Q()
        if state == "published":
            return published(visible.filter(reach))
        newest = ArticleRevision.objects.filter(article_id=OuterRef("pk")).order_by("-number")
        live_id, newest_id = _live_id(), Subquery(newest.values("pk")[:1])
        out = _was_published() & reach
        seen = out & Q(Exists(visible.filter(**_one_by_one("pk"))))
        mine = Q(Exists(self.editable.filter(**_one_by_one("pk"))))
        if state == "draft":
            drafts = ArticlePage.objects.filter(mine, pk__in=_perhaps_drafts())
            drafts = drafts.annotate(newest_id=newest_id, live_id=live_id).filter(newest_id__isnull=False)
            drafts = drafts.filter(~seen | ~Q(newest_id=F("live_id")))
            drafts = drafts.annotate(shown_id=F("newest_id"), is_published=Q(pk__isnull=True))
            return drafts.alias(**_words_of_the_shown_revision())
        everything = ArticlePage.objects.filter(seen | mine)
        everything = everything.annotate(
            is_published=Case(When(seen, then=True), default=False),
            shown_id=Case(When(seen, then=live_id), default=newest_id, output_field=BigIntegerField()),
        )
        return everything.filter(shown_id__isnull=False).alias(**_words_of_the_shown_revision())

    def revisions(self, article_id: int) -> QuerySet[ArticleRevision]:
        """The revisions of one article that he may see: all of a draft's, the published ones of the rest."""
        revisions = ArticleRevision.objects.filter(article_id=article_id)
        if self.may_edit(article_id):
            return revisions
        published = Publication.objects.filter(revision_id=OuterRef("pk"))
        visible = ArticlePage.objects.visible().filter(self.grant.reach() if self.grant else Q()).values("pk")
        return revisions.filter(Exists(published), article_id__in=visible)

    def appearances(self) -> QuerySet[Appearance]:
        """Where claims are made: in a published state of a visible article, or in an article he may edit."""
        seen = self._seen()
        if not self.has_desk:
            return Appearance.objects.filter(seen)
        return Appearance.objects.filter(seen | Q(article_id__in=self.editable))

    def claims_in(self, article_id: int) -> list[int]:
        """The claims that one article makes, as far as he may see. Two queries."""
        made = Appearance.objects.filter(article_id=article_id)
        made = made if self.may_edit(article_id) else made.filter(self._seen())
        return list(made.order_by("claim").values_list("claim", flat=True).distinct())

    def _seen(self) -> Q:
        seen = Q(Exists(AppearanceAnchor.objects.readers_saw().filter(appearance=OuterRef("pk"))))
        return seen & Q(article_id__in=self._reached) if self.is_limited else seen

    def claims(self) -> QuerySet[Claim]:
        """Claims that he may see: published ones that readers see, and all that are made in his drafts."""
        if not self.has_desk:
            here = Appearance.objects.filter(**_one_by_one("claim"), article_id__in=self._reached)
            public = Claim.objects.public()
            return public.filter(Exists(here)) if self.is_limited else public
        seen = AppearanceAnchor.objects.readers_saw().as_checked()
        if self.is_limited:
            seen = seen.filter(appearance__article_id__in=self._reached)
        seen = seen.filter(**_one_by_one("appearance__claim"))
        drafts = Appearance.objects.filter(**_one_by_one("claim"), article_id__in=self.editable)
        return Claim.objects.filter(Q(Exists(seen), status=Claim.Status.PUBLISHED) | Exists(drafts))

    def corrections(self) -> QuerySet[ProposedCorrection]:
        """Corrections on their way over the desk, for whoever has the right to see them."""
        found = ProposedCorrection.objects.all()
        if self.is_limited:
            found = found.filter(article_id__in=self._reached)
        if self.grant and not self.grant.allows(EMBARGO):
            found = found.exclude(article_id__in=Embargo.objects.held())
        return found

    def entities(self) -> QuerySet[Entity]:
        """Entities that he may see: accepted ones that readers meet; at the desk all that his texts name."""
        live = ArticleRevision.objects.readers_see().values("pk")
        if self.is_limited:
            live = live.filter(article_id__in=self._reached)
        if not self.has_desk:
            met = Mention.objects.filter(**_one_by_one("entity"), revision_id__in=live)
            return Entity.objects.accepted().filter(Exists(met))
        met = Mention.objects.filter(**_one_by_one("entity"), revision_id__in=live)
        mine = Mention.objects.filter(**_one_by_one("entity"), revision__article_id__in=self.editable)
        decided = ~Q(state=Entity.State.PROPOSED)  # the desk's own register, whoever wrote about it
        return Entity.objects.filter(decided | Exists(mine) | Exists(met))


def published(visible: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    """Visible articles in their published state: the page's own columns are the live words."""
    words = {"shown_headline": F("title"), "shown_genre": F("genre"), "shown_language": F("language")}
    shown = visible.filter(_was_published())
    return shown.annotate(shown_id=_live_id(), is_published=Q(pk__isnull=False)).alias(**words)


def _was_published() -> Q:
    published = Publication.objects.filter(**_one_by_one("article_id"))
    return Q(Exists(published), first_published_at__isnull=False)


def _live_id() -> Subquery:
    live = Publication.objects.filter(article_id=OuterRef("pk")).order_by("-published_at", "-pk")
    return Subquery(live.values("revision_id")[:1])


@cached(LRUCache(1000), key=lambda viewer: viewer.rights, lock=Lock())
def _editable_one(viewer: Viewer) -> Question:
    return Question(lambda pk: viewer.editable.filter(pk=pk).values_list("pk", named=True))


def _one_by_one(field: str) -> dict[str, OuterRef]:
    """That `field` is the row asked about, said so that PostgreSQL asks row by row.

    Told only that they are equal, it first collects the answers for all rows there are, for a page of twenty.
    """
    return {field: OuterRef("pk"), f"{field}__gte": OuterRef("pk")}


def _perhaps_drafts() -> QuerySet[Page]:
    """Pages whose newest state readers may not see, each part by an index; as primary keys."""
    pages = ArticlePage.objects.order_by().values("pk")
    held = Embargo.objects.held()
    return pages.filter(has_unpublished_changes=True).union(
        pages.filter(live=False), pages.filter(pk__in=held), pages.filter(alias_of__in=held), pages.private()
    )


def _words_of_the_shown_revision() -> dict[str, Subquery]:
    return {
        f"shown_{name}": field_of(OuterRef("shown_id"), field)
        for name, field in (("headline", "title"), ("genre", "genre"), ("language", "language"))
    }


def viewer_of(request: Request) -> Viewer:
    """The viewer of a request; the same one at every call."""
    if not hasattr(request, "_viewer"):
        request._viewer = Viewer(request.user, grant_of(request))
    return request._viewer


def require_desk(request: Request, what: str) -> None:
    """Refuse with 401 or 403, naming the remedy, whoever may not see `what`."""
    if not request.user.is_authenticated:
        raise NotAuthenticated(
            f"{what} need a token: send `Authorization: Bearer …` (see the documentation)."
        )
    if not viewer_of(request).has_desk:
        raise PermissionDenied(f"{what} need an account with access to the desk. Ask an administrator.")
