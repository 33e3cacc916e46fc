from django.apps import AppConfig


class WiresConfig(AppConfig):
    name = "wires"

    def ready(self) -> None:
        from outbox.subscriptions import subscribe
        from wires.events import FEED_DUE, FEED_SWITCHED_OFF, ITEMS_DUE

        subscribe(ITEMS_DUE, "wires.tasks.take_in", queue="bulk")
        subscribe(FEED_DUE, "wires.tasks.poll_feed", queue="bulk")
        subscribe(FEED_SWITCHED_OFF, "wires.tasks.tell_of_switching_off", queue="bulk")
