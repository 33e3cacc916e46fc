"""Comments on passages of a story: what a save may do to them, and how they stay on their words.

Wagtail keeps them beside the text (`wagtail.models.Comment`), not in it: they are no part of any revision.
"""
