"""The operators' view of démarches (/operateurs/): who leads them; never what was said in them."""

from django.contrib import admin
from django.http import HttpRequest

from diagnostics.models import Diagnostic, MembreDiagnostic


class MembreEnLigne(admin.TabularInline):
    """Members, on a démarche's page: to hand over a démarche whose pilots are gone."""

    model = MembreDiagnostic
    extra = 0
    autocomplete_fields = ["utilisateur"]
    fields = ["utilisateur", "role"]


@admin.register(Diagnostic)
class DiagnosticAdmin(admin.ModelAdmin):
    """Find a démarche, see who takes part, hand it over.

    Démarches are opened, described and archived on the site itself; interviews
    and reading links are not shown.
    """

    list_display = ["titre", "territoire", "organisation", "statut", "visibilite", "modifie_le"]
    list_filter = ["statut", "visibilite"]
    list_select_related = ["territoire", "organisation"]
    search_fields = ["titre", "reference", "organisation__nom"]
    fields = ["titre", "territoire", "organisation", "statut", "visibilite", "cree_le"]
    readonly_fields = ["titre", "territoire", "organisation", "statut", "visibilite", "cree_le"]
    inlines = [MembreEnLigne]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Démarches are opened on the site."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Diagnostic | None = None) -> bool:
        """Démarches are archived, not erased."""
        return False
