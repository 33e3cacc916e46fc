"""What is sent to the API: bodies whose members are all known, so that a misspelt one is not lost."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request


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
        return super().to_internal_value(data)


class NoBody(Body):
    """Nothing: an empty object, or no body at all."""


def sent_in(request: Request, body: type[Body]) -> dict[str, Any]:
    """The members that a request names; ValidationError, naming the member, for what cannot be."""
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    values: dict[str, Any] = sent.validated_data
    return values
