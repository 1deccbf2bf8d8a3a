"""Change an entry by sections: nothing lost when two people write, four eyes on what is public.

A section is saved with the version it was opened from. When the entry changed meanwhile:
what only others changed stays theirs, what only I changed is kept, texts changed on different
lines and choices in lists are joined; what remains is shown to whoever saves, to choose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from plateformes.models import ChangementPublic, Plateforme, Proposition
from plateformes.services.fiches import CHAMPS_SAISIS, LISTES, update_plateforme
from plateformes.services.journal import (
    comparer_versions,
    libelle_de,
    listes_de,
    noter_changement,
)
from plateformes.services.quatre_yeux import est_active
from socle.fusion import fusionner_lignes
from socle.modeles import ConflitDEdition


@dataclass(frozen=True)
class Resultat:
    """What a saving did: the entry, or the proposal that waits for another pair of eyes."""

    plateforme: Plateforme
    proposition: Proposition | None = None
    reunis: tuple[str, ...] = ()
    """Labels of the fields joined with what others wrote meanwhile."""
    inchangee: bool = False


def enregistrer_section(
    *,
    plateforme: Plateforme,
    champs: Mapping[str, Any],
    listes: Mapping[str, Iterable[Any]],
    par: Any,
    version: int,
    confirme: bool = False,
) -> Resultat:
    """Save what a section of the form holds.

    Args:
        plateforme: the entry.
        champs: columns of the section.
        listes: lists of the section, as objects.
        par: who writes.
        version: the version the form was opened from.
        confirme: the user said that look-alikes are other platforms.

    Raises:
        ConflitDEdition: a field was changed by both; nothing is written.
        ValidationError, DoublonPossible: as ``update_plateforme``.
    """
    with transaction.atomic():
        actuelle = Plateforme.objects.select_for_update().get(pk=plateforme.pk)
        champs = dict(champs)
        cles = {nom: [objet.pk for objet in objets] for nom, objets in listes.items()}
        reunis: list[str] = []
        if actuelle.version != version:
            reunis = reunir_saisie(actuelle, champs, cles, version)
        changes = _changes(actuelle, champs, cles)
        if not changes:
            return Resultat(actuelle, reunis=tuple(reunis), inchangee=True)
        if actuelle.est_publique and est_active(actuelle):
            proposition = _proposer(actuelle, champs, cles, changes, par)
            return Resultat(actuelle, proposition, tuple(reunis))
        ecrite = update_plateforme(
            plateforme=actuelle,
            champs={nom: champs[nom] for nom in changes if nom in champs},
            listes={nom: cles[nom] for nom in changes if nom in cles},
            par=par,
            confirme=confirme,
        )
        if ecrite.est_publique:
            noter_changement(ecrite, nature=ChangementPublic.Nature.MISE_A_JOUR, champs=changes)
    return Resultat(ecrite, reunis=tuple(reunis))


def _proposer(
    actuelle: Plateforme,
    champs: dict[str, Any],
    cles: dict[str, list[Any]],
    changes: list[str],
    par: Any,
) -> Proposition:
    from plateformes.services.propositions import proposer_valeurs

    return proposer_valeurs(
        plateforme=actuelle,
        champs={nom: champs[nom] for nom in changes if nom in champs},
        listes={nom: cles[nom] for nom in changes if nom in cles},
        origine=Proposition.Origine.RESEAU,
        auteur=par,
    )


def valeur_de(objet: Any, nom: str) -> Any:
    """Return what a column holds: the key, for a link; the name, for a file."""
    champ = Plateforme._meta.get_field(nom)
    if isinstance(champ, models.FileField):
        fichier = getattr(objet, nom)
        return str(fichier) if fichier else ""
    return getattr(objet, champ.attname)  # type: ignore[union-attr]


def cle_de(valeur: Any) -> Any:
    """Return how a value is kept: the key of an object, else itself."""
    return getattr(valeur, "pk", valeur)


def _pareils(un: Any, autre: Any) -> bool:
    if isinstance(un, str) and isinstance(autre, str):
        return un.replace("\r\n", "\n").strip() == autre.replace("\r\n", "\n").strip()
    return bool(un == autre) or (un in ("", None) and autre in ("", None))


def _changes(actuelle: Plateforme, champs: dict[str, Any], cles: dict[str, list[Any]]) -> list[str]:
    noms = [n for n, v in champs.items() if not _pareils(cle_de(v), valeur_de(actuelle, n))]
    return noms + [
        nom
        for nom, miennes in cles.items()
        if set(miennes) != set(getattr(actuelle, nom).values_list("pk", flat=True))
    ]


def champs_disputes(actuelle: Plateforme, champs: Mapping[str, Any], version: int) -> list[str]:
    """Return the labels of the columns somebody would have to choose between."""
    disputes = []
    for nom, valeur in champs.items():
        try:
            reunir_saisie(actuelle, {nom: valeur}, {}, version)
        except ConflitDEdition:
            disputes.append(libelle_de(nom))
    return disputes


def reunir_saisie(
    actuelle: Plateforme, champs: dict[str, Any], cles: dict[str, list[Any]], version: int
) -> list[str]:
    """Join, in place, mine with what stands; return the labels of what was joined.

    Raises:
        ConflitDEdition: somebody has to choose.
    """
    base = actuelle.history.filter(version=version).order_by("-history_id").first()
    reunis = []
    for nom, mien in list(champs.items()):
        leur = valeur_de(actuelle, nom)
        avant = valeur_de(base, nom) if base is not None else None
        if _pareils(leur, avant) and base is not None:
            continue  # nobody else touched it
        if base is not None and _pareils(cle_de(mien), avant):
            champs[nom] = getattr(actuelle, nom)
            continue
        if _pareils(cle_de(mien), leur):
            continue
        joint = _joindre(nom, avant, leur, mien)
        if joint is None:
            raise ConflitDEdition(actuelle)
        champs[nom] = joint
        reunis.append(libelle_de(nom))
    anciennes = listes_de(base) if base is not None else {}
    for nom, miennes in cles.items():
        leurs = set(getattr(actuelle, nom).values_list("pk", flat=True))
        avant_l = set(anciennes.get(nom, leurs))
        if leurs != avant_l:
            ajoutes, retires = set(miennes) - avant_l, avant_l - set(miennes)
            cles[nom] = sorted((leurs | ajoutes) - retires, key=str)
            if ajoutes or retires:
                reunis.append(libelle_de(nom))
    return reunis


def _joindre(nom: str, avant: Any, leur: Any, mien: Any) -> str | None:
    if avant is None or not isinstance(Plateforme._meta.get_field(nom), models.TextField):
        return None
    textes = [str(v).replace("\r\n", "\n") for v in (avant, leur, mien)]
    return fusionner_lignes(*textes)


# ── Going back ──────────────────────────────────────────────────────────────
_RESTAURES = [nom for nom in CHAMPS_SAISIS if nom not in {"porteur", "logo"}]


def restaurer_version(*, plateforme: Plateforme, ligne: Any, par: Any) -> Plateforme:
    """Bring back the columns and the lists of a history row; the state stays as it is."""
    anciennes = listes_de(ligne)
    champs = {nom: valeur_de(ligne, nom) for nom in _RESTAURES}
    champs["porteur_id"] = ligne.porteur_id
    listes = {}
    for nom in LISTES:
        modele: Any = Plateforme._meta.get_field(nom).related_model
        listes[nom] = list(modele._default_manager.filter(pk__in=anciennes[nom]))
    with transaction.atomic():
        ecrite = update_plateforme(
            plateforme=plateforme,
            champs=champs,
            listes=listes,
            par=par,
            confirme=True,
            raison=f"Retour à la version {ligne.version}",
        )
        if ecrite.est_publique:
            # The row just written is compared with the one before.
            deux = list(ecrite.history.order_by("-history_id")[:2])
            champs_changes = [e.champ for e in comparer_versions(deux[1], deux[0])]
            noter_changement(
                ecrite, nature=ChangementPublic.Nature.MISE_A_JOUR, champs=champs_changes
            )
    return ecrite
