"""The OpenAPI document, and the page that shows it to people."""

from typing import Any, ClassVar

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from api.resources import Cached

MINUTES = 5  # that a cache may show the document of before an update


class MadeOnce(SchemaGenerator):
    """Makes the document once for each process, which takes a second: it is the same for everybody."""

    document: ClassVar[Any] = None

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        """The document; nobody may change it."""
        if MadeOnce.document is None:
            MadeOnce.document = super().get_schema(request, public)
        return MadeOnce.document


class SchemaDocument(Cached, SpectacularJSONAPIView):
    """The same for everybody."""

    max_age = MINUTES * 60
    generator_class = MadeOnce


class DocsPage(Cached, SpectacularSwaggerView):
    """It runs in the browser of whoever reads it, with their session if they have one."""

    max_age = MINUTES * 60
