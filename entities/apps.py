from django.apps import AppConfig
from django.core.checks import register


class EntitiesConfig(AppConfig):
    name = "entities"

    def ready(self) -> None:
        from entities import checks
        from entities.events import ENTITY_DECIDED, ENTITY_MERGED, RECONCILIATION_WANTED
        from outbox.subscriptions import subscribe

        subscribe(ENTITY_DECIDED, "entities.tasks.compare_entity", queue="bulk")
        subscribe(ENTITY_MERGED, "entities.tasks.complete_merger", queue="bulk")
        subscribe(RECONCILIATION_WANTED, "entities.tasks.reconcile", queue="bulk")
        register(checks.settings_make_sense)
