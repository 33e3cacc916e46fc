from django.apps import AppConfig
from django.core.checks import register


class ArchiveConfig(AppConfig):
    name = "archive"

    def ready(self) -> None:
        from archive import checks
        from archive.events import PAGE_WANTED
        from outbox.subscriptions import subscribe

        # Slow servers must not keep editors waiting for their readings.
        subscribe(PAGE_WANTED, "archive.tasks.fetch_page", queue="bulk")
        register(checks.settings_make_sense)
