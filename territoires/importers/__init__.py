"""One module per official source format."""
