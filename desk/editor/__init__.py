"""The article editor: what a writer sees of the reading while the story grows."""
