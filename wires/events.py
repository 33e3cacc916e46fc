"""News that incoming copy sends."""

ITEMS_DUE = "wires.items_due"  # key: Job id; there are items to be taken in
FEED_DUE = "wires.feed_due"  # key: Feed id; it is to be read
