from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self) -> None:
        from annotations.events import REREADING_WANTED
        from articles import guard
        from articles.events import ARTICLE_PUBLISHED, REVISION_FROZEN
        from outbox.subscriptions import subscribe

        subscribe(REVISION_FROZEN, "annotations.tasks.read_revision")
        subscribe(ARTICLE_PUBLISHED, "annotations.tasks.index_publication")
        subscribe(REREADING_WANTED, "annotations.tasks.reread_revision", queue="bulk")
        post_migrate.connect(guard.install, sender=self, dispatch_uid="annotations.guard")
