"""Search in all that articles ever said: when words came, how long they stood, who took them out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from articles.models import ArticlePage, Passage, SectionPage
from articles.models.passages import PassageQuerySet, pattern_of, terms_of
from articles.passages import follow
from desk.history import HistoryMixin
from desk.sections import articles_by_id

PER_PAGE = 20
EVERYWHERE = "articles.view_articlerevision"


def searchable_by(user: User) -> PassageQuerySet:
    """The passages of the articles whose history a user may see."""
    if user.has_perm(EVERYWHERE):
        return Passage.objects.all()
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    return Passage.objects.filter(article_id__in=pages.order_by().values("pk"))


def may_search(user: User) -> bool:
    """Whether there is anything for a user to search in."""
    return bool(user.has_perm(EVERYWHERE) or PagePermissionPolicy().user_has_permission(user, "change"))


class SearchForm(forms.Form):
    """What to look for, in one story."""

    q = forms.CharField(
        label="Words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "words, or “a phrase”"}),
    )
    gone = forms.BooleanField(label="Only what was taken out", required=False)

    def clean_q(self) -> str:
        """Something that can be looked for."""
        words: str = self.cleaned_data["q"]
        if not terms_of(words):
            raise forms.ValidationError("Type at least one word, or a number.")
        return words

    def found_in(self, passages: PassageQuerySet) -> PassageQuerySet:
        """Those of the passages that were asked for."""
        asked = self.cleaned_data
        found = passages.saying(asked["q"])
        return found.taken_out() if asked["gone"] else found


class ArchiveForm(SearchForm):
    """What to look for, in all stories."""

    section = forms.ModelChoiceField(
        SectionPage.objects.order_by("path"), required=False, empty_label="All", to_field_name="slug"
    )
    by = forms.ModelChoiceField(
        User.objects.none(), label="Written by", required=False, empty_label="Anybody"
    )
    since = forms.DateField(
        label="Stood after", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="and before", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["by"]
        people.queryset = (
            User.objects.filter(article_revisions__isnull=False).distinct().order_by("first_name")
        )
        people.label_from_instance = lambda user: user.display_name

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("since") and asked.get("until") and asked["since"] > asked["until"]:
            self.add_error("until", "This day lies before the first one. Exchange them.")
        return asked

    def found_in(self, passages: PassageQuerySet) -> PassageQuerySet:
        asked, found = self.cleaned_data, super().found_in(passages)
        if asked["section"]:
            within = ArticlePage.objects.descendant_of(asked["section"])
            found = found.filter(article_id__in=within.order_by().values("pk"))
        if asked["by"]:
            found = found.filter(came__created_by=asked["by"])
        if asked["since"]:
            found = found.filter(Q(went=None) | Q(went__created_at__gte=_begins(asked["since"])))
        if asked["until"]:
            found = found.filter(came__created_at__lt=_begins(asked["until"] + timedelta(days=1)))
        return found


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage that holds the words, in runs that are lit or not."""

    passage: Passage
    runs: list[tuple[str, bool]]
    article: ArticlePage | None

    @property
    def last(self) -> int | None:
        """The number of the last revision in which it stood; None where it stands still."""
        return self.passage.went.number - 1 if self.passage.went else None


def lit(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in runs, those that were looked for lit."""
    terms = sorted(terms_of(words), key=len, reverse=True)
    wanted = re.compile(rf"\b(?:{'|'.join(map(pattern_of, terms))})\b", re.IGNORECASE)
    runs, at = [], 0
    for match in wanted.finditer(text):
        runs += [(text[at : match.start()], False), (match.group(), True)]
        at = match.end()
    return [run for run in [*runs, (text[at:], False)] if run[0]]


class SearchMixin:
    """The form and the findings, for one story or for all. Its queries do not grow with what is found."""

    template_name = "desk/history/search.html"
    form_class: type[SearchForm] = SearchForm
    page_title = "Search in past revisions"
    request: HttpRequest

    @cached_property
    def form(self) -> SearchForm:
        """What was asked for in the address."""
        return self.form_class(self.request.GET if "q" in self.request.GET else None)

    def passages(self) -> PassageQuerySet:
        """Where to search."""
        return searchable_by(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.form.is_valid():
            return {**context, "form": self.form}
        words = self.form.cleaned_data["q"]
        found = self.form.found_in(self.passages()).order_by("-came__created_at", "-pk")
        found = found.select_related("came__created_by", "went__created_by")
        page = Paginator(found.defer("came__content", "went__content"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        passages = list(page.object_list)
        articles = articles_by_id(passage.article_id for passage in passages)
        return {
            **context,
            "form": self.form,
            "page_obj": page,
            "findings": [
                Finding(passage, lit(passage.text, words), articles.get(passage.article_id))
                for passage in passages
            ],
        }


class ArticleSearchView(SearchMixin, HistoryMixin, TemplateView):
    """In which revisions of one story did these words stand?"""

    def passages(self) -> PassageQuerySet:
        follow(self.article.pk)  # nothing to do, but where a worker has not come to it yet
        return Passage.objects.of(self.article.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stood = self._stood() if self.form.is_valid() else []
        return {**super().get_context_data(**kwargs), "article": self.article, "stood": stood}

    def _stood(self) -> list[tuple[int, int | None]]:
        """The runs of revisions, first and last (None: the newest), that had all of the words."""
        passages = self.form.found_in(self.passages()).order_by("came__number")
        runs: list[tuple[int, int | None]] = []
        for came, went in passages.values_list("came__number", "went__number"):
            last = went - 1 if went else None
            before = runs[-1] if runs else None
            if before and (before[1] is None or came <= before[1] + 1):
                end = None if last is None or before[1] is None else max(last, before[1])
                runs[-1] = (before[0], end)
            else:
                runs.append((came, last))
        return runs


class ArchiveSearchView(SearchMixin, WagtailAdminTemplateMixin, TemplateView):
    """In which revisions of which stories did these words stand?"""

    form_class = ArchiveForm
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_search(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class SearchMenuItem(MenuItem):
    """Among the reports, for whoever may see a history."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_search(request.user)


def menu_item() -> SearchMenuItem:
    """The way to the search across the archive."""
    return SearchMenuItem("Past revisions", reverse("history_search"), icon_name="history", order=650)
