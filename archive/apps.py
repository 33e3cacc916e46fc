from django.apps import AppConfig
from django.core.checks import register


class ArchiveConfig(AppConfig):
    name = "archive"

    def ready(self) -> None:
        from archive import checks
        from archive.events import FILE_KEPT, PAGE_WANTED
        from outbox.subscriptions import subscribe

        # Slow servers and long files hold up neither editors nor imports.
        subscribe(PAGE_WANTED, "archive.tasks.fetch_page", queue="archive")
        subscribe(FILE_KEPT, "archive.tasks.read_file", queue="archive")
        register(checks.settings_make_sense)
