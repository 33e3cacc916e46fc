"""Teach the tagger from the corpus: `make train`. The product never imports this room."""
