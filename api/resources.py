"""What all resources share: refused unknown parameters, cache headers, conditional reads.

A view lists the query parameters of each action that is no list in `parameters`; a list takes those of
its filter set and of the cursor. Lists and single things take `fields`, and `include` and `ordering` where
they have something to choose from (`api.selecting`). Anything else in the query is a 400.
"""

import hashlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django_filters import CharFilter
from rest_framework.exceptions import NotFound
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.deprecations import Deprecation
from api.idempotency import Repeatable
from api.limits import tell
from api.pagination import KeysetPagination, beyond
from api.problems import InvalidParameters
from api.selecting import Include, Selection, selection
from api.visibility import STATES, Viewer, require_desk, viewer_of

MAX_AGE = 15  # seconds that a cache may show readers an answer: an embargo ends within 30


class Told(SimpleMetadata):
    """What `OPTIONS` tells: what an address is about. What it takes is in the OpenAPI document."""

    def determine_actions(self, request: Any, view: Any) -> dict[str, Any]:
        return {}


class Cached(Repeatable):
    """Says on purpose who may keep an answer, and answers 304 where the caller has it already.

    `deprecations`: by method, what will go (`api.deprecations`).
    """

    max_age = MAX_AGE
    deprecations: ClassVar[Mapping[str, Deprecation]] = {}

    metadata_class = Told

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        tell(request, response)
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept"])
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        elif response.status_code == 200:
            patch_cache_control(response, public=True, max_age=self.max_age)
        else:
            patch_cache_control(response, no_store=True)
        self._deprecate(request, response)
        is_tagged = request.method in ("GET", "HEAD", "PATCH") or hasattr(response, "version")
        if response.status_code in (200, 201) and is_tagged:
            response.add_post_render_callback(lambda rendered: _conditional(request, rendered))
        return response

    def _deprecate(self, request: Request, response: Response) -> None:
        method = "GET" if request.method == "HEAD" else request.method
        if deprecation := self.deprecations.get(method or ""):
            headers = deprecation.headers(request.build_absolute_uri(reverse("api:docs")))
            link = ", ".join(filter(None, [response.get("Link"), headers["Link"]]))
            for name, value in {**headers, "Link": link}.items():
                response[name] = value


def _conditional(request: Request, response: HttpResponse) -> HttpResponse | None:
    version = getattr(
        response, "version", ""
    )  # the state that a change must name, where the caller may change it
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    response["ETag"] = etag = f'"{version}.{digest}"' if version else f'"{digest}"'
    if request.method not in ("GET", "HEAD"):
        return None
    return get_conditional_response(request._request, etag=etag, response=response)


class Selective(Cached):
    """Leaves out of an answer, or of the rows of its `results`, what `fields` does not name.

    `serializer_class` is the shape of the answer, or of a row.
    """

    serializer_class: Any = None
    selection = Selection()
    is_list: Any = False  # whether the answer has rows
    is_selective: Any = True  # whether it takes `fields`
    may_include: Any = {}  # what may be added to it, by name
    orderings: ClassVar[Mapping[str, Sequence[str]]] = {}  # other sort keys, by the words that ask for them

    def get_serializer_class(self) -> Any:
        """The shape of the answer that is asked for, or of its rows."""
        return self.serializer_class

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.is_selective:
            fields, include = (request.query_params.get(name) for name in ("fields", "include"))
            self.selection = selection(fields, include, self.get_serializer_class(), list(self.may_include))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        if self.selection.tree and response.status_code == 200 and self._answers_json(request):
            if self.is_list:
                rows = self.selection.thin(response.data["results"])
                response.data = {**response.data, "results": rows}
            else:
                response.data = self.selection.thin(response.data)
        return super().finalize_response(request, response, *args, **kwargs)

    def _answers_json(self, request: Request) -> bool:
        return request.accepted_renderer.format == "json"


class Resource(Selective, GenericViewSet[Any]):
    """A read-only resource. `ordering`: unique sort keys of its list.

    There is an index behind each of its `orderings`; `includes`: by action and name, what may be added to a
    row, which has an `id` then.
    """

    ordering: ClassVar[Sequence[str]] = ("-pk",)
    includes: ClassVar[Mapping[str, Mapping[str, Include]]] = {}
    parameters: ClassVar[dict[str, Sequence[str]]] = {}
    pagination_class = KeysetPagination

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action:  # else the method itself is refused
            refuse_unknown_parameters(request, self.known_parameters())
            refuse_empty_parameters(request, self.get_filterset_class() if self.is_list else None)

    @property
    def is_selective(self) -> bool:
        """Whether the current action takes `fields`."""
        return self.action in ("list", "retrieve")

    @property
    def may_include(self) -> Mapping[str, Include]:
        """What may be added to the answer of the current action."""
        return self.includes.get(self.action or "", {})

    def wants(self, *names: str) -> bool:
        """Whether any of these members of a row is asked for."""
        return self.selection.wants(*names)

    def known_parameters(self) -> list[str]:
        """The query parameters of the current action."""
        known = list(self.parameters.get(self.action or "", ()))
        if self.is_selective:
            known += ["fields", *(["include"] if self.may_include else [])]
        if self.is_list:
            known += ["cursor", "page_size", *(["ordering"] if self.orderings else [])]
            if filterset_class := self.get_filterset_class():
                known += list(filterset_class.base_filters)
        return known

    @property
    def is_list(self) -> bool:
        """Whether the current action answers with pages."""
        return self.action == "list"

    def get_filterset_class(self) -> Any:
        """The filter set of the list."""
        return getattr(self, "filterset_class", None)

    def get_ordering(self) -> Sequence[str]:
        """The sort keys of the current list."""
        asked = self.request.query_params.get("ordering")
        if asked is None:
            return self.ordering
        if asked not in self.orderings:
            raise InvalidParameters({"ordering": f"Give one of: {', '.join(self.orderings)}."})
        return self.orderings[asked]

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Without the members that are not asked for: `present` need not have them."""
        serializer = super().get_serializer(*args, **kwargs)
        self.selection.narrow(serializer)
        return serializer

    @property
    def viewer(self) -> Viewer:
        """Whoever asks."""
        return viewer_of(self.request)

    @property
    def state(self) -> str:
        """The `state` asked for: `published` unless the caller says otherwise."""
        return state_of(self.request, default="published")

    def page_of(self, ordering: Sequence[str], position: Sequence[Any] | None, count: int) -> list[Any]:
        """So many rows of the list, after the one that has these values of the ordering."""
        rows = self.filter_queryset(self.get_queryset())
        rows = rows if position is None else rows.filter(beyond(ordering, position))
        return list(rows.order_by(*ordering)[:count])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of what the caller may see."""
        rows = self.paginate_queryset(self.page_of)
        shown = self.with_included(rows or [], self.present(rows or []))
        return self.get_paginated_response(self.told(shown, many=True))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One thing that the caller may see."""
        rows = [self.get_object()]
        return Response(self.told(self.with_included(rows, self.present(rows))[0]))

    def told(self, values: Any, *, many: bool = False) -> Any:
        """What the serializer makes of one thing that is shown, or of many."""
        return self.get_serializer(values, many=many).data

    def present(self, rows: Sequence[Any]) -> Sequence[Any]:
        """What the serializer is given for these rows; a resource fetches here what all rows need."""
        return rows

    def with_included(self, rows: Sequence[Any], shown: Sequence[Any]) -> Sequence[Any]:
        """What is shown, with what `include` asks for beside it."""
        if not self.selection.included:
            return shown
        found = {name: self.may_include[name](self, rows) for name in self.selection.included}
        return [
            {**values, "included": {name: of.get(values["id"]) for name, of in found.items()}}
            for values in shown
        ]


def state_of(request: Request, *, default: str) -> str:
    """The query's `state`; drafts are refused to whoever has no access to the desk."""
    state = request.query_params.get("state", default)
    if state not in STATES:
        raise InvalidParameters({"state": f"Give one of: {', '.join(STATES)}."})
    if state == "draft" or (state == "all" and "state" in request.query_params):
        require_desk(request, "Drafts")
    return state


def refuse_unknown_parameters(request: Request, known: Sequence[str]) -> None:
    """Raise InvalidParameters for parameters that the address does not know, or that are given twice."""
    allowed = f"It takes: {', '.join(sorted(known))}." if known else "It takes none."
    errors = {}
    for name, values in request.query_params.lists():
        if name not in known:
            meant = get_close_matches(name, known, n=1)
            hint = f" Did you mean “{meant[0]}”?" if meant else ""
            errors[name] = f"This address has no parameter “{name}”.{hint} {allowed}"
        elif len(values) > 1:
            errors[name] = f"“{name}” is given {len(values)} times; give it once."
        elif "\0" in values[0]:
            errors[name] = "It has a NUL character (U+0000) in it. Leave it out."
    if errors:
        raise InvalidParameters(errors)


def refuse_empty_parameters(request: Request, filterset: Any) -> None:
    """Raise InvalidParameters for filters without a value: the list would be unfiltered."""
    filters = filterset.base_filters if filterset else {}
    errors = {
        name: f"“{name}” has no value. Give one, or leave it out."
        for name, each in filters.items()
        if request.query_params.get(name) == "" and not isinstance(each, CharFilter)
    }
    if errors:
        raise InvalidParameters(errors)


class NothingHere(Cached):
    """Whatever address under the API that is none."""

    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.path.endswith("/"):
            raise NotFound(f"There is nothing at {request.path}. Addresses have no slash at their end.")
        raise NotFound(f"There is nothing at {request.path}.")
