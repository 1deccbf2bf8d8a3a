"""What is computed from relations, without a database: measures, places."""
