"""What is sent to the API: bodies whose members are all known, so that a misspelt one is not lost."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

WORDS = (serializers.CharField, serializers.DateTimeField)  # what JSON writes as a string
NAMED = {bool: "true or false", int: "a whole number", str: "a string"}


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file in a form."""


class Body(serializers.Serializer[Any]):
    """A JSON object of which every member is known; any other is refused (422), named by its pointer."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            known = f"Known are: {', '.join(self.fields)}." if self.fields else "This takes none."
            raise serializers.ValidationError(
                {name: [f"There is no member “{name}”. {known}"] for name in unknown}
            )
        wrong = {}
        if isinstance(data, dict) and not isinstance(data, QueryDict):  # forms know words alone
            told = {name: _wrong_type(self.fields[name], value) for name, value in data.items()}
            wrong = {name: error for name, error in told.items() if error}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            found: Any = error.detail
            raise serializers.ValidationError({**found, **wrong}) from error
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


def _wrong_type(field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:
    """What is wrong with a value of another JSON type than a field says: REST framework would make do."""
    if value is None or isinstance(field, serializers.FileField):
        return None
    if isinstance(field, serializers.ListField):
        items = value if isinstance(value, list) else []
        wrong = {place: _wrong_type(field.child, item) for place, item in enumerate(items)}
        return {place: error for place, error in wrong.items() if error}
    kinds = _kinds(field)
    is_whole = isinstance(value, float) and value.is_integer() and int in kinds
    if not kinds or type(value) in kinds or is_whole:
        return None
    return [f"Give {' or '.join(NAMED[kind] for kind in kinds)}."]


def _kinds(field: serializers.Field[Any, Any, Any, Any]) -> list[type]:
    """The Python types of what JSON may say in a field's place; none where that is left to the field."""
    if isinstance(field, serializers.ChoiceField):
        return list({str if isinstance(choice, str) else int: None for choice in field.choices})
    if isinstance(field, serializers.BooleanField):
        return [bool]
    if isinstance(field, serializers.IntegerField):
        return [int]
    return [str] if isinstance(field, WORDS) else []


class NoBody(Body):
    """Nothing: an empty object, or no body at all."""


def sent_in(request: Request, body: type[Body]) -> dict[str, Any]:
    """The members that a request names; ValidationError, naming the member, for what cannot be."""
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    values: dict[str, Any] = sent.validated_data
    return values
