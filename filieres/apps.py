"""Application « Filières »."""

from django.apps import AppConfig


class FilieresConfig(AppConfig):
    """Django configuration of the application."""

    name = "filieres"
    verbose_name = "Filières"

    def ready(self) -> None:
        """Add filières to the pages of territories and actors; tell the accounts what to forget."""
        from acteurs.attaches import enregistrer_accord
        from acteurs.usages import enregistrer_usages
        from comptes.services.donnees import a_la_suppression, avant_la_suppression
        from filieres.chauffe import charger_calculs
        from filieres.personnes import declarer_les_personnes
        from filieres.relations import FOURNISSEUR
        from filieres.usages import (
            USAGES,
            filieres_sans_pilote,
            nommer_librement,
            quitter_les_filieres,
            section_territoire,
        )
        from relations.suggestions import enregistrer_fournisseur
        from socle.chauffe import chauffer
        from territoires.sections import enregistrer_section

        declarer_les_personnes()
        enregistrer_fournisseur(FOURNISSEUR)
        chauffer(charger_calculs)
        avant_la_suppression(filieres_sans_pilote)
        a_la_suppression(quitter_les_filieres)
        enregistrer_usages(USAGES)
        enregistrer_accord("filieres.Position.acteur", nommer_librement)
        enregistrer_section(
            "filieres", "Filières", "filieres/section_territoire.html", section_territoire, ordre=50
        )
