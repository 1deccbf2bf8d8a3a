"""Files people take away from the tools of a démarche: drawings, tables."""
