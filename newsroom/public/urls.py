"""Readers' pages that are no Wagtail pages: entities, claims, the history of an article."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from newsroom.public import health, history, views
from newsroom.public.sitemap import SITEMAPS

urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/<int:pk>/", views.claim, name="claim-by-number"),
    path("claims/<int:pk>/<str:slug>/", views.claim, name="claim"),
    path("entities/<int:pk>/", views.entity, name="entity-by-number"),
    path("entities/<int:pk>/<str:slug>/", views.entity, name="entity"),
    path("history/<int:pk>/", history.article_history, name="article-history"),
    path("history/<int:pk>/<int:number>/", history.article_change, name="article-change"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]
