"""The kinds of filter that resources use, each with an error that says what to write instead."""

import datetime
import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from api.problems import InvalidParameters
from articles.models import SectionPage
from claims.models import Rating

ME, NOBODY = "me", "none"
YEARS = range(1900, 2200)
LARGEST_ID = 2**63 - 1


class MomentField(forms.CharField):
    """A moment as RFC 3339 writes it, with its offset; a date alone is its midnight in UTC."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        # In a query "+" means a space, so that an offset written plainly arrives as " 01:00".
        text = re.sub(r" (\d\d:\d\d)$", r"+\1", text)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            text += "T00:00:00Z"
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or moment.year not in YEARS:
            raise ValidationError(
                "Write a date such as 2026-11-23, or a moment with its offset such as 2026-11-23T08:00:00Z."
            )
        return moment.astimezone(datetime.UTC)


class IdField(forms.IntegerField):
    """A primary key."""

    default_error_messages = {"invalid": "Give the id, a whole number."}


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentFilter(django_filters.Filter):
    """Before or after a moment."""

    field_class = MomentField


@extend_schema_field({"type": "integer", "minimum": 1})
class IdFilter(django_filters.Filter):
    """By the id of another thing."""

    field_class = IdField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


class WordsFilter(django_filters.CharFilter):
    """By words that stand in a text, whatever their case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="icontains", max_length=200, **kwargs)


class WordFilter(django_filters.ChoiceFilter):
    """By one of a few fixed words; the error lists them."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        words = ", ".join(word for word, _ in choices)
        super().__init__(
            *args,
            choices=choices,
            error_messages={"invalid_choice": f"There is no “%(value)s”. Give one of: {words}."},
            **kwargs,
        )


@extend_schema_field(OpenApiTypes.STR)
class PersonFilter(django_filters.CharFilter):
    """By whose it is: the id of a person, `me`, or `none` for nobody's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validators=[_is_person], **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        if value == NOBODY:
            return qs.filter(**{f"{self.field_name}__isnull": True})
        number = self.parent.request.user.pk if value == ME else int(value)
        return qs.filter(**{self.field_name: number})


def _is_person(value: str) -> None:
    is_number = value.isascii() and value.isdigit() and 0 < int(value[:20]) <= LARGEST_ID
    if value not in (ME, NOBODY) and not is_number:
        raise ValidationError(f"Give the id of a person, “{ME}” or “{NOBODY}”.")


def section_named(slug: str, parameter: str) -> SectionPage:
    """The section that a parameter names. Raises InvalidParameters where there is none."""
    section: SectionPage | None = SectionPage.objects.live().public().filter(slug=slug).first()
    if section is None:
        raise InvalidParameters(
            {parameter: f"There is no section “{slug}”. The list of sections has the slugs."}
        )
    return section


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(WordFilter):
    """By yes or no."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "true"), ("false", "false")], **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, value == "true") if value else qs


def _scale() -> list[tuple[str, str]]:
    return list(Rating.objects.values_list("code", "label"))


@extend_schema_field(OpenApiTypes.STR)
class RatingFilter(django_filters.ChoiceFilter):
    """By a step of the newsroom's scale."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid_choice": "The newsroom’s scale has no rating “%(value)s”."}
        super().__init__(choices=_scale, error_messages=wrong, **kwargs)
