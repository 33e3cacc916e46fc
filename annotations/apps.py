from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self) -> None:
        from annotations import silent_edits
        from annotations.events import READING_FINISHED, REREADING_WANTED
        from articles import guard
        from articles.events import ARTICLE_PUBLISHED, REVISION_FROZEN
        from articles.gate import tell_beforehand
        from entities.events import ENTITY_LOST_NAMES
        from outbox.subscriptions import subscribe

        subscribe(REVISION_FROZEN, "annotations.tasks.read_revision")
        subscribe(ARTICLE_PUBLISHED, "annotations.tasks.index_publication")
        subscribe(ARTICLE_PUBLISHED, "annotations.tasks.look_for_silent_edit")
        subscribe(READING_FINISHED, "annotations.tasks.look_again_for_silent_edit")
        tell_beforehand(silent_edits.foresee)
        subscribe(ENTITY_LOST_NAMES, "annotations.tasks.link_anew", queue="bulk")
        subscribe(REREADING_WANTED, "annotations.tasks.reread_revision", queue="bulk")
        post_migrate.connect(guard.install, sender=self, dispatch_uid="annotations.guard")
        # Entities are neighbours of articles and cannot ask for the guard themselves.
        entities = apps.get_app_config("entities")
        post_migrate.connect(guard.install, sender=entities, dispatch_uid="entities.guard")
