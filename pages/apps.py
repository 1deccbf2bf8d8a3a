"""Application « Pages »."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Django configuration of the application."""

    name = "pages"
    verbose_name = "Pages"
