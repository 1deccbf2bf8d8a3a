"""Pages of relations: writing them, drawing networks, suggestions, files."""
