from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles import gate, guard, kills, receivers, stages, usage
        from articles.events import (
            COMMENTS_LEFT_BEHIND,
            HISTORY_UNCOUNTED,
            HISTORY_UNTRACED,
            REQUEST_ACTED,
            REVISION_FROZEN,
            REVISION_SAVED,
        )
        from articles.models import StageTask
        from outbox.subscriptions import subscribe

        StageTask.decide = staticmethod(stages.decide)
        receivers.connect()
        gate.publish_wholly_or_not_at_all()
        gate.ask_before_publishing(kills.judge)
        gate.tell_beforehand(usage.judge)
        subscribe(REQUEST_ACTED, "articles.tasks.send_answer", queue="bulk")
        subscribe(REVISION_SAVED, "articles.tasks.freeze_autosave")
        subscribe(COMMENTS_LEFT_BEHIND, "articles.tasks.follow_words_commented_on")
        subscribe(HISTORY_UNCOUNTED, "articles.tasks.count_changes", queue="bulk")
        subscribe(REVISION_FROZEN, "articles.tasks.follow_passages", queue="bulk")
        subscribe(HISTORY_UNTRACED, "articles.tasks.trace_sentences")
        pre_migrate.connect(guard.make_way, sender=self, dispatch_uid="articles.guard_makes_way")
        post_migrate.connect(guard.install, sender=self, dispatch_uid="articles.guard")
