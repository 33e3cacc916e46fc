"""Readers' pages that are no Wagtail pages: entities, claims, the history of an article."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
