"""The nouns: what changed, in order, and where it is sent."""

from syndication.models.change import FAMILIES, PUBLIC, Change, Kind, Ledger
from syndication.models.webhook import Attempt, Delivery, Secret, Webhook

__all__ = ["FAMILIES", "PUBLIC", "Attempt", "Change", "Delivery", "Kind", "Ledger", "Secret", "Webhook"]
