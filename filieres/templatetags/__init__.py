"""Template tags of the filières."""
