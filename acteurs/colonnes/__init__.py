"""The columns of the directory, in memory: what filters, counts and searches need."""
