"""News that entities send."""

ENTITY_DECIDED = "entity.decided"  # key: the entity's id
