"""Screens of démarches: fetch, check the right, call one service, answer."""
