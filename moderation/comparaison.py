"""Two entries side by side: what differs, which value is likelier, what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from acteurs.models import Acteur, Thematique
from acteurs.mots_des_champs import VIDE, en_mots, nommer_liens

Choix = Mapping[str, str]
"""Group of fields → « gardee », « autre » or « deux »."""
GARDEE, AUTRE, DEUX = "gardee", "autre", "deux"
ENSEMBLE: Final = {"description", "thematiques"}
"""Groups of which both values may be kept."""
GROUPES: Final = (
    ("nom", "Nom", ("nom",)),
    ("sigle", "Sigle", ("sigle",)),
    ("type", "Famille et forme", ("type_id", "sous_type_id")),
    ("ess", "Relève de l’ESS", ("ess",)),
    ("forme_juridique", "Forme juridique", ("forme_juridique",)),
    ("siret", "SIRET", ("siret", "siren")),
    ("rna", "Numéro RNA", ("rna",)),
    ("naf", "Activité (NAF)", ("categorie_juridique", "naf", "naf25")),
    ("esus", "Agrément ESUS", ("esus", "esus_fin")),
    ("description", "Description", ("description",)),
    ("thematiques", "Thèmes", ("thematiques",)),
    ("lieu", "Adresse et point", ("adresse", "commune_id", "lon", "lat", "precision")),
    ("site_web", "Site web", ("site_web",)),
    ("contact_public", "Contact public", ("contact_public",)),
    ("taille", "Taille", ("taille",)),
    ("source", "Source", ("source", "date_source")),
)
"""Fields that are taken together: (group, label, columns)."""
_MUETS: Final = {"lon", "lat", "siren"}


@dataclass(frozen=True)
class Ligne:
    """A group of fields of two entries, in words."""

    cle: str
    libelle: str
    gardee: str
    autre: str
    choix: str
    deux: bool
    """Whether both values may be kept together."""

    @property
    def pareilles(self) -> bool:
        """Whether the entries say the same."""
        return self.gardee == self.autre


def comparer(gardee: Acteur, autre: Acteur, choix: Choix | None = None) -> list[Ligne]:
    """Return every group of fields of two entries; ``choix`` overrides what is likelier."""
    valeurs = {a.pk: lire(a) for a in (gardee, autre)}
    mots = nommer_liens((n, v) for lues in valeurs.values() for n, v in lues.items())
    lignes = []
    for cle, libelle, noms in GROUPES:
        ici, la = (
            _dire([(n, valeurs[a.pk][n]) for n in noms if n not in _MUETS], mots)
            for a in (gardee, autre)
        )
        voulu = (choix or {}).get(cle) or _probable(cle, ici, la, gardee, autre)
        lignes.append(Ligne(cle, libelle, ici, la, voulu, deux=cle in ENSEMBLE))
    return lignes


def lire(acteur: Acteur) -> dict[str, Any]:
    """Return the columns of an entry that groups name."""
    lues = {n: getattr(acteur, n) for _, _, noms in GROUPES for n in noms if n != "thematiques"}
    return {**lues, "thematiques": sorted(t.pk for t in acteur.thematiques.all())}


def _dire(valeurs: list[tuple[str, Any]], mots: Any) -> str:
    dites = [en_mots(n, v, mots) for n, v in valeurs if v is not False]
    return ", ".join(d for d in dites if d != VIDE) or VIDE


def _probable(cle: str, ici: str, la: str, gardee: Acteur, autre: Acteur) -> str:
    """Return whose value is proposed: the entry kept's, unless it says nothing or less."""
    if cle in ENSEMBLE and VIDE not in (ici, la) and ici != la:
        return DEUX if cle == "thematiques" else GARDEE
    if ici == VIDE and la != VIDE:
        return AUTRE
    if cle == "lieu" and autre.adresse and not gardee.adresse:
        return AUTRE
    fins = {Acteur.Precision.ADRESSE, Acteur.Precision.VOIE}
    if cle == "lieu" and la != VIDE and autre.precision in fins and gardee.precision not in fins:
        return AUTRE
    return GARDEE


def valeurs_choisies(
    gardee: Acteur, autre: Acteur, choix: Choix
) -> tuple[dict[str, Any], list[Thematique] | None]:
    """Return what choices write into the entry kept: values by column, themes (None: unchanged)."""
    valeurs: dict[str, Any] = {}
    for cle, _, noms in GROUPES:
        if cle == "thematiques":
            continue
        if choix.get(cle) == AUTRE:
            valeurs |= {n: getattr(autre, n) for n in noms}
        elif choix.get(cle) == DEUX and cle == "description":
            textes = [t for t in (gardee.description, autre.description) if t]
            valeurs["description"] = "\n\n".join(textes)
    return valeurs, _themes(gardee, autre, choix.get("thematiques", GARDEE))


def _themes(gardee: Acteur, autre: Acteur, choix: str) -> list[Thematique] | None:
    if choix == AUTRE:
        return list(autre.thematiques.all())
    if choix == DEUX:
        return list({*gardee.thematiques.all(), *autre.thematiques.all()})
    return None


def gardee_par_defaut(un: Acteur, autre: Acteur, attaches: Mapping[int, int]) -> Acteur:
    """Return the entry to keep unless told otherwise: the one others rely on, then the held one."""

    def rang(a: Acteur) -> tuple[Any, ...]:
        return (
            a.statut == Acteur.Statut.PUBLIE,
            attaches.get(a.pk, 0),
            a.organisation_id is not None,
            a.enrichi,
            bool(a.siret),
            -a.pk,
        )

    return max((un, autre), key=rang)
