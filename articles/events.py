"""News that articles send."""

REVISION_SAVED = "revision.saved"  # key: "<article id>:<Wagtail revision id>", due when the writer pauses
REVISION_FROZEN = "revision.frozen"  # key: ArticleRevision id
ARTICLE_PUBLISHED = "article.published"  # key: Publication id
ARTICLE_UNPUBLISHED = "article.unpublished"  # key: article id
ARTICLE_HELD_BACK = "article.held_back"  # key: "<article id>:<Wagtail revision id>" of what was due
ARTICLE_DELETED = "article.deleted"  # key: article id; its history stays
HISTORY_UNCOUNTED = "history.uncounted"  # key: article id; its history was looked at before it was counted
HISTORY_UNTRACED = "history.untraced"  # key: article id; somebody asked where its sentences come from
STORY_ACTED = "story.acted"  # key: StoryAct id
DRAFT_KEPT = "draft.kept"  # key: Draft id; somebody's text was not saved and is kept
ARTICLE_KILLED = "article.killed"  # key: Kill id; withdrawn everywhere
KILL_LIFTED = "kill.lifted"  # key: Kill id
CORRECTION_ACTED = "correction.acted"  # key: CorrectionAct id
CORRECTION_PUBLISHED = "correction.published"  # key: Correction id
SILENT_EDIT_FOUND = "silent_edit.found"  # key: SilentEdit id
REQUEST_ACTED = "correction_request.acted"  # key: RequestAct id
LOCK_TAKEN_OVER = "lock.taken_over"  # key: id of the entry in Wagtail's log of the page
COMMENTS_LEFT_BEHIND = "comments.left_behind"  # key: article id; a state with comments was kept
