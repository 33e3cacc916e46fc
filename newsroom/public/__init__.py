"""What readers see besides the articles themselves."""
