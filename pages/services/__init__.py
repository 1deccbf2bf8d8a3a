"""What the home page tells a signed-in user."""
