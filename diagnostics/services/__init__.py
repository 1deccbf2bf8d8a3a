"""What happens in a démarche: one function per event, in a transaction, keyword-only."""
