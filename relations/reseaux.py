"""Read the network of a territory, or around an actor, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from acteurs.models import Acteur, Thematique, TypeActeur
from acteurs.models.referentiels import nommer_type
from acteurs.models.requetes import communes_de
from relations.calculs.disposition import Places, disposer
from relations.calculs.reseau import Noeud, Reseau, Trait
from relations.models import Disposition, Relation, RelationQuerySet
from relations.natures import Nature

DESSINES_MAX: Final = 300
PROFONDEURS: Final = (1, 2)
_COLONNES: Final = (
    "reference", "depart_id", "arrivee_id", "nature", "precision", "depuis", "jusqu_a",
    "source", "visibilite",
)  # fmt: skip


@dataclass(frozen=True)
class Filtres:
    """What is asked of a network; the address says the same."""

    nature: str = ""
    theme: str = ""
    ess: str = ""
    """« entre »: between actors of the ESS; « avec »: between one and another actor."""
    finies: bool = False

    @property
    def sur_les_acteurs(self) -> bool:
        """Whether the actors matter, not only the relations."""
        return bool(self.theme or self.ess)


def lire_territoire(
    territoire: Any, utilisateur: Any, filtres: Filtres, *, publiques: bool = False
) -> Reseau:
    """Return the relations with at least one end in a territory."""
    communes = set(communes_de(territoire).values_list("pk", flat=True))
    relations = _lisibles(utilisateur, publiques=publiques).filter(
        Q(depart__commune__in=communes) | Q(arrivee__commune__in=communes)
    )
    return _assembler(relations, filtres, dedans=communes)


def lire_autour(
    acteur: Acteur,
    utilisateur: Any,
    filtres: Filtres,
    *,
    profondeur: int = 1,
    publiques: bool = False,
) -> Reseau:
    """Return an actor, those it is linked to, perhaps those they are linked to, and their links."""
    lisibles = _filtrer(_lisibles(utilisateur, publiques=publiques), filtres)
    connus, front = {acteur.pk}, {acteur.pk}
    for _ in range(profondeur):
        voisins = {
            pk
            for paire in lisibles.filter(Q(depart__in=front) | Q(arrivee__in=front))
            .order_by()
            .values_list("depart_id", "arrivee_id")
            for pk in paire
        }
        front = set(sorted(voisins - connus)[: DESSINES_MAX * 2])
        connus |= front
        if not front:
            break
    entre = lisibles.filter(depart__in=connus, arrivee__in=connus)
    return _assembler(entre, filtres, centre=acteur)


def _lisibles(utilisateur: Any, *, publiques: bool) -> RelationQuerySet:
    if publiques:
        return Relation.objects.publiques()
    return Relation.objects.visibles_par(utilisateur)


def _filtrer(relations: RelationQuerySet, filtres: Filtres) -> RelationQuerySet:
    if filtres.nature:
        relations = relations.filter(nature=filtres.nature)
    return relations if filtres.finies else relations.en_cours()


def _assembler(
    relations: RelationQuerySet,
    filtres: Filtres,
    *,
    dedans: set[str] | None = None,
    centre: Acteur | None = None,
) -> Reseau:
    """Make the network, at most ``DESSINES_MAX`` actors: the most linked ones are kept."""
    lignes = list(_filtrer(relations, filtres).order_by("pk").values_list(*_COLONNES))
    ids = {pk for ligne in lignes for pk in ligne[1:3]}
    if centre is not None:
        ids.add(centre.pk)
    noeuds = _lire_noeuds(ids, dedans)
    traits = [t for ligne in lignes if (t := _trait(ligne, noeuds))]
    if filtres.sur_les_acteurs:
        garde = _gardien(filtres, noeuds)
        traits = [t for t in traits if garde(t)]
    utiles = {r for t in traits for r in (t.depart, t.arrivee)}
    if centre is not None:
        utiles.add(centre.reference)
    par_reference = {n.reference: n for n in noeuds.values() if n.reference in utiles}
    reseau = Reseau(par_reference, tuple(traits))
    return _borner(reseau, centre.reference if centre else "")


def _borner(reseau: Reseau, centre: str) -> Reseau:
    if len(reseau.noeuds) <= DESSINES_MAX:
        return reseau
    degres = dict(reseau.graphe.degree())
    ordre = sorted(degres, key=lambda r: (r != centre, -degres[r], r))
    borne = reseau.restreindre(set(ordre[:DESSINES_MAX]))
    return Reseau(borne.noeuds, borne.traits, coupe=len(reseau.noeuds) - DESSINES_MAX)


def _lire_noeuds(ids: Iterable[int], dedans: set[str] | None) -> dict[int, Noeud]:
    """Return the actors by key."""
    types = TypeActeur.objects.in_bulk()
    connu = {TypeActeur.Ess.OUI.value: True, TypeActeur.Ess.NON.value: False}
    colonnes = (
        "pk", "reference", "nom", "type_id", "sous_type_id", "ess", "commune_id", "commune__nom",
        "masque_themes",
    )  # fmt: skip
    noeuds = {}
    acteurs = Acteur.objects.filter(pk__parmi=sorted(ids)).order_by("pk").values_list(*colonnes)
    for pk, reference, nom, genre, forme, ess, commune, ville, themes in acteurs:
        type_ = types.get(genre)
        sous_type = types.get(forme)
        noeuds[pk] = Noeud(
            reference=reference,
            nom=nom,
            famille=genre or "inconnu",
            type_affiche=nommer_type(
                type_.libelle if type_ else None, sous_type.libelle_court if sous_type else None
            ),
            ess=ess if ess is not None or type_ is None else connu.get(type_.ess),
            commune=ville or "",
            dedans=dedans is None or commune in dedans,
            pk=pk,
            themes=themes,
        )
    return noeuds


def _trait(ligne: tuple[Any, ...], noeuds: dict[int, Noeud]) -> Trait | None:
    reference, depart, arrivee, nature, precision, depuis, jusqu_a, source, visibilite = ligne
    if depart not in noeuds or arrivee not in noeuds:
        return None
    relation = Relation(depuis=depuis, jusqu_a=jusqu_a)
    return Trait(
        depart=noeuds[depart].reference,
        arrivee=noeuds[arrivee].reference,
        nature=nature,
        reference=reference,
        precision=precision,
        periode=relation.periode,
        source=source,
        publique=visibilite == Relation.Visibilite.PUBLIC,
    )


def _gardien(filtres: Filtres, noeuds: dict[int, Noeud]) -> Any:
    """Return what says whether a relation answers the filters on actors."""
    par_reference = {n.reference: n for n in noeuds.values()}
    bit = Thematique.objects.filter(pk=filtres.theme).values_list("bit", flat=True).first()
    masque = 1 << bit if filtres.theme and bit is not None else 0

    def garde(trait: Trait) -> bool:
        bouts = par_reference[trait.depart], par_reference[trait.arrivee]
        if filtres.theme and not any(n.themes & masque for n in bouts):
            return False
        ess = sum(bool(n.ess) for n in bouts)
        return {"entre": ess == len(bouts), "avec": ess == 1}.get(filtres.ess, True)

    return garde


# ── Places ──────────────────────────────────────────────────────────────────
def placer(reseau: Reseau, entier: Reseau, cle: str) -> Places:
    """Return where the actors of a network stand, whatever is filtered out of ``entier``.

    Public relations decide, and their places are kept; what only some readers see is set around
    them and kept nowhere: nobody guesses it from the drawing. ``entier`` is the public network.
    """
    rangee = Disposition.objects.filter(cle=cle).first()
    connues = rangee.places if rangee else {}
    manquent = entier.noeuds.keys() - connues.keys()
    if manquent:
        # Those who left keep their place: they may come back.
        nouvelles = disposer(entier, connues)
        connues = {**connues, **{r: list(p) for r, p in nouvelles.items()}}
        Disposition.objects.update_or_create(cle=cle, defaults={"places": connues})
    if not reseau.noeuds:
        return {}
    return disposer(reseau, connues)


def cle_territoire(territoire: Any) -> str:
    """Name the network of a territory."""
    return f"territoire:{territoire.nature}:{territoire.code}"[:80]


def cle_acteur(acteur: Acteur) -> str:
    """Name the network around an actor; one for both depths."""
    return f"acteur:{acteur.reference}"


def lire_filtres(donnees: Any) -> Filtres:
    """Read the address; what is not understood is left out."""
    nature = donnees.get("nature", "")
    ess = donnees.get("ess", "")
    theme = donnees.get("theme", "")
    return Filtres(
        nature=nature if nature in Nature.values else "",
        theme=theme if Thematique.objects.filter(pk=theme).exists() else "",
        ess=ess if ess in {"entre", "avec"} else "",
        finies=donnees.get("finies") == "on",
    )
