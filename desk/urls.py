"""Addresses of the desk that belong to no viewset; all of them under /desk/."""

from django.urls import path

from desk.comparison import ComparisonView
from desk.history import CompareView, HistoryView, RevisionView

urlpatterns = [
    path("articles/<int:article_id>/history/", HistoryView.as_view(), name="article_history"),
    path("articles/<int:article_id>/history/compare/", CompareView.as_view(), name="article_compare"),
    path("articles/<int:article_id>/history/<int:number>/", RevisionView.as_view(), name="article_revision"),
    path(
        "articles/<int:article_id>/history/<int:old>/<int:new>/",
        ComparisonView.as_view(),
        name="article_comparison",
    ),
]
