"""The operators' view of territories (/operateurs/): indicators are written there, the rest is read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from territoires.models import Commune, ImportContours, Indicateur, Referentiel, Territoire


class LectureSeule(admin.ModelAdmin):
    """What imports and screens write is only read here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by imports and screens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by imports and screens."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Written by imports and screens."""
        return False


@admin.register(Territoire)
class TerritoireAdmin(LectureSeule):
    """Find a territory."""

    list_display = ["nom", "nature", "code", "population", "organisation_gestionnaire", "actif"]
    list_filter = ["nature", "officiel", "actif"]
    search_fields = ["nom", "nom_normalise", "code"]


@admin.register(Commune)
class CommuneAdmin(LectureSeule):
    """Find a commune, its parent, its successor."""

    list_display = ["nom", "code", "type", "departement", "population", "source_centre", "actif"]
    list_filter = ["type", "actif", "source_centre"]
    search_fields = ["recherche_texte", "code"]


@admin.register(Referentiel)
class ReferentielAdmin(LectureSeule):
    """Which editions are loaded."""

    list_display = ["cle", "millesime", "charge_le"]


@admin.register(ImportContours)
class ImportContoursAdmin(LectureSeule):
    """How the fetching of contours went."""

    list_display = ["territoire", "etat", "etape", "erreur", "cree_le"]
    list_filter = ["etat"]


@admin.register(Indicateur)
class IndicateurAdmin(admin.ModelAdmin):
    """Figures of a territory, each with its source; « superficie » in km² brings the density."""

    list_display = ["libelle", "territoire", "valeur", "unite", "annee", "source"]
    search_fields = ["libelle", "territoire__nom"]
    autocomplete_fields = ["territoire"]
