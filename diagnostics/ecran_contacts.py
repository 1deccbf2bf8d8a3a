"""What the contact plan's page shows: state read from the address, values for its template."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from comptes.requete import Requete
from diagnostics.acces import droits_de
from diagnostics.dessins.avancement import dessiner_avancement
from diagnostics.models import Diagnostic
from diagnostics.services.carte_parties import cercles_de
from diagnostics.services.contacts import membres_suiveurs
from diagnostics.services.plan_contacts import (
    ETATS,
    TRIS,
    Filtre,
    en_colonnes,
    lire_plan,
    mesurer_avancement,
    trier,
)
from diagnostics.services.suggestions_parties import proposer_avancees

VUES = ("", "tableau", "avancement")
COLONNES = (
    ("nom", "Partie prenante"),
    ("cercle", "Cercle"),
    ("etat", "État"),
    ("qui", "Qui suit"),
    ("echeance", "Prochaine action"),
    ("echange", "Dernier échange"),
)


@dataclass(frozen=True)
class VuePlan:
    """State of the screen, all of it in the address."""

    vue: str = ""
    etat: str = ""
    cercle: str = ""
    qui: str = ""
    retard: bool = False
    q: str = ""
    tri: str = ""

    @classmethod
    def lire(cls, request: Requete) -> "VuePlan":
        """Read the address; unknown values are ignored."""
        valeurs = request.GET
        tri, etat, vue = valeurs.get("tri", ""), valeurs.get("etat", ""), valeurs.get("vue", "")
        return cls(
            vue=vue if vue in VUES else "",
            etat=etat if etat in ETATS else "",
            cercle=valeurs.get("cercle", "")[:40],
            qui=valeurs.get("qui", "")[:12],
            retard=valeurs.get("retard") == "1",
            q=valeurs.get("q", "").strip()[:80],
            tri=tri if tri.removeprefix("-") in TRIS else "",
        )

    def requete(self, **changements: Any) -> str:
        """Return the query string (with its « ? », or empty) of this state, changed."""
        vue = replace(self, **changements)
        champs = {
            "vue": vue.vue,
            "etat": vue.etat,
            "cercle": vue.cercle,
            "qui": vue.qui,
            "retard": "1" if vue.retard else "",
            "q": vue.q,
            "tri": vue.tri,
        }
        ecrite = urlencode({cle: v for cle, v in champs.items() if v})
        return f"?{ecrite}" if ecrite else ""

    @property
    def filtre(self) -> Filtre:
        """What the reading keeps."""
        return Filtre(
            etat=self.etat, cercle=self.cercle, qui=self.qui, retard=self.retard, q=self.q
        )


def contexte_plan(request: Requete, diagnostic: Diagnostic) -> dict[str, Any]:
    """Return the values of ``diagnostics/contacts/plan.html``."""
    vue = VuePlan.lire(request)
    lignes = lire_plan(diagnostic=diagnostic, filtre=vue.filtre, utilisateur=request.user)
    adresse = reverse("diagnostics:contacts", args=[diagnostic.reference])
    filtre_actif = vue.filtre != Filtre()
    contexte: dict[str, Any] = {
        **droits_de(request, diagnostic),
        "vue": vue,
        "requete": vue.requete(),
        "url_plan": adresse,
        "vues": [
            (code, libelle, adresse + vue.requete(vue=code))
            for code, libelle in zip(VUES, ("Colonnes", "Tableau", "Avancement"), strict=True)
        ],
        "filtre_actif": filtre_actif,
        "url_sans_filtre": adresse + VuePlan(vue=vue.vue, tri=vue.tri).requete(),
        "etats": list(ETATS.items()),
        "cercles": cercles_de(diagnostic),
        "suiveurs": [(str(m.pk), str(m.utilisateur)) for m in membres_suiveurs(diagnostic)],
        "total": len(lignes),
        "en_retard": sum(x.en_retard for x in lignes),
        "onglet": "parties",
        "lignes": [],
        "colonnes": [],
        "entetes": [],
        "avancement": [],
        "ensemble": None,
        "dessin": "",
        "avancees": [],
    }
    if contexte["lit_entretiens"] and contexte["peut_contribuer"]:
        contexte["avancees"] = proposer_avancees(diagnostic=diagnostic)
    if vue.vue == "tableau":
        contexte["lignes"] = trier(lignes, vue.tri or "cercle")
        contexte["entetes"] = [_entete(vue, adresse, *c) for c in COLONNES]
    elif vue.vue == "avancement":
        par_cercle, ensemble = mesurer_avancement(diagnostic, lignes)
        contexte["avancement"], contexte["ensemble"] = par_cercle, ensemble
        contexte["dessin"] = dessiner_avancement([*par_cercle, ensemble])
        contexte["dessin_etroit"] = dessiner_avancement(
            [*par_cercle, ensemble], identifiant="avancement-etroit", etroit=True
        )
    else:
        contexte["colonnes"] = en_colonnes(lignes)
    return contexte


def _entete(vue: VuePlan, adresse: str, cle: str, libelle: str) -> dict[str, str]:
    """Return a sortable column header."""
    actuel = vue.tri or "cercle"
    ici = actuel.removeprefix("-") == cle
    inverse = f"-{cle}" if ici and not actuel.startswith("-") else cle
    sens = ("decroissant" if actuel.startswith("-") else "croissant") if ici else ""
    return {
        "libelle": libelle,
        "tri_url": adresse + vue.requete(tri=inverse),
        "tri": sens,
        "cle": cle,
    }
