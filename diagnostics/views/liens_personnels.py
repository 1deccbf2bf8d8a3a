"""Personal links: opened and closed by the team, answered by actors without an account."""

import secrets
from typing import Any, Final

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from acteurs.models import Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, trouver_demarche
from diagnostics.acces_pistes import cadre, exiger_ouvert, trouver_lien
from diagnostics.conflits_avis import dresser_conflit_avis
from diagnostics.forms_avis import AvisForm, ecrire_image, image_de
from diagnostics.forms_pistes import LienForm
from diagnostics.models import Diagnostic, LienPersonnel, Piste, PointDeVue
from diagnostics.services import avis as services_avis
from diagnostics.services import liens_personnels as services
from diagnostics.services.pistes import CONSEILLEES

LECTURES: Final = "60/m"
"""Openings of personal links from one address: many phones of a room share one."""
REPONSES: Final = "20/m"
REFUS, CONFLIT, FERME, TROP = 422, 409, 410, 429
_AUTEURS: Final[dict[str, str]] = {
    PointDeVue.Origine.ACTEUR: "Votre structure (autre appareil)",
    PointDeVue.Origine.STRUCTURE: "Une personne de votre structure",
}
"""Who wrote the other version, said to the actor that answers."""


def _code(adresse: str) -> Any:
    """Draw the QR code of an address, dark on white in both themes."""
    dessin = segno.make(adresse, error="m").svg_inline(
        scale=5, border=3, dark="#000", light="#fff", omitsize=True, svgclass="p-qr", lineclass=None
    )
    return mark_safe(dessin)


@require_http_methods(["GET", "POST"])
def liens(request: Requete, reference: str) -> HttpResponse:
    """List the personal links; open one. Its address is shown in this answer only."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    ecrit = request.method == "POST"
    formulaire = LienForm(
        request.POST if ecrit else None,
        diagnostic=diagnostic,
        initial={
            "jours": 30,
            "acteur": request.GET.get("acteur"),
            "pistes": request.GET.getlist("piste") or _pistes_proposees(request, diagnostic),
        },
    )
    ouvert: dict[str, Any] = {}
    if ecrit and formulaire.is_valid():
        try:
            _exiger_cadence(request)
            ouvert = _ouvrir(request, formulaire.cleaned_data)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur.messages)
    reponse = render(
        request,
        "diagnostics/pistes/liens.html",
        {
            **cadre(request, diagnostic, "liens"),
            "formulaire": formulaire,
            "sans_acteur": not diagnostic.acteurs_concernes.exists(),
            "liens": list(
                diagnostic.liens_personnels.select_related("acteur", "cree_par").prefetch_related(
                    "pistes"
                )[:100]
            ),
            "ouvert": ouvert,
        },
        status=REFUS if formulaire.errors else 200,
    )
    return _discret(reponse) if ouvert else reponse


def _pistes_proposees(request: Requete, diagnostic: Diagnostic) -> list[str]:
    """Ideas checked at first: those that concern the actor, else the first ones, five at most."""
    ouvertes = diagnostic.pistes.exclude(etat=Piste.Etat.ECARTEE)
    siennes = ouvertes.filter(acteurs_concernes__reference=request.GET.get("acteur", ""))
    choisies = siennes if siennes.exists() else ouvertes
    return list(choisies.values_list("reference", flat=True)[:CONSEILLEES])


def _exiger_cadence(request: Requete) -> None:
    if is_ratelimited(request, group="diagnostics.liens", key="user", rate="60/h", increment=True):
        raise ValidationError("Vous avez ouvert beaucoup de liens\u00a0: reprenez dans une heure.")


def _ouvrir(request: Requete, donnees: dict[str, Any]) -> dict[str, Any]:
    courriel = donnees["courriel"]
    lien, jeton = services.ouvrir(
        acteur=donnees["acteur"],
        pistes=donnees["pistes"],
        jours=donnees["jours"],
        par=request.user,
        par_courriel=bool(courriel),
    )
    if courriel:
        try:
            services.envoyer(
                lien=lien,
                jeton=jeton,
                courriel=courriel,
                repondre_a=str(lien.diagnostic.organisation),
            )
        except OSError:
            services.revoquer(lien=lien)
            raise ValidationError(
                "Le courriel n’est pas parti, le lien est refermé\u00a0: réessayez dans quelques "
                "minutes, ou remettez le lien vous-même."
            ) from None
        messages.success(request, f"Lien envoyé pour {lien.acteur}.")
        return {}
    adresse = services.adresse_de(jeton)
    return {"lien": lien, "adresse": adresse, "code": _code(adresse)}


@require_POST
def revoquer(request: Requete, reference: str, lien: str) -> HttpResponse:
    """Close a link; what was answered stays."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    services.revoquer(lien=trouver_lien(diagnostic, lien))
    messages.success(request, "Le lien ne s’ouvre plus. Les réponses déjà données restent.")
    return redirect("diagnostics:liens_personnels", reference)


# ── The actor's side ────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def avis(request: HttpRequest, jeton: str) -> HttpResponse:
    """Let an actor answer, on any device, with or without JavaScript."""
    ecrit = request.method == "POST"
    if is_ratelimited(
        request, group="diagnostics.avis", key="ip", rate=LECTURES, increment=True
    ) or (
        ecrit
        and is_ratelimited(
            request, group="diagnostics.avis.ecrire", key="ip", rate=REPONSES, increment=True
        )
    ):
        return _discret(render(request, "diagnostics/pistes/avis_trop.html", status=TROP))
    lien = exiger_ouvert(services.trouver(jeton))
    if not lien.est_ouvert or lien.diagnostic.statut == Diagnostic.Statut.ARCHIVE:
        return _discret(
            render(request, "diagnostics/pistes/avis_ferme.html", {"lien": lien}, status=FERME)
        )
    return _discret(_Reponse(request, lien, jeton).repondre())


def _discret(reponse: HttpResponse) -> HttpResponse:
    """Keep the page out of caches, search engines and other sites' logs.

    ``same-origin`` rather than ``no-referrer``: the latter makes browsers send
    « Origin: null », which the protection against forged requests refuses.
    """
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


class _Reponse:
    """One visit of an actor to their form."""

    def __init__(self, request: HttpRequest, lien: LienPersonnel, jeton: str) -> None:
        self.request, self.lien, self.jeton = request, lien, jeton
        self.chemin = reverse("diagnostics:avis", args=[jeton])
        self.cookie = f"avis-{lien.reference}"
        self.secret = request.COOKIES.get(self.cookie, "")
        self.appareil = services.hacher(self.secret) if self.secret else ""
        self.themes = {t.pk: t for t in Thematique.objects.all()}
        self.pistes = [p for p in lien.pistes.select_related("thematique") if p.est_ouverte]
        self.points = {
            p.piste_id: p
            for p in PointDeVue.objects.filter(
                acteur=lien.acteur, piste__in=self.pistes
            ).prefetch_related("attentes", "apports")
        }

    def _visible(self, piste: Piste) -> PointDeVue | None:
        point = self.points.get(piste.pk)
        return point if point and self.lien.montre(point, self.appareil) else None

    def _cache(self, piste: Piste) -> bool:
        return piste.pk in self.points and self._visible(piste) is None

    def repondre(self) -> HttpResponse:
        """Show the form, or take what it holds."""
        ecrit = self.request.method == "POST"
        formulaires = {
            piste.pk: AvisForm(
                self.request.POST if ecrit else None,
                themes=self.themes,
                point=self._visible(piste),
                equipe=False,
                prefix=piste.reference,
            )
            for piste in self.pistes
        }
        if not ecrit:
            # A hidden private answer is replaced knowingly: the form carries its version.
            for piste in self.pistes:
                if self._cache(piste):
                    formulaires[piste.pk].initial["version"] = self.points[piste.pk].version
            return self._page(formulaires)
        consent = self.request.POST.get("consentement") == "1" or bool(self.lien.consenti_le)
        # Every form is checked, so that every error shows at once.
        valides = all([f.is_valid() for f in formulaires.values()])  # noqa: C419
        if not (valides and consent):
            return self._page(formulaires, status=REFUS, sans_accord=not consent)
        _, conflits = services_avis.ecrire_plusieurs(
            lien=self.lien,
            saisies=[
                (p, formulaires[p.pk].saisie, formulaires[p.pk].version_attendue)
                for p in self.pistes
                if not (self._cache(p) and formulaires[p.pk].saisie.est_vide)
            ],
        )
        self.secret = self.secret or secrets.token_urlsafe(24)
        services.noter_reponse(lien=self.lien, appareil=services.hacher(self.secret))
        if conflits:
            repris, dits = self._reprendre(formulaires, conflits)
            return self._poser(self._page(repris, status=CONFLIT, conflits=dits))
        suite = "?encore=1#suite" if "encore" in self.request.POST else "?merci=1"
        return self._poser(redirect(self.chemin + suite))

    def _reprendre(
        self, formulaires: dict[int, AvisForm], conflits: Any
    ) -> tuple[dict[int, AvisForm], dict[int, Any]]:
        """Give the forms back, joined with what stands now; and, by idea, what to choose from."""
        actuels = {
            p.piste_id: p
            for p in PointDeVue.objects.filter(
                acteur=self.lien.acteur, piste__in=self.pistes
            ).prefetch_related("attentes", "apports")
        }
        self.points.update({cle: actuels[cle] for cle in conflits if cle in actuels})
        donnees = self.request.POST.copy()
        dits: dict[int, Any] = {}
        for rang, piste in enumerate(self.pistes, start=1):
            actuel = actuels.get(piste.pk)
            donnees[f"{piste.reference}-version"] = str(actuel.version if actuel else 0)
            if piste.pk in conflits and actuel is not None and self._visible(piste):
                dits[piste.pk] = conflit = dresser_conflit_avis(
                    formulaire=formulaires[piste.pk],
                    actuel=actuel,
                    auteur=_AUTEURS.get(actuel.origine, "L’équipe"),
                    identifiant=f"conflit-{rang}",
                )
                debut = f"{piste.reference}-"
                for cle in [c for c in donnees if c.startswith(debut)]:
                    del donnees[cle]
                for cle, valeurs in conflit.saisie.lists():
                    if cle.startswith(debut):
                        donnees.setlist(cle, valeurs)
            elif piste.pk in conflits:
                dits[piste.pk] = None
            elif actuel is not None:
                # Written just now: what comes next starts from there.
                donnees[f"{piste.reference}-depart"] = ecrire_image(image_de(actuel))
        repris = {
            piste.pk: AvisForm(donnees, themes=self.themes, equipe=False, prefix=piste.reference)
            for piste in self.pistes
        }
        return repris, dits

    def _poser(self, reponse: HttpResponse) -> HttpResponse:
        """Remember this device, for this form only."""
        reponse.set_cookie(
            self.cookie,
            self.secret,
            expires=self.lien.expire_le,
            path=self.chemin,
            secure=self.request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return reponse

    def _page(
        self, formulaires: dict[int, AvisForm], *, status: int = 200, **valeurs: Any
    ) -> HttpResponse:
        conflits = valeurs.pop("conflits", {})
        contexte = {
            "lien": self.lien,
            "diagnostic": self.lien.diagnostic,
            "chemin": self.chemin,
            "merci": self.request.GET.get("merci") == "1" and status == 200,  # noqa: PLR2004
            "encore": self.request.GET.get("encore") == "1",
            "sans_accord": False,
            "conflit": bool(conflits),
            "blocs": [
                {
                    "piste": piste,
                    "formulaire": formulaires[piste.pk],
                    "point": self._visible(piste),
                    "cache": self._cache(piste),
                    "conflit": conflits.get(piste.pk),
                }
                for piste in self.pistes
            ],
            **valeurs,
        }
        return render(self.request, "diagnostics/pistes/avis_public.html", contexte, status=status)
