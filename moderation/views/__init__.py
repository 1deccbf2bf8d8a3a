"""Pages of those who propose, of those who decide, of those who keep entries."""
