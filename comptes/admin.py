"""The operators' view of accounts and organisations (/operateurs/)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from comptes.models import Adhesion, Organisation, Utilisateur


class AdhesionEnLigne(admin.TabularInline):
    """Memberships, on an organisation's or a user's page."""

    model = Adhesion
    extra = 0
    autocomplete_fields = ["utilisateur", "organisation"]
    fields = ["utilisateur", "organisation", "role"]


@admin.register(Utilisateur)
class UtilisateurAdmin(admin.ModelAdmin):
    """Find an account, close it, give or take operators' rights.

    Accounts are made by signing up and emptied by their owner: neither is done here,
    and passwords are not shown, even hashed.
    """

    list_display = ["email", "nom", "is_active", "is_staff", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "nom"]
    ordering = ["email"]
    fields = ["email", "nom", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["email", "last_login", "date_joined"]
    inlines = [AdhesionEnLigne]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are made by signing up."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting a row would take away contributions with it: close the account instead."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Find an organisation, correct it, give it an administrator again."""

    list_display = ["nom", "nature", "siren", "cree_le"]
    list_filter = ["nature"]
    search_fields = ["nom", "siren"]
    ordering = ["nom"]
    fields = ["nom", "nature", "siren", "territoire"]
    readonly_fields = ["territoire"]
    inlines = [AdhesionEnLigne]
