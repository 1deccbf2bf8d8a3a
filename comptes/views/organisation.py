"""Organisations: create, edit, members, roles, home territory, the one worked for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.forms import FormulaireOrganisation
from comptes.models import Adhesion, Invitation, Organisation, Role
from comptes.proconnect import IDENTIFIANT
from comptes.requete import Requete
from comptes.rules import role_dans
from comptes.services import organisations as services
from socle.droits import exiger
from socle.modeles import ConflitDEdition
from socle.texte import normaliser
from territoires.models import Territoire

GERER, VOIR = "comptes.gerer_organisation", "comptes.voir_organisation"
PROPOSITIONS = 20


def _organisation(request: Requete, reference: str, permission: str) -> Organisation:
    """Fetch an organisation and check the right; 404 for who is not a member."""
    trouvee = get_object_or_404(
        Organisation.objects.select_related("territoire"), reference=reference
    )
    exiger(request, permission, trouvee, voir=VOIR)
    return trouvee


def _adhesion(organisation: Organisation, reference: str) -> Adhesion:
    return get_object_or_404(
        organisation.adhesions.select_related("utilisateur"), reference=reference
    )


@require_GET
def organisation(request: Requete) -> HttpResponse:
    """Lead to the current organisation, or explain how to join or create one."""
    if request.organisation:
        return redirect("comptes:fiche_organisation", request.organisation.reference)
    recues = Invitation.objects.pour(request.user).select_related("organisation")
    return render(request, "comptes/sans_organisation.html", {"invitations": recues})


@require_GET
def fiche_organisation(request: Requete, reference: str) -> HttpResponse:
    """Show an organisation, its members and, to administrators, its invitations."""
    trouvee = _organisation(request, reference, VOIR)
    gere = request.user.has_perm(GERER, trouvee)
    contexte = {
        "fiche": trouvee,
        "gere": gere,
        "est_membre": role_dans(request.user, trouvee) is not None,
        "membres": services.membres_de(trouvee),
        "colonnes_membres": ["Nom", "Rôle", "Depuis", *(["Action"] if gere else [])],
        "colonnes_invitations": ["Adresse", "Rôle", "Fin de validité", "Actions"],
        "roles": Role.choices,
        "invitations": trouvee.invitations.en_attente() if gere else [],
    }
    return render(request, "comptes/organisation.html", contexte)


def siren_de_l_employeur(request: Requete) -> str:
    """Return the SIREN ProConnect gave for the user's employer, to spare typing it."""
    from allauth.socialaccount.models import SocialAccount

    compte = SocialAccount.objects.filter(user=request.user, provider=IDENTIFIANT).first()
    siret = compte.extra_data.get("userinfo", {}).get("siret", "") if compte else ""
    siren = str(siret)[:9]
    return "" if Organisation.objects.filter(siren=siren).exists() else siren


@require_http_methods(["GET", "POST"])
def creer_organisation(request: Requete) -> HttpResponse:
    """Create an organisation and become its administrator."""
    initial = {} if request.method == "POST" else {"siren": siren_de_l_employeur(request)}
    formulaire = FormulaireOrganisation(
        request.POST if request.method == "POST" else None, initial=initial
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            creee = services.creer_organisation(
                organisation=formulaire.save(commit=False), createur=request.user
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, f"L’organisation « {creee.nom} » est créée.")
            return redirect("comptes:territoire_organisation", creee.reference)
    return render(
        request,
        "comptes/formulaire_organisation.html",
        {"formulaire": formulaire, "annuler": reverse("comptes:organisation")},
        status=422 if formulaire.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def modifier_organisation(request: Requete, reference: str) -> HttpResponse:
    """Edit name, nature and SIREN."""
    trouvee = _organisation(request, reference, GERER)
    nom = trouvee.nom  # validation writes the typed name on the instance, even when refused
    formulaire = FormulaireOrganisation(
        request.POST if request.method == "POST" else None, instance=trouvee
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            services.modifier_organisation(
                organisation=formulaire.save(commit=False),
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition:
            formulaire = _relire_apres_conflit(request, _organisation(request, reference, GERER))
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Les modifications sont enregistrées.")
            return redirect("comptes:fiche_organisation", reference)
    return render(
        request,
        "comptes/formulaire_organisation.html",
        {
            "formulaire": formulaire,
            "fiche": trouvee,
            "nom": nom,
            "annuler": reverse("comptes:fiche_organisation", args=[reference]),
        },
        status=422 if formulaire.errors else 200,
    )


def _relire_apres_conflit(request: Requete, actuelle: Organisation) -> FormulaireOrganisation:
    """Return the form as typed, saying what somebody else saved; sending it again overwrites."""
    donnees = request.POST.copy()
    donnees["version"] = str(actuelle.version)
    enregistre = (
        f"«\u00a0{actuelle.nom}\u00a0», {actuelle.get_nature_display().lower()}, "
        f"SIREN {actuelle.siren or 'non renseigné'}"
    )
    formulaire = FormulaireOrganisation(donnees, instance=actuelle)
    formulaire.add_error(
        None,
        f"L’organisation a changé pendant que vous écriviez\u00a0: {enregistre}. Votre saisie est "
        "gardée ci-dessous\u00a0: corrigez-la au besoin, puis enregistrez de nouveau.",
    )
    return formulaire


@require_http_methods(["GET", "POST"])
def territoire_organisation(request: Requete, reference: str) -> HttpResponse:
    """Search a home territory by name or code, and choose it."""
    trouvee = _organisation(request, reference, GERER)
    if request.method == "POST":
        nature, _, code = request.POST.get("territoire", "").partition("/")
        choisi = get_object_or_404(Territoire, nature=nature, code=code) if nature else None
        trouvee.territoire = choisi
        services.modifier_organisation(organisation=trouvee)
        messages.success(
            request,
            f"Territoire d’attache : {choisi.nom}." if choisi else "Territoire d’attache retiré.",
        )
        return redirect("comptes:fiche_organisation", reference)
    recherche = request.GET.get("q", "").strip()
    territoires = chercher_territoires(recherche) if recherche else []
    page = "comptes/territoire_organisation.html"
    return render(
        request,
        f"{page}#propositions" if request.htmx else page,
        {"fiche": trouvee, "q": recherche, "territoires": territoires},
    )


def chercher_territoires(recherche: str) -> list[Territoire]:
    """Return the first territories whose name contains the words, or whose code is typed."""
    actifs = Territoire.objects.filter(actif=True, officiel=True)
    par_code = list(actifs.filter(code=recherche.upper())[:PROPOSITIONS])
    noms = actifs.exclude(pk__in=[t.pk for t in par_code])
    for mot in normaliser(recherche).split():
        noms = noms.filter(nom_normalise__contains=mot)
    return (par_code + list(noms.order_by("-population", "nom")[:PROPOSITIONS]))[:PROPOSITIONS]


@require_POST
def modifier_adhesion(request: Requete, reference: str, adhesion: str) -> HttpResponse:
    """Change a member's role."""
    trouvee = _organisation(request, reference, GERER)
    membre = _adhesion(trouvee, adhesion)
    try:
        change = services.changer_role(adhesion=membre, role=request.POST.get("role", ""))
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        role = Role(change.role).label.lower()
        messages.success(request, f"{membre.utilisateur} a maintenant le rôle : {role}.")
    return redirect("comptes:fiche_organisation", reference)


@require_http_methods(["GET", "POST"])
def retirer_adhesion(request: Requete, reference: str, adhesion: str) -> HttpResponse:
    """Remove a member, after confirmation."""
    trouvee = _organisation(request, reference, GERER)
    membre = _adhesion(trouvee, adhesion)
    return _mettre_fin(request, trouvee, membre)


@require_http_methods(["GET", "POST"])
def quitter_organisation(request: Requete, reference: str) -> HttpResponse:
    """Leave an organisation, after confirmation."""
    trouvee = _organisation(request, reference, VOIR)
    mienne = get_object_or_404(
        trouvee.adhesions.select_related("utilisateur"), utilisateur=request.user
    )
    return _mettre_fin(request, trouvee, mienne)


def _mettre_fin(request: Requete, trouvee: Organisation, membre: Adhesion) -> HttpResponse:
    depart = membre.utilisateur_id == request.user.pk
    if request.method == "POST":
        try:
            parti = services.retirer_membre(adhesion=membre)
        except ValidationError as erreur:
            messages.error(request, " ".join(erreur.messages))
            return redirect("comptes:fiche_organisation", trouvee.reference)
        if depart:
            messages.success(request, f"Vous avez quitté « {trouvee.nom} ».")
            return redirect("comptes:profil")
        messages.success(request, f"{parti} ne fait plus partie de l’organisation.")
        return redirect("comptes:fiche_organisation", trouvee.reference)
    return render(
        request, "comptes/fin_adhesion.html", {"fiche": trouvee, "membre": membre, "depart": depart}
    )


@require_POST
def choisir_organisation(request: Requete) -> HttpResponse:
    """Remember the organisation the user works for, then come back where they were."""
    choisie = get_object_or_404(
        Organisation.objects.de(request.user), reference=request.POST.get("organisation", "")
    )
    services.travailler_pour(utilisateur=request.user, organisation=choisie)
    messages.success(request, f"Vous travaillez maintenant pour « {choisie.nom} ».")
    suite = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        suite, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(suite)
    return redirect("pages:accueil")
