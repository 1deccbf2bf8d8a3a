"""What happens to territories: one function per event, in a transaction."""
