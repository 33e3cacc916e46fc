"""Every address of the product: the desk at /desk/, the API at /api/v1/, readers everywhere else."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("desk/", include("desk.presence_urls")),
    path("desk/", include(wagtailadmin_urls)),
    path("api/v1/", include("api.urls")),
    path("", include("api.oauth_urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("newsroom.public.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
