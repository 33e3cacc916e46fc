"""What the desk adds to Wagtail's admin. Registrations only: one line each."""

from django.urls import include, path
from wagtail import hooks

from desk.editor.views import ArticleViewSet

hooks.register("register_admin_viewset", ArticleViewSet)
hooks.register("register_admin_urls", lambda: [path("", include("desk.editor.urls"))])
hooks.register("register_icons", lambda icons: [*icons, "desk/icons/reading.svg"])
