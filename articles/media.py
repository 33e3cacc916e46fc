"""Take in pictures and documents from outside the desk: by the desk's own forms, and by what is in a file.

What a file is says its content; its name is given the ending that belongs to that.
"""

import zipfile
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from PIL import Image as Picture
from taggit.utils import edit_string_for_tags
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.utils import get_allowed_image_extensions
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from accounts.models import User

Values = dict[str, Any]
PACKED = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}  # by what stands in the archive
MOST_PIXELS = 100_000_000
LARGEST_PICTURE = 10 * 1024 * 1024  # bytes, as Wagtail's form has it
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"


def seen_by(model: Any, user: User) -> Any:
    """The pictures or documents that somebody may choose or change, as Wagtail's collections have it."""
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, ["choose", "add", "change"])


def add_image(file: UploadedFile, values: Values, *, by: User) -> Any:
    """A new picture in a collection. Raises PermissionDenied, and ValidationError naming the field."""
    found = filetype.guess(_head(file))
    if found is None or found.extension not in get_allowed_image_extensions():
        raise ValidationError(
            {"file": f"This is no picture. Send {_listed(get_allowed_image_extensions())}."}
        )
    if file.size and file.size <= LARGEST_PICTURE:  # the form refuses what is larger
        _require_whole(file)
    file.name = _named(file, found.extension)
    return _made(get_image_model(), get_image_form, file, values, by)


def add_document(file: UploadedFile, values: Values, *, by: User) -> Any:
    """A new document in a collection. Raises PermissionDenied, and ValidationError naming the field."""
    largest = settings.NEWSROOM_DOCUMENT_MAX_SIZE
    if file.size is None or file.size > largest:
        raise ValidationError({"file": f"This file is too big. The most is {filesizeformat(largest)}."})
    ending = PurePath(file.name or "").suffix.lower().lstrip(".")
    kind = _document_kind(file)
    if kind == "txt" and ending == "csv":
        kind = "csv"
    if kind is None or kind not in settings.WAGTAILDOCS_EXTENSIONS:
        kept = _listed(settings.WAGTAILDOCS_EXTENSIONS)
        raise ValidationError({"file": f"This is no document that can be kept. Send {kept}."})
    file.name = _named(file, kind)
    return _made(get_document_model(), get_document_form, file, values, by)


def change_image(image: Any, values: Values, *, by: User) -> None:
    """Change what is said of a picture. Raises PermissionDenied, and ValidationError naming the field."""
    _change(image, get_image_form, values, by)


def change_document(document: Any, values: Values, *, by: User) -> None:
    """Change what is said of a document. Raises PermissionDenied, and ValidationError naming the field."""
    _change(document, get_document_form, values, by)


@transaction.atomic
def _made(model: Any, form_of: Any, file: UploadedFile, values: Values, by: User) -> Any:
    policy = policy_registry.get_by_type(model)
    open_to = policy.collections_user_has_permission_for(by, "add")
    if not open_to:
        raise PermissionDenied("You may not upload this. Ask an administrator for a collection of yours.")
    values = {"title": PurePath(file.name or "").stem[:255], "collection": open_to[0].pk} | values
    _require_collection(values["collection"], open_to)
    form = form_of(model)(_data(values), {"file": file}, instance=model(uploaded_by_user=by), user=by)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    made = form.save()
    log(made, "wagtail.create", user=by)
    return made


@transaction.atomic
def _change(thing: Any, form_of: Any, values: Values, by: User) -> None:
    policy = policy_registry.get_by_type(type(thing))
    if not policy.user_has_permission_for_instance(by, "change", thing):
        raise PermissionDenied("You may not change this. Ask whoever uploaded it, or an administrator.")
    if "collection" in values and values["collection"] != thing.collection_id:
        _require_collection(values["collection"], policy.collections_user_has_any_permission_for(by, ["add"]))
    data = _data({"collection": thing.collection_id} | values)
    form = form_of(type(thing), fields=[name for name in values if name != "collection"])(
        data, instance=thing, user=by
    )
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    form.save()
    log(thing, "wagtail.edit", user=by)


def _require_collection(number: int, open_to: Any) -> None:
    if not any(each.pk == number for each in open_to):
        known = ", ".join(f"{each.pk} ({each.name})" for each in open_to)
        raise ValidationError({"collection": f"You may not put anything there. Give one of: {known}."})


def _data(values: Values) -> Values:
    tags = values.get("tags")
    return values if tags is None else values | {"tags": edit_string_for_tags([_Tag(tag) for tag in tags])}


class _Tag:
    def __init__(self, name: str) -> None:
        self.name = name


def _require_whole(file: UploadedFile) -> None:
    """Raise ValidationError for a picture that is too large to look at, or cannot be read to its end."""
    file.seek(0)
    try:
        with Picture.open(file) as picture:  # reads no more than what it says of itself
            width, height = picture.size
            if width * height <= MOST_PIXELS:
                picture.load()
    except Exception as error:  # whatever a decoder makes of a hostile file
        raise ValidationError({"file": "This picture is damaged. Export it anew and send that."}) from error
    finally:
        file.seek(0)
    if width * height > MOST_PIXELS:
        raise ValidationError({"file": "This picture has too many pixels. Send a smaller one."})


def _document_kind(file: UploadedFile) -> str | None:
    """What a document is by its content: an ending, `txt` for plain text of any kind, None for others."""
    head = _head(file)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _packed_kind(file)
    return "txt" if filetype.guess(head) is None and _is_text(file) else None


def _packed_kind(file: UploadedFile) -> str | None:
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
            is_open = "mimetype" in names and packed.getinfo("mimetype").file_size == len(OPEN_DOCUMENT)
            if is_open and packed.read("mimetype") == OPEN_DOCUMENT:
                return "odt"
            if "[Content_Types].xml" in names:
                return next((kind for name, kind in PACKED.items() if name in names), None)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return None
    finally:
        file.seek(0)
    return None


def _is_text(file: UploadedFile) -> bool:
    file.seek(0)
    text = file.read()
    file.seek(0)
    if b"\x00" in text or text.lstrip()[:1] == b"<":  # neither binary nor markup that a browser would run
        return False
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip())


def _head(file: UploadedFile) -> bytes:
    file.seek(0)
    head: bytes = file.read(512)
    file.seek(0)
    return head


def _named(file: UploadedFile, ending: str) -> str:
    stem = PurePath(file.name or "").stem[:80] or "file"
    return f"{stem}.{ending}"


def _listed(endings: Any) -> str:
    return f"one of: {', '.join(sorted(endings))}"
