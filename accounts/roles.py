"""The newsroom's roles, as data: which group holds which rights, on the whole site or in one section."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A group of people with the same rights.

    `permissions` are Django permissions (`app.codename`), granted everywhere.
    `pages` are Wagtail page rights on the whole site (`add`, `change`, `publish`, …).
    """

    name: str
    permissions: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


READ_DESK = (
    "wagtailadmin.access_admin",
    "claims.view_claim",
    "claims.view_importedreview",
    "entities.view_entity",
    "annotations.view_reading",
    "articles.view_articlerevision",
    "articles.view_correction",
    "articles.view_proposedcorrection",
    "articles.ask_correction",
    "articles.view_silentedit",
    "articles.view_correctionrequest",
    "archive.view_page",
)
USE_MEDIA = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
RULE = ("annotations.rule_attribution", "claims.make_claim")
ASSIGN = ("claims.assign_claim",)
DECIDE = (
    *ASSIGN,
    "claims.add_evidence",
    "claims.issue_verdict",
    "claims.publish_verdict",
    "claims.import_review",
)
NAME_CONTRIBUTORS = (
    "articles.view_contributor",
    "articles.add_contributor",
    "articles.change_contributor",
)
PUBLISH_ALL_THE_SAME = ("claims.override_gate",)
RULES = (
    "claims.view_gate",
    "claims.add_gate",
    "claims.change_gate",
    "claims.delete_gate",
    "articles.view_correctionrules",
    "articles.add_correctionrules",
    "articles.change_correctionrules",
    "articles.delete_correctionrules",
)
APPROVE = ("articles.approve_correction", "articles.kill_article")
TIDY_UP = ("wagtailcore.delete_comment",)
EDIT = (
    "entities.change_entity",
    "annotations.replay_reading",
    "articles.issue_correction",
    "articles.answer_correctionrequest",
    "archive.keep_page",
    "wires.view_job",
)
FEEDS = ("wires.view_feed", "wires.add_feed", "wires.change_feed", "wires.delete_feed")

PLAN = ("articles.plan_story", "articles.skip_stage")
SET_STAGES = ("articles.set_stages",)

HOLD = ("articles.hold_history",)

REPORTER = Role("Reporters", READ_DESK + USE_MEDIA + RULE)
DESK_EDITOR = Role(
    "Desk editors",
    (
        *READ_DESK,
        *USE_MEDIA,
        *RULE,
        *ASSIGN,
        *EDIT,
        *NAME_CONTRIBUTORS,
        *PUBLISH_ALL_THE_SAME,
        *PLAN,
        *FEEDS,
        "claims.view_gate",
        "articles.view_correctionrules",
    ),
)
FACT_CHECKER = Role(
    "Fact-checkers",
    (*READ_DESK, *RULE, *DECIDE, *EDIT, "wagtaildocs.choose_document"),
    pages=("change",),
)
MANAGING_EDITOR = Role(
    "Managing editors",
    READ_DESK
    + USE_MEDIA
    + RULE
    + DECIDE
    + EDIT
    + NAME_CONTRIBUTORS
    + PUBLISH_ALL_THE_SAME
    + RULES
    + APPROVE
    + TIDY_UP
    + PLAN
    + FEEDS
    + SET_STAGES
    + HOLD,
    pages=("add", "change", "publish", "lock", "unlock", "bulk_delete"),
)
# They reach a story while it waits at their stage.
COPY_EDITOR = Role("Copy editors", READ_DESK + USE_MEDIA + RULE)
LAWYER = Role("Lawyers", READ_DESK + HOLD)
ADMINISTRATOR = Role(
    "Administrators",
    (
        *MANAGING_EDITOR.permissions,
        "articles.delete_contributor",
        "syndication.view_webhook",
        "syndication.add_webhook",
        "syndication.change_webhook",
        "syndication.delete_webhook",
        "claims.view_rating",
        "claims.add_rating",
        "claims.change_rating",
        "claims.view_foreignrating",
        "claims.add_foreignrating",
        "claims.change_foreignrating",
        "claims.delete_foreignrating",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.delete_user",
        "accounts.manage_tokens",
        "auth.add_group",
        "auth.change_group",
        "auth.delete_group",
        "wagtailcore.add_site",
        "wagtailcore.change_site",
        "wagtailimages.change_image",
        "wagtailimages.delete_image",
        "wagtaildocs.change_document",
        "wagtaildocs.delete_document",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    ),
    pages=MANAGING_EDITOR.pages,
)
ROLES = (REPORTER, DESK_EDITOR, FACT_CHECKER, COPY_EDITOR, LAWYER, MANAGING_EDITOR, ADMINISTRATOR)

# What the two groups of a section may do to its pages. `add` alone covers one's own drafts.
SECTION_RIGHTS = {
    "reporters": ("add",),
    "editors": ("add", "change", "publish", "lock", "unlock"),
}


def section_group_name(section_title: str, team: str) -> str:
    """The name of a section's group: `section_group_name("Sport", "editors")` is "Sport editors"."""
    return f"{section_title} {team}"
