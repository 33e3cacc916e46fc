"""Readers' pages that are no Wagtail pages: entities, claims, the history of an article."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.cache import cache_control

from newsroom.public import annotations, corrections, health, history, reports, reviews, views
from newsroom.public.data import MAX_AGE
from newsroom.public.sitemap import SITEMAPS


class NumberConverter(IntConverter):
    """A whole number that every database can hold."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/feed.jsonld", reviews.feed, name="claimreview-feed"),
    path("claims/<number:pk>/claimreview.jsonld", reviews.review, name="claimreview"),
    path("claims/<number:pk>/", views.claim, name="claim-by-number"),
    path("claims/<number:pk>/<str:slug>/", views.claim, name="claim"),
    path("corrections/", corrections.corrections, name="corrections-list"),
    path(
        "corrections/feed.atom",
        cache_control(public=True, max_age=MAX_AGE)(corrections.CorrectionsFeed()),
        name="corrections-feed",
    ),
    path("report/<number:pk>/", reports.report, name="report"),
    path("report/<number:pk>/thanks/", reports.received, name="report-received"),
    path("entities/<number:pk>/", views.entity, name="entity-by-number"),
    path("entities/<number:pk>/<str:slug>/", views.entity, name="entity"),
    path("history/<number:pk>/", history.article_history, name="article-history"),
    path("history/<number:pk>/<number:number>/", history.article_change, name="article-change"),
    path("history/<number:pk>/<number:number>/text", annotations.article_text, name="article-text"),
    path("annotations/<number:pk>/", annotations.Annotation.as_view(), name="annotation"),
    path("annotations/claims/<number:pk>/", annotations.OfClaim.as_view(), name="claim-annotations"),
    path("annotations/articles/<number:pk>/", annotations.OfArticle.as_view(), name="article-annotations"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
