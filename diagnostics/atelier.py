"""What the matrix page shows: state read from the address, values given to its template."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from acteurs.models import Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, PROPOSER, droits_de
from diagnostics.forms import ElementForm, FusionForm, PreuveForm
from diagnostics.methode import questions
from diagnostics.models import Diagnostic, ElementMoff, Quadrant
from diagnostics.services.fusion import proposer_doublons
from diagnostics.services.historique import lire_historique
from diagnostics.services.matrice import (
    empreinte_matrice,
    lire_matrice,
    lire_preuve,
    lire_priorite,
)

VOLETS: Final = ("", "modifier", "preuve", "fusion", "historique")
"""What the side panel may show of a statement; empty: its detail."""


@dataclass(frozen=True)
class Vue:
    """State of the screen, all of it in the address, so that it can be shared and reloaded."""

    theme: str = ""
    sans_preuve: bool = False
    contredits: bool = False
    tri: str = ""
    element: str = ""
    volet: str = ""

    @classmethod
    def lire(cls, request: Requete) -> "Vue":
        """Read the address; unknown values are ignored."""
        volet = request.GET.get("volet", "")
        return cls(
            theme=request.GET.get("theme", "")[:40],
            sans_preuve=request.GET.get("sans_preuve") == "1",
            contredits=request.GET.get("contredits") == "1",
            tri=tri if (tri := request.GET.get("tri", "")) in {"voix", "priorite"} else "",
            element=request.GET.get("element", "")[:12],
            volet=volet if volet in VOLETS else "",
        )

    def requete(self, **changements: Any) -> str:
        """Return the query string (with its « ? », or empty) of this state, changed."""
        vue = replace(self, **changements)
        champs = {
            "theme": vue.theme,
            "sans_preuve": "1" if vue.sans_preuve else "",
            "contredits": "1" if vue.contredits else "",
            "tri": vue.tri,
            "element": vue.element,
            "volet": vue.volet if vue.element else "",
        }
        ecrite = urlencode({cle: v for cle, v in champs.items() if v})
        return f"?{ecrite}" if ecrite else ""


def etiquette(request: Requete, diagnostic: Diagnostic) -> str:
    """Return the strong ETag of what this user sees of the matrix at this address."""
    morceaux = (
        empreinte_matrice(diagnostic=diagnostic),
        str(request.user.pk),
        str(request.user.has_perm(CONTRIBUER, diagnostic)),
        str(request.user.has_perm(PROPOSER, diagnostic)),
        Vue.lire(request).requete(),
    )
    return f'"{sha256("|".join(morceaux).encode()).hexdigest()[:24]}"'


def contexte_atelier(
    request: Requete, diagnostic: Diagnostic, *, vue: Vue | None = None, **surcharge: Any
) -> dict[str, Any]:
    """Return the values of ``diagnostics/matrice.html``.

    ``surcharge`` replaces values, for instance a form that came back with errors.
    """
    vue = vue or Vue.lire(request)
    element = _element_choisi(diagnostic, vue)
    if element is None:
        vue = replace(vue, element="", volet="")
    liste = vue.requete(element="", volet="")
    contexte: dict[str, Any] = {
        **droits_de(request, diagnostic),
        "vue": vue,
        "requete": vue.requete(),
        "requete_liste": liste,
        "debut_lien": f"{liste}&" if liste else "?",
        "url_matrice": reverse("diagnostics:matrice", args=[diagnostic.reference]),
        "etag": etiquette(request, diagnostic),
        "matrice": lire_matrice(
            diagnostic=diagnostic,
            utilisateur=request.user,
            theme=vue.theme,
            sans_preuve=vue.sans_preuve,
            contredits=vue.contredits,
            par_voix=vue.tri == "voix",
            par_priorite=vue.tri == "priorite",
        ),
        "thematiques": list(Thematique.objects.all()),
        "quadrants": Quadrant.choices,
        "retires": list(
            diagnostic.elements.filter(etat=ElementMoff.Etat.RETIRE).order_by("-modifie_le")
        ),
        "element": element,
        "annulable": request.GET.get("retire", "")[:12],
        "onglet": "matrice",
        "ajout": None,
        "conflit": None,
    }
    if element is not None:
        contexte.update(_contexte_panneau(request, diagnostic, vue, element))
    return {**contexte, **surcharge}


def _element_choisi(diagnostic: Diagnostic, vue: Vue) -> ElementMoff | None:
    if not vue.element:
        return None
    return (
        diagnostic.elements.filter(reference=vue.element)
        .select_related("thematique", "auteur", "fusionne_dans")
        .first()
    )


def _contexte_panneau(
    request: Requete, diagnostic: Diagnostic, vue: Vue, element: ElementMoff
) -> dict[str, Any]:
    """Values of the side panel; those who only read get the detail and the history."""
    peut_contribuer = request.user.has_perm(CONTRIBUER, diagnostic)
    volet = vue.volet if peut_contribuer or vue.volet == "historique" else ""
    paroles = request.user.has_perm(LIRE_ENTRETIENS, diagnostic)
    preuves = [
        lire_preuve(p, paroles=paroles)
        for p in element.preuves.select_related("acteur", "indicateur", "entretien", "passage")
    ]
    panneau: dict[str, Any] = {
        "volet": volet,
        "preuves": [p for p in preuves if not p.contredit],
        "contradictions": [p for p in preuves if p.contredit],
        "priorite": lire_priorite(element),
        "coauteurs": list(element.coauteurs.all()),
        "fusionnes": list(element.fusionnes.filter(etat=ElementMoff.Etat.FUSIONNE)),
        "quadrant_singulier": questions()[element.quadrant].singulier,
    }
    if volet == "modifier":
        panneau["formulaire"] = ElementForm(instance=element, initial={"version": element.version})
    elif volet == "preuve":
        panneau["formulaire"] = PreuveForm(
            diagnostic=diagnostic,
            utilisateur=request.user,
            initial={
                "nature": "entretien",
                "sens": "contredit" if request.GET.get("sens") == "contredit" else "appuie",
            },
        )
    elif volet == "fusion":
        panneau["formulaire"] = FusionForm(diagnostic=diagnostic, initial={"texte": element.texte})
        proposes = proposer_doublons(element=element)
        panneau["proposes"] = proposes
        connus = {p.pk for p in proposes} | {element.pk}
        panneau["autres"] = [
            e
            for e in diagnostic.elements.actifs().order_by("quadrant", "ordre")
            if e.pk not in connus
        ]
    elif volet == "historique":
        panneau["historique"] = lire_historique(element=element, paroles=paroles)
    return panneau
