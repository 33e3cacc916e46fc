"""News that incoming copy sends."""

ITEMS_DUE = "wires.items_due"  # key: Job id; there are items to be taken in
STORY_WITHDRAWN = "wires.story_withdrawn"  # key: Item id; an agency cancelled or withholds what stands here
FEED_DUE = "wires.feed_due"  # key: Feed id; it is to be read
FEED_SWITCHED_OFF = (
    "wires.feed_off"  # key: Feed id; the machine reads it no more, and its desk is to hear why
)
