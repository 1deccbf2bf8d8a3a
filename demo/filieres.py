"""Load the demonstration filière: invented actors and figures, said as such."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from acteurs.models import Acteur, Thematique, TypeActeur
from acteurs.services import create_acteur
from comptes.models import Organisation, Utilisateur
from diagnostics.models import Diagnostic
from diagnostics.services.filieres import citer
from filieres.models import Filiere, Maillon, MembreFiliere, Position
from filieres.services.creation import creer_filiere
from filieres.services.flux import ajouter_flux, ajouter_gisement
from filieres.services.hypotheses import ajouter_changement, creer_hypothese
from filieres.services.maillons import ajouter_chaine, ajouter_maillon
from filieres.services.positions import ajouter_besoin, ajouter_position
from territoires.models import Commune, Territoire

FICHIER = Path(__file__).parent / "referentiels" / "filieres.yaml"


def load_filieres(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Create the filière when it is not there; return how many were created."""
    recit = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    if Filiere.objects.filter(code=recit["filiere"]["code"]).exists():
        return 0
    _Chargement(recit, comptes, organisations).charger()
    return 1


def _nombre(valeur: Any) -> Any:
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return Decimal(str(valeur))
    return valeur


class _Chargement:
    def __init__(
        self,
        recit: dict[str, Any],
        comptes: Mapping[str, Utilisateur],
        organisations: Mapping[str, Organisation],
    ) -> None:
        self.recit, self.comptes, self.organisations = recit, comptes, organisations
        self.par = comptes[recit["filiere"]["pilote"]]
        self.communes = {c.pk: c for c in Commune.objects.filter(pk__in=_codes(recit))}
        self.maillons: dict[str, Maillon] = {}
        self.positions: dict[tuple[str, str], Position] = {}

    def charger(self) -> None:
        self.acteurs = {fiche["cle"]: self._acteur(fiche) for fiche in self.recit["annuaire"]}
        self.filiere = self._filiere(dict(self.recit["filiere"]))
        self._chaines()
        for fiche in self.recit["positions"]:
            self._position(dict(fiche))
        gisements = {}
        for fiche in self.recit["gisements"]:
            champs = self._champs({**fiche, "lieu_texte": fiche.get("lieu", "")})
            champs.pop("lieu", None)
            cle = champs.pop("cle")
            champs["saison"] = champs.get("saison", [])
            gisements[cle] = ajouter_gisement(filiere=self.filiere, par=self.par, **champs)
        for fiche in self.recit["flux"]:
            champs = self._champs(fiche)
            champs["gisement"] = gisements.get(fiche.get("gisement", ""))
            for bout in ("depart", "arrivee"):
                champs[bout] = self.maillons.get(fiche.get(bout, ""))
            champs["certitude"] = "probable"
            ajouter_flux(filiere=self.filiere, par=self.par, **champs)
        for fiche in self.recit["hypotheses"]:
            self._hypothese(fiche)
        self._lier(self.recit["demarche"])

    def _lier(self, fiche: Mapping[str, Any]) -> None:
        """Link the filière to the démarche of the same place, and to the stakes it answers."""
        demarche = Diagnostic.objects.filter(code_demo=fiche["code"]).first()
        if demarche is not None:
            enjeux = demarche.enjeux.filter(titre__in=fiche["enjeux"])
            citer(
                diagnostic=demarche,
                filiere=self.filiere,
                enjeux=list(enjeux.values_list("reference", flat=True)),
                par=self.par,
            )

    def _hypothese(self, fiche: Mapping[str, Any]) -> None:
        hypothese = creer_hypothese(
            filiere=self.filiere,
            nom=fiche["nom"],
            description=fiche["description"],
            par=self.par,
        )
        for changement in fiche["changements"]:
            change = {nom: v for nom, v in changement.items() if nom not in {"acteur", "valeur"}}
            if "valeur" in changement:
                change["valeur"] = str(changement["valeur"])
            if changement["type"] == "activer":
                cle = changement["maillon"], changement["acteur"]
                change["position"] = self.positions[cle].reference
            change["maillon"] = self.maillons[changement["maillon"]].reference
            ajouter_changement(hypothese=hypothese, changement=change, par=self.par)

    def _champs(self, fiche: Mapping[str, Any]) -> dict[str, Any]:
        champs = {nom: _nombre(valeur) for nom, valeur in fiche.items()}
        champs["source"] = self.recit["source"]
        if champs.get("annee") is not None:
            champs["annee"] = int(champs["annee"])
        if "commune" in champs:
            champs["commune"] = self.communes.get(champs["commune"])
        if "saison" in champs:
            champs["saison"] = list(fiche["saison"])
        return champs

    def _acteur(self, fiche: Mapping[str, Any]) -> Acteur:
        existant = Acteur.objects.filter(nom=fiche["nom"]).first()
        if existant:
            return existant
        commune = self.communes.get(fiche["commune"])
        connu = TypeActeur.objects.filter(pk=fiche["type"]).exists()
        acteur = create_acteur(
            champs={
                "nom": fiche["nom"],
                "type_id": fiche["type"] if connu else None,
                "ess": fiche["ess"],
                "description": "Structure inventée pour la démonstration.",
                "commune": commune,
                "lon": commune.lon if commune else None,
                "lat": commune.lat if commune else None,
                "precision": Acteur.Precision.APPROCHEE,
                "statut": Acteur.Statut.PUBLIE,
                "source": "Inventée pour la démonstration",
            },
            thematiques=Thematique.objects.filter(pk="reemploi-economie-circulaire"),
            organisation=self.organisations[self.recit["filiere"]["organisation"]],
            confirme=True,
        )
        # Activity codes come from registers, never from a form; these actors are in none.
        Acteur.objects.filter(pk=acteur.pk).update(naf=fiche["naf"])
        return acteur

    def _filiere(self, fiche: dict[str, Any]) -> Filiere:
        territoire = Territoire.objects.get(**fiche.pop("territoire"))
        organisation = self.organisations[fiche.pop("organisation")]
        membres, _ = fiche.pop("membres"), fiche.pop("pilote")
        filiere = creer_filiere(
            territoire=territoire,
            organisation=organisation,
            pilote=self.par,
            contexte=self.recit["avertissement"],
            source=self.recit["source"],
            **{**fiche, "thematiques": Thematique.objects.filter(pk__in=fiche["thematiques"])},
        )
        MembreFiliere.objects.bulk_create(
            MembreFiliere(filiere=filiere, utilisateur=self.comptes[code], role=role)
            for code, role in membres.items()
        )
        return filiere

    def _chaines(self) -> None:
        premiere = self.filiere.chaines.get()
        for rang, fiche in enumerate(self.recit["chaines"]):
            if rang == 0:
                chaine = premiere
                chaine.nom = fiche["nom"]
                chaine.save()
            else:
                chaine = ajouter_chaine(filiere=self.filiere, nom=fiche["nom"], par=self.par)
            for maillon in fiche["maillons"]:
                champs = {nom: _nombre(v) for nom, v in maillon.items() if nom != "besoins"}
                cle, annee = champs.pop("cle"), champs.pop("annee", None)
                champs["annee_capacite"] = int(annee) if annee else None
                champs["ordre"] = maillon.get("ordre")
                champs.setdefault("statut_declare", Maillon.StatutDeclare.NON_PRECISE)
                cree = ajouter_maillon(filiere=self.filiere, par=self.par, chaine=chaine, **champs)
                self.maillons[cle] = cree
                for nature, texte in maillon.get("besoins", ()):
                    ajouter_besoin(maillon=cree, nature=nature, texte=texte, par=self.par)

    def _position(self, fiche: dict[str, Any]) -> None:
        champs = self._champs(fiche)
        cle, acteur = champs.pop("maillon"), champs.pop("acteur", None)
        champs["nom_libre"] = champs.pop("nom", "")
        position = ajouter_position(
            maillon=self.maillons[cle],
            par=self.par,
            acteur=self.acteurs[acteur] if acteur else None,
            **champs,
        )
        self.positions[cle, acteur or champs["nom_libre"]] = position


def _codes(recit: Mapping[str, Any]) -> set[str]:
    lignes = (*recit["annuaire"], *recit["positions"], *recit["gisements"])
    return {ligne["commune"] for ligne in lignes if "commune" in ligne}
