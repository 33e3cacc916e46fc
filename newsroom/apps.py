from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from articles import guard

        # The archive may not import its neighbour, so its tables get their guard from here.
        post_migrate.connect(
            guard.install, sender=apps.get_app_config("archive"), dispatch_uid="archive.guard"
        )
