"""What happens in a session: joining, writing, grouping, supporting, deciding, ending."""
