"""What happens to alerts: one function per thing."""
