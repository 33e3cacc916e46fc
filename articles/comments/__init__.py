"""Comments stay on their words: every comment on a passage is found again in every later revision."""
