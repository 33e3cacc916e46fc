"""News that entities send."""

ENTITY_DECIDED = "entity.decided"  # key: the entity's id
ENTITY_MERGED = "entity.merged"  # key: the id of the entity that went into another
RECONCILIATION_WANTED = "reconciliation.wanted"  # key: always "all"; what is wanted stands in Reconciliation
ENTITY_LOST_NAMES = "entity.lost_names"  # key: the id of the EntityAct that took names from an entity
