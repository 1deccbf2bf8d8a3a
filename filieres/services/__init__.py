"""What happens to a filière: one function per thing, in a transaction, with its history."""
