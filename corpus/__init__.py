"""Our annotated stories (CC BY 4.0) and what reads, verifies and builds them. The product never imports this room."""
