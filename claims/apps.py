from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from annotations.events import ATTRIBUTION_RULED, READING_FINISHED
        from articles import guard
        from articles.events import ARTICLE_DELETED, REVISION_FROZEN
        from claims.events import NOTICE_GIVEN
        from outbox.subscriptions import subscribe

        subscribe(REVISION_FROZEN, "claims.tasks.follow_article")
        subscribe(READING_FINISHED, "claims.tasks.propose_claims")
        subscribe(ATTRIBUTION_RULED, "claims.tasks.heed_ruling")
        subscribe(ARTICLE_DELETED, "claims.tasks.withdraw_proposals")
        subscribe(NOTICE_GIVEN, "claims.tasks.send_notice", queue="bulk")
        post_migrate.connect(guard.install, sender=self, dispatch_uid="claims.guard")
