"""The nouns: what changed, in order, and where it is sent."""

from syndication.models.change import FAMILIES, PUBLIC, Change, Kind, Ledger

__all__ = ["FAMILIES", "PUBLIC", "Change", "Kind", "Ledger"]
