"""Addresses of the stakeholder map."""

from django.urls import path, register_converter

from diagnostics.views import cercles, parties


class FormatDeCarte:
    """Formats the map leaves in."""

    regex = "svg|png|csv|json"

    def to_python(self, value: str) -> str:
        """Return the format as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the format as it is."""
        return value


register_converter(FormatDeCarte, "format_carte")

_P = "<slug:reference>/parties/"
motifs = [
    path(_P, parties.carte, name="parties"),
    path(f"{_P}ajouter/", parties.ajouter, name="partie_ajouter"),
    path(f"{_P}acteurs/", parties.depuis_acteurs, name="parties_acteurs"),
    path(f"{_P}cercles/", cercles.cercles, name="cercles"),
    path(f"{_P}versions/", cercles.versions, name="versions_carte"),
    path(f"{_P}versions/<slug:version>/", cercles.comparer, name="version_carte"),
    path(
        f"{_P}versions/<slug:version>/effacer/",
        cercles.effacer_version,
        name="version_carte_effacer",
    ),
    path(f"{_P}carte.<format_carte:fmt>", cercles.exporter, name="parties_export"),
    path(f"{_P}<slug:partie>/modifier/", parties.modifier, name="partie_modifier"),
    path(f"{_P}<slug:partie>/deplacer/", parties.deplacer, name="partie_deplacer"),
    path(f"{_P}<slug:partie>/retirer/", parties.retirer, name="partie_retirer"),
    path(f"{_P}<slug:partie>/retablir/", parties.retablir, name="partie_retablir"),
    path(f"{_P}<slug:partie>/restaurer/", parties.restaurer, name="partie_restaurer"),
]
