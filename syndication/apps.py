from django.apps import AppConfig


class SyndicationConfig(AppConfig):
    name = "syndication"

    def ready(self) -> None:
        from annotations.events import READING_FINISHED
        from articles.events import (
            ARTICLE_DELETED,
            ARTICLE_KILLED,
            ARTICLE_PUBLISHED,
            ARTICLE_UNPUBLISHED,
            CORRECTION_PUBLISHED,
            REVISION_FROZEN,
        )
        from claims.events import CLAIM_CHANGED, CLAIM_PROPOSED
        from entities.events import ENTITY_DECIDED, ENTITY_MERGED
        from outbox.subscriptions import subscribe, witness
        from syndication import receivers
        from syndication.events import (
            CHANGES_RECORDED,
            DELIVERIES_DUE,
            STANDING_TOLD,
            WEBHOOK_DISABLED,
        )

        witness(REVISION_FROZEN, "syndication.witnesses.saved")
        witness(ARTICLE_PUBLISHED, "syndication.witnesses.published")
        witness(ARTICLE_UNPUBLISHED, "syndication.witnesses.unpublished")
        witness(ARTICLE_KILLED, "syndication.witnesses.killed")
        witness(ARTICLE_DELETED, "syndication.witnesses.deleted")
        witness(CORRECTION_PUBLISHED, "syndication.witnesses.corrected")
        witness(CLAIM_PROPOSED, "syndication.witnesses.claims_proposed")
        witness(CLAIM_CHANGED, "syndication.witnesses.claims_changed")
        witness(ENTITY_DECIDED, "syndication.witnesses.entities_decided")
        witness(ENTITY_MERGED, "syndication.witnesses.entities_merged")
        # What an article's news means for its claims: those are told of once their places are known.
        subscribe(ARTICLE_PUBLISHED, "syndication.tasks.claims_of_publication", queue="bulk")
        subscribe(ARTICLE_UNPUBLISHED, "syndication.tasks.claims_of_article", queue="bulk")
        subscribe(ARTICLE_DELETED, "syndication.tasks.claims_of_article", queue="bulk")
        # Whom a story names is known once it was read.
        subscribe(READING_FINISHED, "syndication.tasks.entities_of_revision", queue="bulk")
        subscribe(STANDING_TOLD, "syndication.tasks.entities_of_article", queue="bulk")
        subscribe(CHANGES_RECORDED, "syndication.tasks.number_changes")
        # Other people's servers, however slow, hold up neither editors nor imports.
        subscribe(DELIVERIES_DUE, "syndication.tasks.deliver", queue="archive")
        subscribe(WEBHOOK_DISABLED, "syndication.tasks.tell_of_disabling", queue="bulk")
        receivers.connect()
