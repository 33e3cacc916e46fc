"""What the desk adds to Wagtail's admin. Registrations only: one line each."""

from django.urls import include, path
from wagtail import hooks

from desk import clients, history, home, kills, past_words, people, planning, presence, publishing, tokens
from desk.editor.views import ArticleViewSet
from desk.viewsets.archive import ArchiveViewSet
from desk.viewsets.claims import ClaimViewSet
from desk.viewsets.contributors import ContributorChooser, ContributorViewSet
from desk.viewsets.corrections import CorrectionRulesViewSet, CorrectionViewSet
from desk.viewsets.entities import EntityViewSet
from desk.viewsets.feeds import FeedViewSet
from desk.viewsets.gates import GateViewSet
from desk.viewsets.ingests import JobViewSet
from desk.viewsets.notices import NoticeViewSet, script
from desk.viewsets.ratings import RatingViewSet
from desk.viewsets.readings import ReadingViewSet
from desk.viewsets.requests import RequestViewSet
from desk.viewsets.reviews import ForeignRatingViewSet, ReviewViewSet
from desk.viewsets.silent_edits import SilentEditViewSet
from desk.viewsets.stories import StoryViewSet
from desk.viewsets.story_bulk import AssignStories
from desk.viewsets.webhooks import WebhookViewSet

hooks.register("register_admin_viewset", ArticleViewSet)
hooks.register("register_admin_urls", lambda: [path("", include("desk.editor.urls"))])
hooks.register("register_icons", lambda icons: [*icons, "desk/icons/reading.svg", "desk/icons/gate.svg"])
hooks.register("register_admin_menu_item", planning.menu_item)
hooks.register("register_admin_viewset", StoryViewSet)
hooks.register("register_admin_viewset", ClaimViewSet)
hooks.register("register_admin_viewset", NoticeViewSet)
hooks.register("register_admin_viewset", ArchiveViewSet)
hooks.register("register_admin_viewset", EntityViewSet)
hooks.register("register_admin_viewset", ReadingViewSet)
hooks.register("register_admin_viewset", CorrectionViewSet)
hooks.register("register_admin_viewset", CorrectionRulesViewSet)
hooks.register("register_admin_viewset", SilentEditViewSet)
hooks.register("register_admin_viewset", RequestViewSet)
hooks.register("register_admin_viewset", ContributorViewSet)
hooks.register("register_admin_viewset", ContributorChooser)
hooks.register("register_admin_viewset", RatingViewSet)
hooks.register("register_admin_viewset", ReviewViewSet)
hooks.register("register_admin_viewset", ForeignRatingViewSet)
hooks.register("register_admin_viewset", GateViewSet)
hooks.register("register_admin_viewset", WebhookViewSet)
hooks.register("register_admin_viewset", FeedViewSet)
hooks.register("register_admin_viewset", JobViewSet)
hooks.register("register_admin_urls", lambda: [path("", include("desk.urls"))])
hooks.register("register_page_header_buttons", history.header_buttons)
hooks.register("register_page_listing_more_buttons", history.listing_buttons)
hooks.register("register_reports_menu_item", past_words.menu_item)
hooks.register("construct_homepage_panels", home.add_panels)
hooks.register("insert_global_admin_css", home.stylesheet)
hooks.register("insert_global_admin_js", script)
hooks.register("insert_global_admin_js", presence.script)
hooks.register("register_page_header_buttons", kills.header_buttons)
hooks.register("before_edit_page", kills.tell_editor)
hooks.register("before_delete_user", people.refuse_to_delete)
hooks.register("before_bulk_action", people.refuse_to_delete_many)
hooks.register("before_publish_page", publishing.before_publishing)
hooks.register("after_publish_page", publishing.after_publishing)
hooks.register("construct_page_action_menu", publishing.name_actions)
hooks.register("after_copy_page", publishing.after_copying)
hooks.register(
    "register_bulk_action", publishing.PublishStories, order=100
)  # after Wagtail's, which it replaces
hooks.register("register_bulk_action", AssignStories)
hooks.register("register_account_menu_item", tokens.account_menu_item)
hooks.register("register_settings_menu_item", clients.menu_item)
hooks.register("register_log_actions", publishing.register_log_actions)
