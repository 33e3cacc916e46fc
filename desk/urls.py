"""Addresses of the desk that belong to no viewset; all of them under /desk/."""

from django.urls import path

from desk import archive, locks
from desk.clients import AddPage, ChangePage, ClientsPage, RemovePage, SecretPage
from desk.comparison import ComparisonView
from desk.drafts import DraftListView, DraftPage
from desk.gate import AnswerView, GatePage
from desk.history import CompareView, RevisionView
from desk.holds import HoldView
from desk.kills import KillPage
from desk.merging.views import MergeView
from desk.origins import origin, origin_now
from desk.past_words import ArchiveSearchView, ArticleSearchView
from desk.plan import PlanPage, PlanPanel
from desk.planning import PlanningActs, PlanningPage, PlanningResults
from desk.restoring import RestoreView
from desk.revisions import HistoryView
from desk.section_settings import SectionSettings
from desk.tokens import AllTokensPage, RevokePage, RotatePage, TokensPage

urlpatterns = [
    path(
        "articles/<int:article_id>/lock/take-over/",
        locks.TakeOverView.as_view(),
        name="article_take_over_lock",
    ),
    path("articles/<int:article_id>/gate/", GatePage.as_view(), name="article_gate"),
    path("articles/<int:article_id>/gate/answer/", AnswerView.as_view(), name="article_gate_answer"),
    path("articles/<int:article_id>/kill/", KillPage.as_view(), name="article_kill"),
    path("articles/<int:article_id>/history/", HistoryView.as_view(), name="article_history"),
    path("articles/<int:article_id>/hold/", HoldView.as_view(), name="article_hold"),
    path("history/search/", ArchiveSearchView.as_view(), name="history_search"),
    path(
        "articles/<int:article_id>/history/search/",
        ArticleSearchView.as_view(),
        name="article_history_search",
    ),
    path("articles/<int:article_id>/history/compare/", CompareView.as_view(), name="article_compare"),
    path("articles/<int:article_id>/history/<int:number>/", RevisionView.as_view(), name="article_revision"),
    path("articles/<int:article_id>/history/<int:number>/origin/", origin, name="article_origin"),
    path("articles/<int:article_id>/origin/", origin_now, name="article_origin_now"),
    path(
        "articles/<int:article_id>/history/<int:number>/restore/",
        RestoreView.as_view(),
        name="article_restore",
    ),
    path(
        "articles/<int:article_id>/history/<int:old>/<int:new>/",
        ComparisonView.as_view(),
        name="article_comparison",
    ),
    path("planning/", PlanningPage.as_view(), name="planning"),
    path("planning/results/", PlanningResults.as_view(), name="planning_results"),
    path("planning/acts/", PlanningActs.as_view(), name="planning_acts"),
    path("planning/sections/<int:section_id>/", SectionSettings.as_view(), name="section_settings"),
    path("articles/<int:article_id>/plan/", PlanPage.as_view(), name="story_plan"),
    path("articles/<int:article_id>/plan/panel/", PlanPanel.as_view(), name="story_plan_panel"),
    path("account/tokens/", TokensPage.as_view(), name="tokens"),
    path("account/tokens/everybody/", AllTokensPage.as_view(), name="all_tokens"),
    path("account/tokens/<int:token_id>/replace/", RotatePage.as_view(), name="token_rotate"),
    path("account/tokens/<int:token_id>/revoke/", RevokePage.as_view(), name="token_revoke"),
    path("programs/", ClientsPage.as_view(), name="clients"),
    path("programs/add/", AddPage.as_view(), name="client_add"),
    path("programs/<int:client_id>/", ChangePage.as_view(), name="client"),
    path("programs/<int:client_id>/secret/", SecretPage.as_view(), name="client_secret"),
    path("programs/<int:client_id>/remove/", RemovePage.as_view(), name="client_remove"),
    path("drafts/", DraftListView.as_view(), name="kept_drafts"),
    path("articles/<int:article_id>/drafts/<int:draft_id>/", DraftPage.as_view(), name="article_draft"),
    path("articles/<int:article_id>/drafts/<int:draft_id>/merge/", MergeView.as_view(), name="article_merge"),
    path("archive/<int:page_id>/", archive.PageView.as_view(), name="archive_page"),
    path("archive/<int:page_id>/compare/", archive.CompareView.as_view(), name="archive_compare"),
    path("archive/<int:page_id>/<int:copy_id>/", archive.CopyView.as_view(), name="archive_copy"),
    path("archive/<int:page_id>/<int:copy_id>/warc/", archive.warc_file, name="archive_warc"),
    path(
        "archive/<int:page_id>/<int:old>/to/<int:new>/",
        archive.CopiesView.as_view(),
        name="archive_comparison",
    ),
    path("evidence/<int:evidence_id>/text/", archive.FileTextView.as_view(), name="evidence_text"),
    path("evidence/<int:evidence_id>/file/", archive.evidence_file, name="evidence_file"),
]
