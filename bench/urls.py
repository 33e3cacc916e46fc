"""The product's addresses and, beside them, Wagtail's own APIs over the same articles."""

from django.urls import include, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api

from newsroom.urls import urlpatterns as product

second = WagtailAPIRouter("bench_v2")
second.register_endpoint("pages", PagesAPIViewSet)
urlpatterns = [path("peer/v2/", second.urls), path("peer/v3/", api.urls), path("", include(product))]
