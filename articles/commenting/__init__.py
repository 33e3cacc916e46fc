"""How comments are saved with a story's form: what a save may do to them, and who may delete them.

Wagtail keeps them beside the text (`wagtail.models.Comment`), not in it: they are no part of any revision.
How they stay on their words is in `articles.comments`.
"""
