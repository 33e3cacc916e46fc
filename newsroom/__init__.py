"""Composition: settings, URLs, Celery, public templates. Nobody imports it."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
