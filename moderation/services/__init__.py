"""What happens to contributions: one module per kind of event."""
