"""The OpenAPI document, and the page that shows it to people."""

from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

from api.resources import Cached

MINUTES = 5  # that a cache may show the document of before an update


class SchemaDocument(Cached, SpectacularJSONAPIView):
    """The same for everybody."""

    max_age = MINUTES * 60


class DocsPage(Cached, SpectacularSwaggerView):
    """It runs in the browser of whoever reads it, with their session if they have one."""

    max_age = MINUTES * 60
