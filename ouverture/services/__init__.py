"""What happens in open data: one function each."""
