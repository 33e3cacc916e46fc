"""Addresses that the editor's script asks, under the desk."""

from django.urls import path

from desk.editor import endpoints, kept
from desk.editor.remarks import RemarksPanel

urlpatterns = [
    path("articles/<int:article_id>/kept/", kept.kept, name="desk_kept"),
    path("sections/<int:section_id>/kept/", kept.kept_new, name="desk_kept_new"),
    path("articles/<int:article_id>/reading/", endpoints.reading, name="desk_reading"),
    path("articles/<int:article_id>/reading/retry/", endpoints.retry, name="desk_retry"),
    path("articles/<int:article_id>/comments/", RemarksPanel.as_view(), name="desk_remarks"),
    path(
        "articles/<int:article_id>/attributions/<slug:place>/<str:act>/",
        endpoints.attribution,
        name="desk_attribution",
    ),
    path(
        "articles/<int:article_id>/appearances/<int:appearance_id>/<str:act>/",
        endpoints.appearance,
        name="desk_appearance",
    ),
    path(
        "articles/<int:article_id>/entities/<int:entity_id>/<str:act>/",
        endpoints.entity,
        name="desk_entity",
    ),
]
