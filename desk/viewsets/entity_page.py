"""An entity's page: its names, what it said, where it is named, what it claims; and the editors' say."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from annotations.models import Attribution, Mention
from claims.models import Claim, Rating
from desk.sections import Sections, articles_by_id
from desk.viewsets.entity_questions import Identifiers, identifier_acts, suggestion_acts, suggestions_of
from desk.viewsets.page import ActingPage
from desk.words import ENTITY_TONE, STATUS_TONE
from entities import actions
from entities.models import Entity

PER_PAGE = 10


class RenameForm(forms.Form):
    """The right name."""

    name = forms.CharField(
        max_length=255,
        help_text="The full name as readers should see it. The name before stays an alias.",
        error_messages={"required": "Give the entity a name."},
    )


class EntityPage(ActingPage):
    """One entity."""

    model = Entity
    template_name = "desk/entities/entity.html"
    index_url_name = "entities:index"
    index_label = "Entities"

    def get_base_object_queryset(self) -> QuerySet[Entity]:
        return Entity.objects.select_related("decided_by", "merged_into").prefetch_related("aliases")

    def get_page_title(self) -> str:
        return self.object.name

    def acts(self) -> dict[str, Callable[[], str]]:
        def confirm() -> str:
            return f"“{actions.confirm_entity(self.object, by=self.request.user)}” is confirmed."

        def reject() -> str:
            return f"“{actions.reject_entity(self.object, by=self.request.user)}” is rejected."

        return {"confirm": confirm, "reject": reject, **suggestion_acts(self), **identifier_acts(self)}

    def forms(self) -> dict[str, type[forms.Form]]:
        return {"rename": RenameForm}

    def initial(self, name: str) -> dict[str, Any]:
        return {"name": self.object.name}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        entity = actions.rename_entity(self.object, values["name"], by=self.request.user)
        return f"It is called “{entity.name}” now, and confirmed."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        entity = self.object
        said = self._page("said", Attribution.objects.in_latest().standing().by_source(entity))
        named = self._page("named", self._naming(entity))
        claims = self._page("claims", Claim.objects.filter(claimant=entity).with_verdict())
        self._complete(said, named, claims)
        return {
            **context,
            "entity": entity,
            "tone": ENTITY_TONE.get(entity.state, ""),
            "aliases": [alias.name for alias in entity.aliases.all() if alias.name != entity.name],
            "said": said,
            "named": named,
            "claims": claims,
            "suggestions": suggestions_of(entity),
            "identifiers": Identifiers.of(entity),
            "can_decide": entity.merged_into is None and self.request.user.has_perm("entities.change_entity"),
        }

    def _naming(self, entity: Entity) -> QuerySet[Mention, Any]:
        """The articles that name the entity now, with how often; the newest first."""
        mentions = Mention.objects.in_latest().filter(entity=entity)
        return (
            mentions.values("revision__article_id", "revision__created_at")
            .annotate(number=Count("pk"))
            .order_by("-revision__created_at", "-revision__article_id")
        )

    def _page(self, name: str, rows: QuerySet[Any]) -> Page:
        if rows.model is Attribution:
            rows = rows.select_related("revision").defer("revision__content")
            rows = rows.order_by("-revision__created_at", "position")
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(name))

    @staticmethod
    def _complete(said: Page, named: Page, claims: Page) -> None:
        """Put article and section on every row; four queries for all three lists."""
        said.object_list, named.object_list = list(said.object_list), list(named.object_list)
        claims.object_list = list(claims.object_list)
        ids = [row.revision.article_id for row in said.object_list]
        ids += [row["revision__article_id"] for row in named.object_list]
        articles, sections = articles_by_id(ids), Sections()
        for row in said.object_list:
            row.article = articles.get(row.revision.article_id)
            row.section = sections.of(row.article) if row.article else None
        for row in named.object_list:
            row["article"] = articles.get(row["revision__article_id"])
            row["section"] = sections.of(row["article"]) if row["article"] else None
        scale = Rating.objects.in_bulk()
        for claim in claims.object_list:
            claim.tone = STATUS_TONE.get(claim.status, "")
            claim.rated = scale.get(claim.rating)
