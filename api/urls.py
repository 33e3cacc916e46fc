"""The addresses of the API, under /api/v1/."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from api.acts import PublishingActs, WritingActs
from api.appearances import AnchorResource, AppearanceResource
from api.blame import BlameResource
from api.blocks import BlockItem, BlockMove, BlocksResource
from api.changes import ChangesResource
from api.claim_acts import ClaimActs
from api.claim_work import ClaimEvidence, ClaimMatches, ClaimNotes, ClaimVerdicts, ClaimWatch
from api.claim_writing import ClaimItem, ClaimList
from api.comments import CommentResource
from api.correction_requests import CorrectionRequestResource
from api.diffs import DiffResource
from api.documents import DocsPage, SchemaDocument
from api.drafts import DraftDiffResource
from api.entities import EntityAttributionResource, EntityClaimResource, EntityResource
from api.entity_acts import EntityActs
from api.entity_register import EntityCandidates, EntityHistory, EntitySuggestions
from api.events import ArticleEvents, ClaimEvents
from api.feeds import FeedActs, FeedResource
from api.gate import GateResource
from api.ingest import ItemResource, JobResource
from api.many_claims import ManyClaimActs, UndoClaimActs
from api.media import DocumentResource, ImageResource
from api.parsing import StrictJSON
from api.problems import problem_page
from api.proposed import ProposedActs, ProposedPublication, ProposedResource
from api.ratings import RatingResource
from api.reading_acts import AttributionRulings, ReadingItem
from api.readings import RevisionReadingResource
from api.resources import NothingHere
from api.restoring import LabelResource, RestoreResource
from api.revisions import RevisionResource
from api.root import RootResource
from api.search import SearchResource
from api.sections import SectionResource
from api.users import MeResource, RoleResource, UserResource
from api.webhooks import DeliveryResource, WebhookActs, WebhookResource
from api.writing import ArticleItem, ArticleList


class Id(IntConverter):
    """A number that every database can compare; no longer one leads anywhere."""

    regex = "[0-9]{1,18}"


register_converter(Id, "id")
app_name = "api"
LIST, ONE = {"get": "list"}, {"get": "retrieve"}
MADE = {**LIST, "post": "create"}
CLAIM = "claims/<id:claim>"
ENTITY = "entities/<id:entity>"
ENTITY_ACTS = ("confirm", "reject", "rename", "kind", "identify", "merge", "split", "undo")
ARTICLE = "articles/<id:article>"
REVISION = f"{ARTICLE}/revisions/<id:number>"
ACTS = (
    (WritingActs, ("submit", "approve", "reject", "embargo", "lock", "unlock", "take-over")),
    (PublishingActs, ("publish", "schedule", "unschedule", "unpublish", "kill", "lift-kill")),
)
COMMENT = f"{ARTICLE}/comments/<id:pk>"

urlpatterns = [
    path("", RootResource.as_view(), name="root"),
    path("sections", SectionResource.as_view(LIST), name="sections"),
    path("sections/<slug:slug>", SectionResource.as_view(ONE), name="section"),
    path("articles", ArticleList.as_view({**LIST, "post": "create"}), name="articles"),
    path("articles/<id:pk>", ArticleItem.as_view({**ONE, "patch": "partial_update"}), name="article"),
    *(
        path(f"{ARTICLE}/{word}", acts.as_view({"post": word.replace("-", "_")}), name=f"article-{word}")
        for acts, words in ACTS
        for word in words
    ),
    path(f"{ARTICLE}/blocks", BlocksResource.as_view({**ONE, "post": "create"}), name="blocks"),
    path(
        f"{ARTICLE}/blocks/<str:block>",
        BlockItem.as_view({**ONE, "put": "update", "delete": "destroy"}),
        name="block",
    ),
    path(f"{ARTICLE}/blocks/<str:block>/move", BlockMove.as_view({"post": "move"}), name="block-move"),
    path(f"{ARTICLE}/drafts/<id:draft>/diff", DraftDiffResource.as_view(ONE), name="draft-diff"),
    path(f"{ARTICLE}/gate", GateResource.as_view(ONE), name="gate"),
    path(f"{ARTICLE}/reading", ReadingItem.as_view({**ONE, "post": "read_again"}), name="reading"),
    *(
        path(
            f"{ARTICLE}/reading/attributions/<str:place>/{word}",
            AttributionRulings.as_view({"post": word}),
            name=f"attribution-{word}",
        )
        for word in ("confirm", "dismiss", "withdraw")
    ),
    path(f"{ARTICLE}/comments", CommentResource.as_view({**LIST, "post": "create"}), name="comments"),
    path(COMMENT, CommentResource.as_view(ONE), name="comment"),
    path(f"{COMMENT}/reply", CommentResource.as_view({"post": "reply"}), name="comment-reply"),
    path(f"{COMMENT}/resolve", CommentResource.as_view({"post": "resolve"}), name="comment-resolve"),
    path(f"{COMMENT}/reopen", CommentResource.as_view({"post": "reopen"}), name="comment-reopen"),
    path(f"{COMMENT}/place", CommentResource.as_view({"post": "place"}), name="comment-place"),
    path(f"{ARTICLE}/revisions", RevisionResource.as_view(LIST), name="revisions"),
    path(REVISION, RevisionResource.as_view(ONE), name="revision"),
    path(f"{REVISION}/reading", RevisionReadingResource.as_view(ONE), name="revision-reading"),
    path(f"{REVISION}/restore", RestoreResource.as_view({"post": "restore"}), name="revision-restore"),
    path(f"{REVISION}/label", LabelResource.as_view({"post": "label"}), name="revision-label"),
    path(f"{REVISION}/blame", BlameResource.as_view(ONE), name="revision-blame"),
    path(f"{ARTICLE}/revisions/<id:old>/diff/<id:new>", DiffResource.as_view(ONE), name="diff"),
    path("corrections", ProposedResource.as_view({**LIST, "post": "create"}), name="corrections"),
    path(
        "corrections/<id:pk>",
        ProposedResource.as_view({**ONE, "patch": "partial_update"}),
        name="correction",
    ),
    *(
        path(f"corrections/<id:pk>/{word}", ProposedActs.as_view({"post": word}), name=f"correction-{word}")
        for word in ("approve", "refuse", "withdraw")
    ),
    path(
        "corrections/<id:pk>/publish",
        ProposedPublication.as_view({"post": "publish"}),
        name="correction-publish",
    ),
    path("correction-requests", CorrectionRequestResource.as_view(), name="correction-requests"),
    path("claims", ClaimList.as_view(MADE), name="claims"),
    path("claims/events", ClaimEvents.as_view(), name="claim-events"),
    path(f"{ARTICLE}/events", ArticleEvents.as_view(), name="article-events"),
    path("claims/acts", ManyClaimActs.as_view({"post": "create"}), name="claims-acts"),
    path("claims/acts/undo", UndoClaimActs.as_view({"post": "create"}), name="claims-undo"),
    path("claims/<id:pk>", ClaimItem.as_view({**ONE, "patch": "partial_update"}), name="claim"),
    path(f"{CLAIM}/acts", ClaimActs.as_view(MADE), name="claim-acts"),
    path(f"{CLAIM}/appearances", AppearanceResource.as_view(LIST), name="claim-appearances"),
    path(f"{CLAIM}/appearances/<id:appearance>", AppearanceResource.as_view(ONE), name="claim-appearance"),
    path(f"{CLAIM}/appearances/<id:appearance>/anchors", AnchorResource.as_view(LIST), name="claim-anchors"),
    path(f"{CLAIM}/notes", ClaimNotes.as_view(MADE), name="claim-notes"),
    path(f"{CLAIM}/watch", ClaimWatch.as_view({"post": "watch"}), name="claim-watch"),
    path(f"{CLAIM}/unwatch", ClaimWatch.as_view({"post": "unwatch"}), name="claim-unwatch"),
    path(f"{CLAIM}/evidence", ClaimEvidence.as_view(MADE), name="claim-evidence"),
    path(f"{CLAIM}/evidence/<id:evidence>", ClaimEvidence.as_view(ONE), name="claim-evidence-item"),
    path(
        f"{CLAIM}/evidence/<id:evidence>/retract",
        ClaimEvidence.as_view({"post": "retract"}, parser_classes=(StrictJSON,)),
        name="claim-evidence-retract",
    ),
    path(f"{CLAIM}/verdicts", ClaimVerdicts.as_view({"post": "create"}), name="claim-verdicts"),
    path(f"{CLAIM}/matches", ClaimMatches.as_view(LIST), name="claim-matches"),
    *(
        path(
            f"{CLAIM}/matches/<id:match>/{word}",
            ClaimMatches.as_view({"post": word}),
            name=f"claim-match-{word}",
        )
        for word in ("confirm", "dismiss", "withdraw")
    ),
    path("ratings", RatingResource.as_view(LIST), name="ratings"),
    path("entities", EntityResource.as_view(LIST), name="entities"),
    path("entities/<id:pk>", EntityResource.as_view(ONE), name="entity"),
    path(
        "entities/<id:entity>/attributions",
        EntityAttributionResource.as_view(LIST),
        name="entity-attributions",
    ),
    path("entities/<id:entity>/claims", EntityClaimResource.as_view(LIST), name="entity-claims"),
    *(
        path(f"{ENTITY}/{word}", EntityActs.as_view({"post": word}), name=f"entity-{word}")
        for word in ENTITY_ACTS
    ),
    path(f"{ENTITY}/aliases", EntityActs.as_view({"post": "add_alias"}), name="entity-aliases"),
    path(
        f"{ENTITY}/aliases/remove", EntityActs.as_view({"post": "remove_alias"}), name="entity-alias-remove"
    ),
    path(f"{ENTITY}/acts", EntityHistory.as_view(LIST), name="entity-acts"),
    path(f"{ENTITY}/candidates", EntityCandidates.as_view(LIST), name="entity-candidates"),
    path(f"{ENTITY}/look-up", EntityCandidates.as_view({"post": "look_up"}), name="entity-look-up"),
    path(f"{ENTITY}/suggestions", EntitySuggestions.as_view(LIST), name="entity-suggestions"),
    *(
        path(
            f"{ENTITY}/suggestions/<id:suggestion>/{word}",
            EntitySuggestions.as_view({"post": word}),
            name=f"entity-suggestion-{word}",
        )
        for word in ("accept", "refuse")
    ),
    path("users", UserResource.as_view(LIST), name="users"),
    path("users/<id:pk>", UserResource.as_view(ONE), name="user"),
    path("roles", RoleResource.as_view(ONE), name="roles"),
    path("me", MeResource.as_view(ONE), name="me"),
    path("changes", ChangesResource.as_view(), name="changes"),
    path("webhooks", WebhookResource.as_view({**LIST, "post": "create"}), name="webhooks"),
    path(
        "webhooks/<id:pk>",
        WebhookResource.as_view({**ONE, "patch": "partial_update", "delete": "destroy"}),
        name="webhook",
    ),
    path("webhooks/<id:pk>/deliveries", DeliveryResource.as_view(LIST), name="webhook-deliveries"),
    path("webhooks/<id:pk>/test", WebhookActs.as_view({"post": "test"}), name="webhook-test"),
    path("webhooks/<id:pk>/replay", WebhookActs.as_view({"post": "replay"}), name="webhook-replay"),
    path("webhooks/<id:pk>/secret/rotate", WebhookActs.as_view({"post": "rotate"}), name="webhook-rotate"),
    path("feeds", FeedResource.as_view(MADE), name="feeds"),
    path(
        "feeds/<id:pk>",
        FeedResource.as_view({**ONE, "patch": "partial_update", "delete": "destroy"}),
        name="feed",
    ),
    path("feeds/<id:pk>/poll", FeedActs.as_view({"post": "poll"}), name="feed-poll"),
    path("ingest", JobResource.as_view(MADE), name="ingest"),
    path("ingest/<id:pk>", JobResource.as_view(ONE), name="ingest-job"),
    path("ingest/<id:job>/items", ItemResource.as_view(LIST), name="ingest-items"),
    path("images", ImageResource.as_view({**LIST, "post": "create"}), name="images"),
    path("images/<id:pk>", ImageResource.as_view({**ONE, "patch": "partial_update"}), name="image"),
    path("documents", DocumentResource.as_view({**LIST, "post": "create"}), name="documents"),
    path("documents/<id:pk>", DocumentResource.as_view({**ONE, "patch": "partial_update"}), name="document"),
    path("search", SearchResource.as_view(), name="search"),
    path("schema", SchemaDocument.as_view(), name="schema"),
    path("docs", DocsPage.as_view(url_name="api:schema"), name="docs"),
    path("problems", problem_page, name="problems"),
    path("problems/<slug:slug>", problem_page, name="problem"),
    re_path(r"^[\s\S]*\Z", NothingHere.as_view(), name="nothing"),
]
