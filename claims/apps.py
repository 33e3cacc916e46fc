from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from annotations.events import ATTRIBUTION_RULED, READING_FINISHED
        from archive.events import FILE_READ, PAGE_CHANGED, PAGE_DEAD, PAGE_KEPT, PAGE_REFUSED
        from articles import guard
        from articles.events import (
            ARTICLE_DELETED,
            ARTICLE_HELD_BACK,
            ARTICLE_KILLED,
            CORRECTION_ACTED,
            DRAFT_KEPT,
            KILL_LIFTED,
            LOCK_TAKEN_OVER,
            REQUEST_ACTED,
            REVISION_FROZEN,
            SILENT_EDIT_FOUND,
            STORY_ACTED,
        )
        from articles.gate import ask_before_publishing
        from claims import receivers
        from claims.events import (
            CLAIM_CHANGED,
            CLAIM_PROPOSED,
            GATE_OVERRIDDEN,
            NOTICE_GIVEN,
            QUOTATION_GIVEN,
            REVIEWS_HANDED_IN,
            REVIEWS_IMPORTED,
        )
        from claims.gate import judge, objections
        from outbox.subscriptions import subscribe
        from wires.events import STORY_WITHDRAWN

        subscribe(REVISION_FROZEN, "claims.tasks.follow_article")
        subscribe(READING_FINISHED, "claims.tasks.propose_claims")
        subscribe(ATTRIBUTION_RULED, "claims.tasks.heed_ruling")
        subscribe(ARTICLE_DELETED, "claims.tasks.withdraw_proposals")
        subscribe(QUOTATION_GIVEN, "claims.tasks.look_for_quotation", queue="bulk")
        subscribe(FILE_READ, "claims.tasks.look_in_file", queue="bulk")
        subscribe(PAGE_KEPT, "claims.tasks.look_in_copy", queue="bulk")
        subscribe(PAGE_CHANGED, "claims.tasks.heed_change", queue="bulk")
        subscribe(PAGE_DEAD, "claims.tasks.heed_death", queue="bulk")
        subscribe(PAGE_REFUSED, "claims.tasks.heed_refusal", queue="bulk")
        subscribe(NOTICE_GIVEN, "claims.tasks.send_notice", queue="bulk")
        subscribe(CLAIM_PROPOSED, "claims.tasks.look_for_checked", queue="bulk")
        subscribe(CLAIM_CHANGED, "claims.tasks.look_for_checked", queue="bulk")
        subscribe(REVIEWS_HANDED_IN, "claims.tasks.import_reviews", queue="bulk")
        subscribe(REVIEWS_IMPORTED, "claims.tasks.compare_reviews", queue="bulk")
        subscribe(GATE_OVERRIDDEN, "claims.tasks.tell_of_override")
        subscribe(ARTICLE_HELD_BACK, "claims.tasks.tell_of_holding")
        subscribe(DRAFT_KEPT, "claims.tasks.tell_of_draft")
        subscribe(STORY_WITHDRAWN, "claims.tasks.tell_of_withdrawal")
        subscribe(LOCK_TAKEN_OVER, "claims.tasks.tell_of_lock")
        subscribe(ARTICLE_KILLED, "claims.tasks.tell_of_kill")
        subscribe(KILL_LIFTED, "claims.tasks.tell_of_kill")
        subscribe(SILENT_EDIT_FOUND, "claims.tasks.tell_of_silent_edit")
        subscribe(REQUEST_ACTED, "claims.tasks.tell_of_request")
        subscribe(CORRECTION_ACTED, "claims.tasks.tell_of_correction")
        subscribe(STORY_ACTED, "claims.tasks.tell_of_story")
        ask_before_publishing(judge, foreseen_by=objections)
        receivers.connect()
        post_migrate.connect(guard.install, sender=self, dispatch_uid="claims.guard")
