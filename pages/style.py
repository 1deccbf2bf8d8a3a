"""``/style/``: every shared component in every state, for those who build screens."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diagnostics.models import Phase, Quadrant
from socle.carotte import dire_strates, lire_strates
from socle.formes import LIBELLES
from socle.icones import ICONES
from socle.travaux import Travail


class FormulaireDeMontre(forms.Form):
    """One field of each kind."""

    nom = forms.CharField(label="Nom de la structure", help_text="Tel qu'au répertoire officiel.")
    courriel = forms.EmailField(label="Adresse électronique")
    description = forms.CharField(label="Description", widget=forms.Textarea, required=False)
    famille = forms.ChoiceField(label="Famille", choices=list(LIBELLES.items()))
    debut = forms.DateField(
        label="Début", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    visibilite = forms.ChoiceField(
        label="Qui peut lire la démarche ?",
        choices=[("membres", "Ses membres"), ("public", "Tout le monde")],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes",
        choices=[("mobilite", "Mobilité"), ("culture", "Culture")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cochez ceux que la structure travaille aujourd'hui.",
    )
    accord = forms.BooleanField(label="J'ai vérifié ces informations")
    fichier = forms.FileField(label="Pièce", required=False)


class FiltresDeMontre(forms.Form):
    """A filter bar."""

    q = forms.CharField(label="Nom ou mot", required=False, widget=forms.SearchInput)
    famille = forms.ChoiceField(
        label="Famille", required=False, choices=[("", "Toutes"), *LIBELLES.items()]
    )
    perimetre = forms.BooleanField(label="Inclure hors périmètre", required=False)


def _travail(etat: str, **champs: Any) -> SimpleNamespace:
    """Something that looks like a background work in a given state."""
    return SimpleNamespace(
        etat=etat,
        get_etat_display=Travail.Etat(etat).label,
        **{"etape": "", "pourcentage": 0, "erreur": "", **champs},
    )


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show the components; 404 unless the setting ``PAGE_STYLE`` allows it."""
    if not settings.PAGE_STYLE:
        raise Http404
    envoi = {"courriel": "agent(at)exemple", "themes": ["mobilite"], "famille": "cooperative"}
    preuves = [["entretien"], ["indicateur"], ["acteur"], ["entretien", "source", "acteur"], []]
    contexte = {
        "icones": sorted(ICONES),
        "formes": LIBELLES,
        "carottes": [(p, dire_strates(lire_strates(p)) or "sans preuve") for p in preuves],
        "phases": [
            {"titre": "Diagnostic", "etat": Phase.Etat.FAIT, "periode_texte": "avril 2025"},
            {"titre": "Rencontres", "etat": Phase.Etat.FAIT, "note": "Deux ateliers"},
            {"titre": "Inspiration", "etat": Phase.Etat.PASSEE},
            {"titre": "Préfiguration", "etat": Phase.Etat.EN_COURS},
            {"titre": "Expérimentation", "etat": Phase.Etat.A_VENIR},
        ],
        "formulaire": FormulaireDeMontre(auto_id="vierge_%s"),
        "formulaire_refuse": FormulaireDeMontre(envoi, auto_id="refuse_%s"),
        "filtres": FiltresDeMontre({"famille": "association"}, auto_id="filtre_%s"),
        "actifs": [("Famille : association", "?")],
        "travaux": [
            _travail("en_attente"),
            _travail("en_cours", etape="Dessin de la carte", pourcentage=45),
            _travail("termine", pourcentage=100),
            _travail(
                "echec", erreur="Le territoire n'a pas de communes. Complétez-le puis réessayez."
            ),
        ],
        "page": Paginator(range(960), 25).get_page(request.GET.get("page", 7)),
        "quadrants": [(q.value, q.label) for q in Quadrant],
        "couleurs": [
            ("papier", "fond"),
            ("craie", "fond discret"),
            ("filet", "séparation"),
            ("encre", "texte"),
            ("encre-2", "texte secondaire"),
            ("humus", "titres"),
            ("terre", "surtitre"),
            ("feuille", "agir"),
            ("ciel", "aller"),
            ("vermillon", "ici et maintenant"),
            ("erreur", "erreur"),
        ],
        "colonnes": [
            {"libelle": "Acteur", "tri_url": "?tri=nom", "tri": "croissant"},
            {"libelle": "Commune", "tri_url": "?tri=commune"},
            {"libelle": "Preuves", "classe": "num"},
        ],
    }
    return render(request, "pages/style.html", contexte)
