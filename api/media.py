"""Pictures and documents: those that the caller may use, by the permissions of their collections."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from api.bodies import Body, Upload, sent_in
from api.conditions import IF_SAME, logged, refuse_stale, token_of
from api.filters import IdFilter, WordsFilter
from api.named import RightsShown
from api.parsing import StrictJSON
from api.references import Signature, address, signature
from api.resources import Resource
from api.visibility import require_desk
from articles import media
from articles.models.usage import rights_of

CONDITIONAL = ("parse-error", "unsupported-media-type", "precondition-required", "stale")
NAMES = {"alt": "description"}  # as Wagtail calls what the API calls otherwise


class CollectionRef(serializers.Serializer[Any]):
    """A collection, named."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class MediaLinks(serializers.Serializer[Any]):
    """Where to go on from it."""

    self = serializers.URLField()


class DocumentShown(serializers.Serializer[Any]):
    """A file that stories may link to."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    file_name = serializers.CharField()
    file_size = serializers.IntegerField(allow_null=True, help_text="In bytes.")
    sha1 = serializers.CharField(allow_blank=True)
    url = serializers.URLField()
    tags = serializers.ListField(child=serializers.CharField())
    collection = CollectionRef()
    created_at = serializers.DateTimeField()
    uploaded_by = Signature(allow_null=True)
    rights = RightsShown(help_text="As their owner states them.")
    links = MediaLinks()


class PictureShown(DocumentShown):
    """A picture that stories may show."""

    alt = serializers.CharField(allow_blank=True, help_text="What it shows, where a story says nothing else.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class DocumentChanges(Body):
    """What may be changed; what is left out stays."""

    title = serializers.CharField(required=False, max_length=255)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, help_text="All of them, by name."
    )
    collection = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    credit = serializers.CharField(required=False, allow_blank=True, max_length=160)
    copyright_notice = serializers.CharField(required=False, allow_blank=True, max_length=255)
    usage_terms = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    rights_url = serializers.URLField(required=False, allow_blank=True, max_length=200)
    rights_expire_at = serializers.DateTimeField(required=False, allow_null=True)


class PictureChanges(DocumentChanges):
    """What may be changed; what is left out stays."""

    alt = serializers.CharField(required=False, allow_blank=True, max_length=255)


class DocumentSent(DocumentChanges):
    """A file with what is said of it. Without a title it gets the file's name."""

    file = Upload(help_text="What it is says its content, not its name.")


class PictureSent(PictureChanges):
    """A file with what is said of it. Without a title it gets the file's name."""

    file = Upload(help_text="What it is says its content, not its name.")


class MediaFilter(django_filters.FilterSet):
    """Filters of the lists."""

    q = WordsFilter(field_name="title", help_text="Words in the title.")
    collection = IdFilter(field_name="collection_id", help_text="In one collection.")


class MediaResource(Resource):
    """What both share."""

    filterset_class = MediaFilter
    scopes = {"POST": "media:write", "PATCH": "media:write"}
    problems = {"POST": ("parse-error",), "PATCH": CONDITIONAL}
    model: Any
    word = ""
    sent: type[Body]
    changes: type[Body]

    def get_parsers(self) -> list[Any]:
        request = getattr(self, "request", None)
        return [MultiPartParser()] if request is None or request.method == "POST" else [StrictJSON()]

    def get_queryset(self) -> QuerySet[Any]:
        require_desk(self.request, "Pictures and documents")
        found = media.seen_by(self.model, self.request.user)
        return found.select_related("collection", "uploaded_by_user", "rights").prefetch_related("tags")

    def present(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        return [self.values(row) for row in rows]

    def values(self, row: Any) -> dict[str, Any]:
        """What the serializer shows."""
        return {
            "id": row.pk,
            "title": row.title,
            "file_name": row.filename,
            "file_size": row.file_size,
            "sha1": row.file_hash,
            "url": self.request.build_absolute_uri(row.url if hasattr(row, "url") else row.file.url),
            "tags": sorted(tag.name for tag in row.tags.all()),
            "collection": {"id": row.collection.pk, "name": row.collection.name},
            "created_at": row.created_at,
            "uploaded_by": signature(row.uploaded_by_user),
            "rights": rights_of(row),
            "links": {"self": address(self.request, self.word, row.pk)},
        }

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object().pk)

    def answer(self, number: int, status: int = 200) -> Response:
        """One of them as it stands, with its `ETag`."""
        values = self.values(self.model.objects.get(pk=number))
        response = Response(self.get_serializer_class()(values).data, status=status)
        response.version = token_of(members_of(values))
        return response

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Upload a file."""
        require_desk(request, "Uploads")
        sent = _as_stored(sent_in(request, self.sent))
        made = self.add(sent.pop("file"), sent)
        response = self.answer(made.pk, 201)
        response["Location"] = address(request, self.word, made.pk)
        return response

    def add(self, file: Any, values: dict[str, Any]) -> Any:
        """Take it in."""
        raise NotImplementedError

    def save(self, row: Any, values: dict[str, Any]) -> None:
        """Change it."""
        raise NotImplementedError

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is said of it."""
        number = self.get_object().pk
        sent = _as_stored(sent_in(request, self.changes))
        with transaction.atomic():
            row = self.model.objects.select_for_update().get(pk=number)
            if problem := refuse_stale(
                request, members_of(self.values(row)), self.word, partial(logged, row)
            ):
                return problem
            self.save(row, sent)
        return self.answer(number)


def _as_stored(sent: dict[str, Any]) -> dict[str, Any]:
    return {NAMES.get(name, name): value for name, value in sent.items()}


def members_of(values: dict[str, Any]) -> dict[str, Any]:
    """What is said of a picture or document, and which file it is."""
    said = {name: values[name] for name in ("title", "alt", "tags", "collection", "sha1") if name in values}
    return said | values["rights"]


def _documented(things: str, thing: str, shown: Any, sent: Any, changes: Any) -> Any:
    file = {"multipart/form-data": sent}
    return extend_schema_view(
        list=extend_schema(summary=f"{things.capitalize()}, newest first", operation_id=f"list_{things}"),
        retrieve=extend_schema(summary=f"One {thing}", operation_id=f"get_{thing}"),
        create=extend_schema(
            summary=f"Upload a {thing}",
            operation_id=f"upload_{thing}",
            request=file,
            responses={201: shown},
        ),
        partial_update=extend_schema(
            summary=f"Change what is said of a {thing}",
            operation_id=f"change_{thing}",
            request=changes,
            responses=shown,
            parameters=[IF_SAME],
        ),
    )


@_documented("images", "image", PictureShown, PictureSent, PictureChanges)
class ImageResource(MediaResource):
    """Pictures that the caller may choose for a story or change."""

    model = get_image_model()
    queryset = get_image_model().objects.none()
    serializer_class = PictureShown
    word, sent, changes = "image", PictureSent, PictureChanges

    def values(self, row: Any) -> dict[str, Any]:
        shown = super().values(row)
        return {**shown, "alt": row.description, "width": row.width, "height": row.height}

    def add(self, file: Any, values: dict[str, Any]) -> Any:
        return media.add_image(file, values, by=self.request.user)

    def save(self, row: Any, values: dict[str, Any]) -> None:
        media.change_image(row, values, by=self.request.user)


@_documented("documents", "document", DocumentShown, DocumentSent, DocumentChanges)
class DocumentResource(MediaResource):
    """Documents that the caller may link to in a story or change."""

    model = get_document_model()
    queryset = get_document_model().objects.none()
    serializer_class = DocumentShown
    word, sent, changes = "document", DocumentSent, DocumentChanges

    def add(self, file: Any, values: dict[str, Any]) -> Any:
        return media.add_document(file, values, by=self.request.user)

    def save(self, row: Any, values: dict[str, Any]) -> None:
        media.change_document(row, values, by=self.request.user)
