"""Sources of actors: keep how a file is read, where it is, how often."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from acteurs.models import FichierActeurs, LectureSource, SourceActeurs
from acteurs.services.correspondances import par_entetes
from socle.travaux import lancer_travail


def keep_colonnes(
    *,
    fichier: FichierActeurs,
    nom: str,
    correspondance: Mapping[str, int],
    options: Mapping[str, Any],
) -> SourceActeurs:
    """Remember, under a name, how a file is read; the same name again corrects it.

    A column the source knew and this file lacks is remembered still: it may come back.
    """
    vue = par_entetes(correspondance, fichier.entetes)
    with transaction.atomic():
        source, nouvelle = SourceActeurs.objects.select_for_update().get_or_create(
            organisation=fichier.organisation,
            nom=nom,
            defaults={"correspondance": vue, "options": dict(options)},
        )
        if not nouvelle:
            absentes = {
                code: entete
                for code, entete in source.correspondance.items()
                if code not in vue and entete not in fichier.entetes
            }
            retenu = ({**absentes, **vue}, dict(options))
            if retenu != (source.correspondance, source.options):
                source.correspondance, source.options = retenu
                source.empreinte = ""  # its file is to be read again, changed or not
                source.save()
        fichier.source = source
        fichier.save(update_fields=["source", "modifie_le"])
    return source


def update_source(*, source: SourceActeurs, champs: Mapping[str, Any]) -> SourceActeurs:
    """Change a source; the next reading then reads its file again, changed or not.

    Raises:
        ValidationError: a rule of the model, with its French message.
    """
    with transaction.atomic():
        source = SourceActeurs.objects.select_for_update().get(pk=source.pk)
        for nom, valeur in champs.items():
            setattr(source, nom, valeur)
        source.empreinte = ""
        source.echecs = 0
        source.full_clean(exclude=["organisation"])
        source.save()
    return source


def delete_source(*, source: SourceActeurs) -> None:
    """Forget a source; its files and the actors they brought stay."""
    source.delete()


def launch_lecture(
    *, source: SourceActeurs, par: Any = None, automatique: bool = False
) -> LectureSource:
    """Queue the reading of a source's file; while one is under way, return that one."""
    with transaction.atomic():
        source = SourceActeurs.objects.select_for_update().get(pk=source.pk)
        en_cours = lecture_en_cours(source)
        if en_cours:
            return en_cours
        lecture = LectureSource.objects.create(
            source=source, demandeur=par, automatique=automatique
        )
        lancer_travail(lecture)
    return lecture


def lecture_en_cours(source: SourceActeurs) -> LectureSource | None:
    """Return the reading under way, its import included."""
    derniere = source.lectures.select_related("importation").first()
    if derniere and (
        derniere.est_actif or (derniere.importation and derniere.importation.est_actif)
    ):
        return derniere
    return None
