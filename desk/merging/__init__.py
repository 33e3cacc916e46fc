"""The screen on which a kept text is merged into its story."""
