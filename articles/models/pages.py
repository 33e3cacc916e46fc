"""The pages of a newsroom: a front page, its sections, their articles."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Prefetch, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.http import Http404
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    COMMENTS_RELATION_NAME,
    Orderable,
    Page,
    PageManager,
    PageQuerySet,
    Revision,
    WorkflowState,
)
from wagtail.models.panels import CommentPanelPlaceholder
from wagtail.search import index

from accounts.models import User
from articles import versions
from articles.blocks import INLINE, PLAIN, BodyBlock
from articles.commenting.forms import ArticleCommentPanel
from articles.commenting.rows import KeptComments
from articles.content import canonical
from articles.forms import ArticleForm
from articles.models.embargo import Embargo
from articles.models.rights import StoryPermissionTester
from articles.models.stage import DONE, Stage
from articles.saving import indexes_wait

# What Wagtail writes on the page itself when a draft is saved.
HOUSEKEEPING = frozenset(
    {
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        COMMENTS_RELATION_NAME,
    }
)


class FrontPage(Page):
    """The top of the site; sections stand under it."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["articles.SectionPage"]
    max_count = 1
    template = "articles/front_page.html"


class SectionPage(Page):
    """A desk's part of the site: news, sport, politics… Articles stand under it."""

    description = RichTextField(blank=True, features=PLAIN)

    parent_page_types: ClassVar = ["articles.FrontPage"]
    subpage_types: ClassVar = ["articles.ArticlePage"]
    content_panels: ClassVar = [FieldPanel("title", heading="Name"), FieldPanel("description")]
    template = "articles/section_page.html"


class Contributor(models.Model):
    """Somebody whose name may stand over a story, with an account or without."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    user = models.OneToOneField(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributor"
    )
    about = models.TextField(blank=True)

    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("user"), FieldPanel("about")]

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Byline(Orderable):
    """One contributor's part in one article; the order is the order in which readers see them."""

    class Role(models.TextChoices):
        WRITER = "writer", "writing"
        REPORTING = "reporting", "additional reporting"
        PHOTOGRAPHER = "photographer", "photography"
        TRANSLATOR = "translator", "translation"

    page = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="bylines")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.WRITER)

    panels: ClassVar = [FieldRowPanel([FieldPanel("contributor"), FieldPanel("role")])]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.get_role_display()})"


class ArticleTopic(TaggedItemBase):
    """A topic put on an article."""

    content_object = ParentalKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ArticleQuerySet(PageQuerySet):
    def visible(self, private: Iterable[str] | None = None) -> Self:
        """What every reader may see: the one question that public pages, feeds and the API ask.

        `private`: the paths of the private parts of the site, where they are known already.
        """
        held = Embargo.objects.held()
        live = self.live().public() if private is None else self.live()
        for path in private or ():
            live = live.exclude(path__startswith=path)
        return live.exclude(pk__in=held).exclude(alias_of__in=held)

    def of_person(self, user: User) -> Self:
        """The stories that somebody began or is named in the byline of."""
        # A union, so that the database may look up either by its index.
        begun = Page.objects.filter(owner=user).order_by().values("pk")
        named = Byline.objects.filter(contributor__user=user).order_by().values("page_id")
        return self.filter(pk__in=begun.union(named))

    def at_stage(self, *stages: str) -> Self:
        """On their way, at one of these stages. A story without a plan is a draft, or published."""
        is_out = Q(live=True, has_unpublished_changes=False)
        found = Q(plan__stage__in=stages)
        if Stage.PUBLISHED in stages:
            found |= Q(plan=None) & is_out
        if Stage.DRAFT in stages:
            found |= Q(plan=None) & ~is_out
        return self.filter(found)

    def in_hands_of(self, person: User) -> Self:
        """Not published yet, and a person's."""
        return self.filter(plan__assignee=person).exclude(plan__stage=Stage.PUBLISHED)

    def unassigned(self) -> Self:
        """On their way to readers, and in nobody's hands."""
        return self.at_stage(*(each for each in Stage if each != Stage.PUBLISHED)).filter(plan__assignee=None)

    def overdue(self) -> Self:
        """Neither ready nor published though they were due."""
        return self.filter(plan__due_at__lt=timezone.now()).exclude(plan__stage__in=DONE)

    def submitted(self) -> Self:
        """Waiting for somebody's approval in a workflow."""
        waiting = WorkflowState.objects.filter(
            status=WorkflowState.STATUS_IN_PROGRESS,  # what was sent back waits for its reporter
            content_type=ContentType.objects.get_for_model(ArticlePage),
        )
        # From the few that wait to their articles, not the other way round.
        return self.filter(
            pk__in=waiting.order_by().values(article=Cast("object_id", models.BigIntegerField()))
        )

    def going_out_today(self) -> Self:
        """On their way to readers this day, by the newsroom's own clock.

        Approved for an hour of today (or late), or handed in for approval with no later day in mind.
        """
        now = timezone.localtime(timezone=timezone.get_default_timezone())
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=1)
        ends_at = timezone.make_aware(midnight, timezone.get_default_timezone())
        approved = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(ArticlePage), approved_go_live_at__lt=ends_at
        ).annotate(article=Cast("object_id", models.BigIntegerField()))
        # Working copies keep their times as text, in UTC; SQLite writes null for none.
        planned = Coalesce(
            KeyTextTransform("go_live_at", "latest_revision__content"), Value("", models.TextField())
        )
        later = f"{ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        in_approval = self.model.objects.submitted().annotate(planned_at=planned)
        soon = in_approval.filter(Q(planned_at__lt=later) | Q(planned_at="null")).order_by().values("pk")
        # A union, so that the database begins with the few that are on their way.
        return self.filter(pk__in=approved.order_by().values("article").union(soon))

    def with_workflow_states(self) -> Self:
        """With what `current_workflow_state` asks for, in one query for all.

        Wagtail's `prefetch_workflow_states` looks under the type of the bare page and finds none.
        """
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return self.prefetch_related(
            Prefetch("_specific_workflow_states", queryset=states, to_attr="_current_workflow_states")
        )

    def newest_first(self) -> Self:
        """In the order of a section front."""
        return self.order_by("-first_published_at", "-pk")


class ArticlePage(Page):
    """A story. `title` is its headline; every state worth keeping is an `ArticleRevision`."""

    class Genre(models.TextChoices):
        NEWS = "news", "news"
        ANALYSIS = "analysis", "analysis"
        FEATURE = "feature", "feature"
        INTERVIEW = "interview", "interview"
        OPINION = "opinion", "opinion"
        LIVE = "live", "live blog"
        FACT_CHECK = "fact-check", "fact check"

    kicker = models.CharField(max_length=80, blank=True, help_text="A word or two above the headline.")
    standfirst = RichTextField(blank=True, features=INLINE)
    dateline = models.CharField(max_length=120, blank=True, help_text="Where the story was reported from.")
    lead_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_image_caption = RichTextField(blank=True, features=INLINE)
    lead_image_credit = models.CharField(max_length=160, blank=True)
    lead_image_alt = models.CharField("alternative text", max_length=255, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    language = models.CharField(max_length=12, default="en", help_text="BCP 47 tag, such as en or en-GB.")
    urgency = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="1 is most urgent, 9 least (IPTC).",
    )
    genre = models.CharField(max_length=20, choices=Genre.choices, default=Genre.NEWS)
    topics = ClusterTaggableManager(through=ArticleTopic, blank=True)
    source = models.CharField(max_length=160, blank=True, help_text="The agency or person it came from.")
    source_id = models.CharField(max_length=255, blank=True, help_text="Its id at the source.")
    source_url = models.URLField(blank=True)
    held_back: Sequence[str] = ()  # why the gate kept it from being published just now, in words
    began_from = ""  # token of the state that a form for it is filled from
    base_form_class = ArticleForm

    objects: ClassVar[Any] = PageManager.from_queryset(ArticleQuerySet)()

    parent_page_types: ClassVar = ["articles.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "articles/article_page.html"
    # A copy is another story: it must not answer to the id of the first one's source.
    exclude_fields_in_copy: ClassVar = ["source_id"]

    content_panels: ClassVar = [
        FieldPanel("kicker"),
        TitleFieldPanel("title", heading="Headline", placeholder="Headline"),
        FieldPanel("standfirst"),
        InlinePanel("bylines", label="byline", heading="Bylines"),
        FieldPanel("dateline"),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_image_caption", heading="Caption"),
                FieldPanel("lead_image_credit", heading="Credit"),
                FieldPanel("lead_image_alt"),
            ],
            heading="Lead image",
            classname="collapsed",
        ),
        FieldPanel("body"),
    ]
    promote_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("topics", heading="Topics"),
                FieldPanel("genre"),
                FieldPanel("urgency"),
                FieldPanel("language"),
            ]
        ),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("source_id"), FieldPanel("source_url")],
            heading="Source",
            classname="collapsed",
        ),
        *Page.promote_panels,
    ]
    settings_panels: ClassVar = [
        *(each for each in Page.settings_panels if not isinstance(each, CommentPanelPlaceholder)),
        ArticleCommentPanel(),
    ]
    search_auto_update = False  # `articles.receivers` does it when something searchable was saved
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("source_id"),
    ]

    class Meta:
        verbose_name = "article"
        indexes = [models.Index(fields=["source_id"], name="article_source_id")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id"], condition=~models.Q(source_id=""), name="article_source_id_once"
            )
        ]

    @property
    def headline(self) -> str:
        """The headline, which Wagtail calls the title."""
        return self.title

    @property
    def section(self) -> SectionPage | None:
        """The section that the article stands in; one query, then remembered."""
        if not hasattr(self, "_section"):
            self._section = SectionPage.objects.ancestor_of(self).first()
        return self._section

    @property
    def embargo_in_force(self) -> Embargo | None:
        """What keeps it from readers until a time: its own embargo or, of an alias, its original's."""
        return Embargo.objects.filter(article__in=[self.pk, self.alias_of_id]).first()

    def route(self, request: Any, path_components: list[str]) -> Any:
        """Nowhere, for readers, while it is under embargo."""
        if self.embargo_in_force:
            raise Http404("No page is here.")
        return super().route(request, path_components)

    def permissions_for_user(self, user: Any) -> Any:
        """Wagtail's page rights; whoever the story was given to may edit it, too."""
        return StoryPermissionTester(user, self)

    def validate_constraints(self, exclude: Any = None) -> None:
        """As Django does, with words that name the field and the remedy."""
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as error:
            if "article_source_id_once" not in str(error):
                raise
            message = "Another story has this id at the source. Edit that story, or leave the id empty here."
            raise ValidationError({"source_id": message}) from error

    def get_route_paths(self) -> list[str]:
        """An address leads on to a new one only if readers were shown it: a draft's leaves no redirect."""
        slug = canonical({"slug": self.slug}).decode()[1:-1]
        was_shown = self.publications.filter(revision__content__contains=slug).exists()
        return super().get_route_paths() if was_shown else []

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return self.template

    def save_revision(
        self, user: User | None = None, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Save a working copy; the news of it is written in that transaction (`articles.receivers`).

        Raises `articles.versions.StaleVersion`, and writes nothing, where the article has moved on since
        this text was begun.
        """
        with versions.turn_of(self):
            user_id = getattr(user, "pk", None)
            if overwrite_revision and not versions.may_be_rewritten(overwrite_revision, self, user_id):
                overwrite_revision = None
            return super().save_revision(user, *args, overwrite_revision=overwrite_revision, **kwargs)

    def serializable_data(self) -> dict[str, Any]:
        data = super().serializable_data()
        return {**data, versions.MARK: mark} if (mark := versions.mark()) else data

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page; a publication is put on record in the same transaction (`articles.receivers`).

        Raises `articles.gate.PublicationBlocked` where it would show words that may not be shown.
        """
        with transaction.atomic(savepoint=self.live):  # whoever is refused may go on in their transaction
            return self._save(*args, **kwargs)

    def _save(self, *args: Any, **kwargs: Any) -> Any:
        from wagtail.signal_handlers import disable_reference_index_auto_update  # needs all models loaded

        if kwargs.get("update_fields") is None and not self._state.adding:
            versions.keep_pointer(self)
        if indexes_wait():
            kwargs.setdefault("log_action", None)
            return super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
        if fields is None or not HOUSEKEEPING.issuperset(fields):
            return super().save(*args, **kwargs)
        # A draft is saved beside the page, not in it: nothing that could refer to anything has changed.
        with disable_reference_index_auto_update():
            return super().save(*args, **kwargs)


setattr(ArticlePage, COMMENTS_RELATION_NAME, KeptComments(getattr(Page, COMMENTS_RELATION_NAME).rel))
