"""Say in readable words what changed between two states of an article, block by block and word by word.

Nothing is lost: the `same` and `added` runs of a change join to the new text, `same` and `removed` to
the old one. The list reads like the new text, what was removed stands in its old place. No database.
"""

from articles.diff.changes import BlockChange, Detail, compare, diff, summary
from articles.diff.tables import TableChange
from articles.diff.words import Mark, WordRun

__all__ = ["BlockChange", "Detail", "Mark", "TableChange", "WordRun", "compare", "diff", "summary"]
