"""What the stakeholder map's page shows: state read from the address, values for its template."""

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_CONTACTS, droits_de
from diagnostics.dessins.etiquettes import Pose
from diagnostics.dessins.grille_parties import dessiner_grille
from diagnostics.dessins.parties import dessiner_cercles
from diagnostics.forms_parties import PartieForm
from diagnostics.models import NIVEAUX, Attitude, Diagnostic, PartiePrenante
from diagnostics.services.carte_parties import Carte, lire_carte
from diagnostics.services.historique_parties import lire_historique_partie

VOLETS: Final = ("", "modifier", "ajouter", "historique")


@dataclass(frozen=True)
class VueCarte:
    """State of the screen, all of it in the address."""

    vue: str = ""
    attitude: str = ""
    a_placer: bool = False
    q: str = ""
    partie: str = ""
    volet: str = ""
    cercle: str = ""

    @classmethod
    def lire(cls, request: Requete) -> "VueCarte":
        """Read the address; unknown values are ignored."""
        valeurs = request.GET
        attitude, volet = valeurs.get("attitude", ""), valeurs.get("volet", "")
        return cls(
            vue="grille" if valeurs.get("vue") == "grille" else "",
            attitude=attitude if attitude in {*Attitude.values, "inconnue"} else "",
            a_placer=valeurs.get("a_placer") == "1",
            q=valeurs.get("q", "").strip()[:80],
            partie=valeurs.get("partie", "")[:12],
            volet=volet if volet in VOLETS else "",
            cercle=valeurs.get("cercle", "")[:40],
        )

    def requete(self, **changements: Any) -> str:
        """Return the query string (with its « ? », or empty) of this state, changed."""
        vue = replace(self, **changements)
        champs = {
            "vue": vue.vue,
            "attitude": vue.attitude,
            "a_placer": "1" if vue.a_placer else "",
            "q": vue.q,
            "partie": vue.partie,
            "volet": vue.volet if vue.partie or vue.volet == "ajouter" else "",
            "cercle": vue.cercle if vue.volet == "ajouter" else "",
        }
        ecrite = urlencode({cle: v for cle, v in champs.items() if v})
        return f"?{ecrite}" if ecrite else ""


def contexte_carte(
    request: Requete, diagnostic: Diagnostic, *, vue: VueCarte | None = None, **surcharge: Any
) -> dict[str, Any]:
    """Return the values of ``diagnostics/parties/carte.html``."""
    vue = vue or VueCarte.lire(request)
    contacts = request.user.has_perm(LIRE_CONTACTS, diagnostic)
    peut_ecrire = request.user.has_perm(CONTRIBUER, diagnostic)
    partie = _choisie(diagnostic, vue)
    if partie is None and vue.volet != "ajouter":
        vue = replace(vue, partie="", volet="")
    if not peut_ecrire and vue.volet in {"modifier", "ajouter"}:
        vue = replace(vue, volet="")
    carte = lire_carte(
        diagnostic=diagnostic,
        contacts=contacts,
        attitude=vue.attitude,
        a_placer=vue.a_placer,
        texte=vue.q,
    )
    adresse = reverse("diagnostics:parties", args=[diagnostic.reference])
    liste = vue.requete(partie="", volet="")
    contexte: dict[str, Any] = {
        **droits_de(request, diagnostic),
        "vue": vue,
        "carte": carte,
        "dessin": _dessiner(diagnostic, carte, vue, adresse, peut_ecrire=peut_ecrire),
        "url_parties": adresse,
        "requete": vue.requete(),
        "requete_liste": liste,
        "debut_lien": f"{liste}&" if liste else "?",
        "url_cercles": adresse + vue.requete(vue="", volet="", partie=""),
        "url_grille": adresse + vue.requete(vue="grille", volet="", partie=""),
        "filtre_actif": bool(vue.attitude or vue.a_placer or vue.q),
        "attitudes": [*Attitude.choices, ("inconnue", "À préciser")],
        "niveaux": list(enumerate(NIVEAUX)),
        "partie": partie,
        "annulable": request.GET.get("retiree", "")[:12],
        "retirees": list(
            diagnostic.parties.filter(retiree=True)
            .defer(*PartiePrenante.PRIVES)
            .order_by("-modifie_le")
        ),
        "onglet": "parties",
        "conflit": None,
        "formulaire": None,
        "historique": [],
        "nombre_versions": diagnostic.versions_carte.count(),
    }
    if vue.volet == "modifier" and partie:
        contexte["formulaire"] = PartieForm(
            instance=partie, diagnostic=diagnostic, utilisateur=request.user, contacts=contacts
        )
    elif vue.volet == "ajouter":
        contexte["formulaire"] = PartieForm(
            initial={"cercle": vue.cercle} if vue.cercle else {},
            diagnostic=diagnostic,
            utilisateur=request.user,
            contacts=contacts,
        )
    elif vue.volet == "historique" and partie:
        contexte["historique"] = lire_historique_partie(partie=partie, contacts=contacts)
    return {**contexte, **surcharge}


def _choisie(diagnostic: Diagnostic, vue: VueCarte) -> PartiePrenante | None:
    if not vue.partie:
        return None
    return (
        diagnostic.parties.filter(reference=vue.partie)
        .select_related("cercle", "acteur", "acteur__commune", "auteur", "suivi__responsable")
        .first()
    )


def _dessiner(
    diagnostic: Diagnostic, carte: Carte, vue: VueCarte, adresse: str, *, peut_ecrire: bool
) -> str:
    debut = vue.requete(partie="", volet="")
    deplacer = ""
    if peut_ecrire:
        deplacer = reverse("diagnostics:partie_deplacer", args=[diagnostic.reference, "ZZZ"])
    pose = Pose(
        adresse=f"{adresse}{debut + '&' if debut else '?'}partie={{}}",
        deplacer=deplacer.replace("ZZZ", "{}"),
        choisie=vue.partie,
    )
    dessiner = dessiner_grille if vue.vue == "grille" else dessiner_cercles
    return dessiner(carte, pose=pose)
