"""Our annotated stories (CC BY 4.0), and what reads, verifies and scores them; the product imports none."""
