"""Addresses of démarches."""

from django.urls import path

from diagnostics import urls_ensemble
from diagnostics.urls_contacts import motifs as motifs_contacts
from diagnostics.urls_entretiens import avant as avant_entretiens
from diagnostics.urls_entretiens import motifs as motifs_entretiens
from diagnostics.urls_parties import motifs as motifs_parties
from diagnostics.urls_pistes import motifs as motifs_pistes
from diagnostics.urls_seance import motifs as motifs_seance
from diagnostics.urls_seance import portes as portes_seance
from diagnostics.views import (
    demarches,
    images,
    matrice,
    membres,
    publique,
    reglages,
    sources,
    suppression,
)

app_name = "diagnostics"
urlpatterns = [
    path("", demarches.liste, name="liste"),
    path("nouvelle/", demarches.creer_demarche, name="creer"),
    path("lien/<str:jeton>/", publique.lien, name="lien"),
    *urls_ensemble.avant,
    *avant_entretiens,
    *portes_seance,
    path("<slug:reference>/", demarches.fiche, name="fiche"),
    # Pictures painted in the background
    path("<slug:reference>/images/<slug:image>/", images.image, name="image"),
    path(
        "<slug:reference>/images/<slug:image>/image.png", images.image_fichier, name="image_fichier"
    ),
    path(
        "<slug:reference>/images/<slug:image>/relancer/",
        images.image_relancer,
        name="image_relancer",
    ),
    path("<slug:reference>/publique/", publique.publique, name="publique"),
    # The MOFF matrix
    path("<slug:reference>/matrice/", matrice.matrice, name="matrice"),
    path("<slug:reference>/matrice/etat/", matrice.etat, name="matrice_etat"),
    path("<slug:reference>/matrice/apercu/", matrice.apercu, name="apercu"),
    path("<slug:reference>/matrice/ajouter/", matrice.ajouter, name="ajouter"),
    path("<slug:reference>/matrice/<slug:element>/voix/", matrice.soutenir, name="voix"),
    path("<slug:reference>/matrice/<slug:element>/deplacer/", matrice.deplacer, name="deplacer"),
    path("<slug:reference>/matrice/<slug:element>/modifier/", matrice.modifier, name="modifier"),
    path("<slug:reference>/matrice/<slug:element>/retirer/", matrice.retirer, name="retirer"),
    path("<slug:reference>/matrice/<slug:element>/retablir/", matrice.retablir, name="retablir"),
    path("<slug:reference>/matrice/<slug:element>/fusionner/", matrice.fusionner, name="fusionner"),
    path("<slug:reference>/matrice/<slug:element>/separer/", matrice.defusionner, name="separer"),
    path("<slug:reference>/matrice/<slug:element>/restaurer/", matrice.restaurer, name="restaurer"),
    path("<slug:reference>/matrice/<slug:element>/preuves/", matrice.rattacher, name="rattacher"),
    path(
        "<slug:reference>/matrice/<slug:element>/preuves/retirer/",
        matrice.detacher,
        name="detacher",
    ),
    # What feeds it, who takes part
    path("<slug:reference>/acteurs/", sources.acteurs, name="acteurs"),
    path("<slug:reference>/acteurs/suggestions/", matrice.suggestions, name="suggestions"),
    path("<slug:reference>/sources/", sources.sources, name="sources"),
    path("<slug:reference>/sources/<slug:source>/", sources.source, name="source"),
    path(
        "<slug:reference>/sources/<slug:source>/effacer/",
        sources.supprimer,
        name="supprimer_source",
    ),
    path("<slug:reference>/membres/", membres.membres, name="membres"),
    path("<slug:reference>/membres/role/", membres.role, name="membre_role"),
    path("<slug:reference>/membres/retirer/", membres.retirer, name="membre_retirer"),
    path("<slug:reference>/reglages/", reglages.reglages, name="reglages"),
    path("<slug:reference>/reglages/phases/", reglages.phases, name="phases"),
    path("<slug:reference>/reglages/visibilite/", reglages.visibilite, name="visibilite"),
    path("<slug:reference>/reglages/archive/", reglages.archive, name="archive"),
    path("<slug:reference>/reglages/supprimer/", suppression.supprimer, name="supprimer"),
    *urls_ensemble.motifs,
]
urlpatterns += motifs_contacts
urlpatterns += motifs_parties
urlpatterns += motifs_pistes
urlpatterns += motifs_entretiens
urlpatterns += motifs_seance
