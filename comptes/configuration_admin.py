"""Named in INSTALLED_APPS in the place of ``django.contrib.admin``; imports no model."""

from django.contrib.admin.apps import AdminConfig


class ConfigurationAdmin(AdminConfig):
    """Make the operators' site Django's default admin site."""

    default_site = "comptes.administration.SiteOperateurs"
