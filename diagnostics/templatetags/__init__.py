"""Template tags of démarches."""
