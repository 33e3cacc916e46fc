"""News that annotations send."""

READING_FINISHED = "reading.finished"  # key: ArticleRevision id
ATTRIBUTION_RULED = "attribution.ruled"  # key: Ruling id
REREADING_WANTED = "rereading.wanted"  # key: ArticleRevision id
