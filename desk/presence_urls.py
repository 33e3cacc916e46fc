"""Addresses before those of Wagtail's admin, which sends whoever is logged out to a page for people."""

from django.urls import path

from desk import presence

urlpatterns = [
    path("articles/<int:article_id>/presence/", presence.presence, name="article_presence"),
    path("articles/<int:article_id>/presence/gone/", presence.absence, name="article_absence"),
]
