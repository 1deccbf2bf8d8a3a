"""Addresses of the contact plan."""

from django.urls import path, register_converter

from diagnostics.views import contacts, contacts_fichiers


class FormatDeTableur:
    """Formats the plan leaves in."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """Return the format as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the format as it is."""
        return value


register_converter(FormatDeTableur, "format_tableur")

_C = "<slug:reference>/contacts/"
motifs = [
    path("agenda/<str:jeton>.ics", contacts_fichiers.flux, name="agenda_flux"),
    path(_C, contacts.plan, name="contacts"),
    path(f"{_C}feuille/", contacts.feuille, name="contacts_feuille"),
    path(f"{_C}importer/", contacts_fichiers.importer, name="contacts_import"),
    path(f"{_C}agenda/", contacts_fichiers.regler_agenda, name="contacts_agenda"),
    path(f"{_C}agenda.ics", contacts_fichiers.telecharger_agenda, name="contacts_ics"),
    path(f"{_C}plan.<format_tableur:fmt>", contacts_fichiers.exporter, name="contacts_export"),
    path(f"{_C}<slug:partie>/", contacts.contact, name="contact"),
    path(f"{_C}<slug:partie>/etat/", contacts.etat, name="contact_etat"),
    path(f"{_C}<slug:partie>/faite/", contacts.faite, name="contact_faite"),
    path(f"{_C}<slug:partie>/echanges/", contacts.noter, name="contact_noter"),
    path(f"{_C}<slug:partie>/echanges/<slug:echange>/", contacts.corriger, name="contact_corriger"),
    path(
        f"{_C}<slug:partie>/echanges/<slug:echange>/effacer/",
        contacts.effacer,
        name="contact_effacer",
    ),
]
