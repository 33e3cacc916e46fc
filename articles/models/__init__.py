"""What reporters write: pages, and the revisions, publications and corrections that are kept of them."""

from articles.models.acts import StoryAct
from articles.models.drafts import Draft, DraftSettled
from articles.models.embargo import Embargo
from articles.models.history import ArticleRevision, Correction, Publication
from articles.models.labels import RevisionCount, RevisionLabel, TouchedBlock
from articles.models.pages import ArticlePage, ArticleTopic, Byline, Contributor, FrontPage, SectionPage
from articles.models.presence import Presence

__all__ = [
    "ArticlePage",
    "ArticleRevision",
    "ArticleTopic",
    "Byline",
    "Contributor",
    "Correction",
    "Draft",
    "DraftSettled",
    "Embargo",
    "FrontPage",
    "Presence",
    "Publication",
    "RevisionCount",
    "RevisionLabel",
    "SectionPage",
    "StoryAct",
    "TouchedBlock",
]
