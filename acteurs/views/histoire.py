"""Everything that happened to an entry: its own page, a few versions at a time."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from acteurs.historique import raconter
from acteurs.models import Acteur, FusionActeurs, PropositionOfficielle
from acteurs.views.reunies import suit_les_fusions
from comptes.requete import Requete
from socle.droits import exiger

PAR_PAGE = 20
OFFICIELLES_MAX = 20


@require_safe
@suit_les_fusions
def histoire(request: Requete, reference: str) -> HttpResponse:
    """Versions of an entry, who decided, what registers said; or those of an entry that joined it.

    ``?de=`` names an entry that joined this one.
    """
    acteur = get_object_or_404(Acteur, reference=reference)
    exiger(request, "acteurs.voir_acteur", acteur, voir="acteurs.voir_acteur")
    peut_modifier = request.user.has_perm("acteurs.modifier_acteur", acteur)
    fusions = list(
        FusionActeurs.objects.filter(survivant=acteur, annulee_le=None).select_related(
            "absorbe", "par"
        )
    )
    gardee = None
    if de := request.GET.get("de"):
        reunie = get_object_or_404(
            FusionActeurs.objects.select_related("absorbe"),
            survivant=acteur,
            annulee_le=None,
            absorbe__reference=de,
        )
        gardee, acteur, fusions = acteur, reunie.absorbe, []
    versions = acteur.history.order_by("-history_date", "-history_id")
    page = Paginator(versions, PAR_PAGE).get_page(request.GET.get("page"))
    debut = page.start_index() - 1 if page.paginator.count else 0
    officielles = (
        PropositionOfficielle.objects.filter(acteur=acteur)
        .select_related("decidee_par", "travail")
        .order_by("-cree_le", "-pk")[:OFFICIELLES_MAX]
    )
    contexte = {
        "acteur": acteur,
        "gardee": gardee,
        "page": page,
        "passages": raconter(acteur, debut=debut, nombre=PAR_PAGE),
        "officielles": list(officielles),
        "fusions": fusions,
        # What an entry that joined another said is not brought back: the merge is undone.
        "peut_modifier": peut_modifier and gardee is None,
    }
    return render(request, "acteurs/histoire.html", contexte)
