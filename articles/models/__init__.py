"""What reporters write: pages, and the revisions, publications and corrections that are kept of them."""

from articles.models.acts import StoryAct
from articles.models.anchors import TextAnchor
from articles.models.comments import CommentAnchor, KeptComment
from articles.models.corrections import Correction, CorrectionAct, CorrectionRules, ProposedCorrection
from articles.models.drafts import Draft, DraftSettled
from articles.models.embargo import Embargo
from articles.models.history import ArticleRevision, Publication
from articles.models.kills import Kill, KilledAddress, KillLifted
from articles.models.labels import RevisionCount, RevisionLabel, TouchedBlock
from articles.models.origins import RevisionOrigins
from articles.models.pages import ArticlePage, ArticleTopic, Byline, Contributor, FrontPage, SectionPage
from articles.models.passages import Passage, PassagesRead
from articles.models.planning import Slot, StageTask, StoryPlan
from articles.models.presence import Presence
from articles.models.requests import CorrectionRequest, RequestAct
from articles.models.retention import DroppedContent, LegalHold, LegalHoldLifted
from articles.models.silent import SilentEdit, SilentEditAnswer
from articles.models.stage import DONE, JUDGED, Stage
from articles.models.usage import DocumentRights, ImageRights

__all__ = [
    "DONE",
    "JUDGED",
    "ArticlePage",
    "ArticleRevision",
    "ArticleTopic",
    "Byline",
    "CommentAnchor",
    "Contributor",
    "Correction",
    "CorrectionAct",
    "CorrectionRequest",
    "CorrectionRules",
    "DocumentRights",
    "Draft",
    "DraftSettled",
    "DroppedContent",
    "Embargo",
    "FrontPage",
    "ImageRights",
    "KeptComment",
    "Kill",
    "KillLifted",
    "KilledAddress",
    "LegalHold",
    "LegalHoldLifted",
    "Passage",
    "PassagesRead",
    "Presence",
    "ProposedCorrection",
    "Publication",
    "RequestAct",
    "RevisionCount",
    "RevisionLabel",
    "RevisionOrigins",
    "SectionPage",
    "SilentEdit",
    "SilentEditAnswer",
    "Slot",
    "Stage",
    "StageTask",
    "StoryAct",
    "StoryPlan",
    "TextAnchor",
    "TouchedBlock",
]
