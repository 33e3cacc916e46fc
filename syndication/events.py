"""News that syndication sends."""

CHANGES_RECORDED = "changes.recorded"  # key: Change id; it and others wait for their numbers
DELIVERIES_DUE = "webhook.due"  # key: Webhook id; something is to be sent there
WEBHOOK_DISABLED = "webhook.disabled"  # key: Webhook id; its owners are to hear why
STANDING_TOLD = "article.standing_told"  # key: article id; readers gained it or lost it
