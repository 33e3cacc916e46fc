"""Bring together what two people made of one story at the same time, losing nothing of either.

`weave(base, theirs, mine)` gives a plan: what merges by itself, and the conflicts that somebody must
choose for; `plan.settle(choices)` gives the merged editorial content.
"""

from articles.merging.plan import ABSENT, Choice, Plan, Undecided, Unit, all_of
from articles.merging.prose import Run, told
from articles.merging.weaving import weave

__all__ = ["ABSENT", "Choice", "Plan", "Run", "Undecided", "Unit", "all_of", "told", "weave"]
