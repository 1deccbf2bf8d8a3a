"""What a person wants to be told by mail; stopping it from the mail itself, without signing in."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comptes.requete import Requete
from diagnostics.echanges import trouver_cibles
from diagnostics.models import Abonnement, Avis, Diagnostic, ReglageAvis
from diagnostics.services.abonnements import ne_plus_suivre, reglage_de, regler_avis
from diagnostics.services.courriels import lire_retrait


class AvisForm(forms.ModelForm):
    """What is told, how often, and what is followed without asking."""

    class Meta:
        model = ReglageAvis
        fields = ("mentions", "rythme", "suivre_en_ecrivant")
        help_texts = {
            "suivre_en_ecrivant": "Ce que je crée, modifie ou commente. Décoché, je ne suis que "
            "ce que je choisis avec le bouton Suivre."
        }
        widgets = {"mentions": forms.RadioSelect, "rythme": forms.RadioSelect}


@require_http_methods(["GET", "POST"])
def courriels(request: Requete) -> HttpResponse:
    """Show and save the choices, and what is followed; ``arreter`` stops following something."""
    reglage = reglage_de(request.user)
    arrete = request.POST.get("arreter", "")
    if arrete.isdecimal():
        suivi = Abonnement.objects.filter(pk=int(arrete), utilisateur=request.user).first()
        if suivi is None:
            raise Http404
        ne_plus_suivre(
            diagnostic=suivi.diagnostic,
            utilisateur=request.user,
            cible_type=suivi.cible_type,
            cible_reference=suivi.cible_reference,
        )
        messages.success(request, "Vous ne suivez plus cela.")
        return redirect("diagnostics:courriels")
    formulaire = AvisForm(request.POST or None, instance=reglage)
    if request.method == "POST" and formulaire.is_valid():
        regler_avis(utilisateur=request.user, **formulaire.cleaned_data)
        messages.success(request, "C’est noté.")
        return redirect("diagnostics:courriels")
    return render(
        request,
        "diagnostics/echanges/courriels.html",
        {"formulaire": formulaire, "suivis": _suivis(request)},
        status=422 if formulaire.errors else 200,
    )


def _suivis(request: Requete) -> list[dict]:
    """Return what the user follows and may still read, by démarche."""
    suivis = Abonnement.objects.filter(
        utilisateur=request.user, actif=True, diagnostic__membres__utilisateur=request.user
    ).select_related("diagnostic")
    par_demarche: dict[Diagnostic, list[tuple[Abonnement, tuple[str, str]]]] = {}
    for suivi in suivis.order_by("diagnostic__titre", "cible_type", "pk"):
        designation = (
            suivi.cible_type or "demarche",
            suivi.cible_reference or suivi.diagnostic.reference,
        )
        par_demarche.setdefault(suivi.diagnostic, []).append((suivi, designation))
    lignes = []
    for diagnostic, siens in par_demarche.items():
        cibles = trouver_cibles(diagnostic, [designation for _, designation in siens])
        for suivi, designation in siens:
            cible = cibles.get(designation)
            if cible and request.user.has_perm(cible.permission, diagnostic):
                lignes.append({"suivi": suivi, "cible": cible})
    return lignes


@csrf_exempt  # the mail program posts, not our page (RFC 8058); the signed token is the proof
@require_http_methods(["GET", "POST"])
def retrait(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask, then stop mails of a nature. GET changes nothing: mail scanners open every link."""
    lu = lire_retrait(jeton)
    if lu is None:
        raise Http404
    utilisateur, nature = lu
    fait = request.method == "POST"
    if fait and nature == Avis.Nature.MENTION:
        regler_avis(utilisateur=utilisateur, mentions=ReglageAvis.Mentions.JAMAIS)
    elif fait:
        regler_avis(utilisateur=utilisateur, rythme=ReglageAvis.Rythme.JAMAIS)
    reponse = render(
        request,
        "diagnostics/echanges/retrait.html",
        {"fait": fait, "mention": nature == Avis.Nature.MENTION},
    )
    reponse["X-Robots-Tag"] = "noindex"
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse
