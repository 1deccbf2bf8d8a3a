"""Sources of actors, dropped files and readings, for the tests."""

import os

from django.utils import timezone

from acteurs.models import LectureSource, SourceActeurs
from acteurs.services import depot as depot_module
from acteurs.services.sources import launch_lecture
from socle.travaux import executer

CSV = "Raison sociale;Insee;Rubrique\nÉpicerie;80016;x\nGarage;80016;y\n"


def deposer(organisation, contenu=CSV, nom="annuaire.csv", age=3600):
    chemin = depot_module.settings.DEPOT / organisation.reference / nom
    chemin.write_text(contenu)
    date = timezone.now().timestamp() - age
    os.utime(chemin, (date, date))


def make_source(organisation, **champs):
    champs.setdefault("nom", "Annuaire")
    champs.setdefault("correspondance", {"nom": "Raison sociale", "code_insee": "Insee"})
    champs.setdefault("options", {"statut": "publie"})
    champs.setdefault("origine", "dossier")
    champs.setdefault("emplacement", "annuaire.csv")
    return SourceActeurs.objects.create(organisation=organisation, **champs)


def lire(source, **options) -> LectureSource:
    """Read a source, and run the import it launches."""
    lecture = launch_lecture(source=source, **options)
    executer(lecture, battre_en_fond=False)
    lecture.refresh_from_db()
    if lecture.importation and lecture.importation.est_actif:
        executer(lecture.importation, battre_en_fond=False)
    source.refresh_from_db()
    return lecture
