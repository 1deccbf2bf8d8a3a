"""What screens read of relations: those of an actor, the history of one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from acteurs.models import Acteur
from relations.models import Relation, RelationQuerySet
from relations.natures import dire
from relations.services.ecriture import CHAMPS
from socle.texte import normaliser

TROUVES_MAX = 12


@dataclass(frozen=True)
class Lien:
    """A relation seen from one of its actors."""

    relation: Relation
    autre: Acteur


@dataclass
class Famille:
    """Relations of an actor that read the same: « héberge », « est membre de »…"""

    libelle: str
    liens: list[Lien] = field(default_factory=list)


@dataclass
class Version:
    """One saving of a relation."""

    pk: int
    date: datetime
    auteur: str
    raison: str
    changements: list[tuple[str, str, str]]
    est_actuelle: bool


def avec_les_bouts(relations: RelationQuerySet) -> RelationQuerySet:
    """Bring both actors and who entered it."""
    return relations.select_related(
        "depart__type", "depart__commune", "arrivee__type", "arrivee__commune", "organisation"
    )


def liens_de(acteur: Acteur, utilisateur: Any) -> tuple[list[Famille], list[Lien]]:
    """Return the relations of an actor in force, family by family, and those that ended."""
    relations = avec_les_bouts(Relation.objects.visibles_par(utilisateur).de(acteur))
    familles: dict[str, Famille] = {}
    finies = []
    for relation in sorted(relations, key=lambda r: normaliser(r.autre(acteur).nom)):
        lien = Lien(relation, relation.autre(acteur))
        if relation.est_finie:
            finies.append(lien)
            continue
        libelle = relation.vue_de(acteur)
        familles.setdefault(libelle, Famille(libelle)).liens.append(lien)
    return sorted(familles.values(), key=lambda f: f.libelle), finies


def chercher(acteur: Acteur, utilisateur: Any, texte: str) -> list[Acteur]:
    """Return the actors a text finds, those of the same commune first, never the actor itself."""
    from django.db.models import Case, IntegerField, Value, When

    if not normaliser(texte):
        return []
    return list(
        Acteur.objects.visibles_par(utilisateur)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .exclude(pk=acteur.pk)
        .recherche(texte)
        .annotate(
            loin=Case(
                When(commune=acteur.commune_id, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .select_related("commune", "type")
        .order_by("loin", "nom_normalise", "pk")[:TROUVES_MAX]
    )


def raconter(relation: Relation) -> list[Version]:
    """Return every version, most recent first, in a constant number of queries."""
    lignes = list(
        relation.history.select_related("history_user").order_by("-history_date", "-history_id")
    )
    ids = {pk for ligne in lignes for pk in (ligne.depart_id, ligne.arrivee_id)}
    noms = dict(Acteur.objects.filter(pk__in=ids).order_by().values_list("pk", "nom"))
    versions = []
    for rang, ligne in enumerate(lignes):
        avant = lignes[rang + 1] if rang + 1 < len(lignes) else None
        versions.append(
            Version(
                pk=ligne.history_id,
                date=ligne.history_date,
                auteur=str(ligne.history_user) if ligne.history_user else "",
                raison=ligne.history_change_reason or "",
                changements=_comparer(avant, ligne, noms) if avant else [],
                est_actuelle=rang == 0,
            )
        )
    return versions


def _comparer(avant: Any, apres: Any, noms: dict[int, str]) -> list[tuple[str, str, str]]:
    """Return [(label, before, after)] in words."""
    ecarts = []
    for nom in (*CHAMPS, "motif"):
        champ: Any = Relation._meta.get_field(nom)
        ancien, nouveau = getattr(avant, champ.attname), getattr(apres, champ.attname)
        if ancien != nouveau:
            libelle = str(champ.verbose_name)
            dits = [_dire(nom, valeur, noms) for valeur in (ancien, nouveau)]
            ecarts.append((libelle[:1].upper() + libelle[1:], dits[0], dits[1]))
    return ecarts


def _dire(nom: str, valeur: Any, noms: dict[int, str]) -> str:
    if valeur in ("", None):
        return "vide"
    if nom in {"depart", "arrivee"}:
        return noms.get(valeur, "acteur disparu")
    if nom == "nature":
        return dire(valeur)
    if nom == "visibilite":
        return str(Relation.Visibilite(valeur).label)
    return str(valeur)
