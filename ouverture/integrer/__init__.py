"""Maps of the directory for other sites: the frame itself, and the screens that make it."""
