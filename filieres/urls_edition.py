"""Addresses of the screens about writing a filière."""

from django.urls import URLPattern, URLResolver, path

from filieres import views_creation as creation
from filieres import views_edition as edition
from filieres import views_journal as journal
from filieres import views_membres as membres
from filieres import views_reglages as reglages
from filieres import views_tableurs as tableurs

_F = "<slug:reference>"


def _lignes(genre: str, chemin: str, nouveau: str, nom_nouveau: str, nom: str) -> list[URLPattern]:
    """Addresses of a kind of rows: adding, changing, deleting."""
    sorte = {"genre": genre}
    return [
        path(f"{_F}/{nouveau}/", edition.nouveau, sorte, name=nom_nouveau),
        path(f"{_F}/{chemin}/<slug:objet>/", edition.modifier, sorte, name=nom),
        path(
            f"{_F}/{chemin}/<slug:objet>/supprimer/",
            edition.supprimer,
            sorte,
            name=f"{genre}_supprimer",
        ),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("creer/", creation.creer, name="creer"),
    path("invitation/<str:jeton>/", membres.invitation, name="invitation"),
    path(f"{_F}/membres/", membres.membres, name="membres"),
    path(f"{_F}/membres/role/", membres.role, name="membre_role"),
    path(f"{_F}/membres/retirer/", membres.retirer, name="membre_retirer"),
    path(
        f"{_F}/invitations/<slug:invitation>/retirer/",
        membres.retirer_invitation,
        name="invitation_retirer",
    ),
    path(f"{_F}/reglages/", reglages.reglages, name="reglages"),
    path(f"{_F}/partage/", reglages.partage, name="partage"),
    path(f"{_F}/archive/", reglages.archive, name="archive"),
    path(f"{_F}/supprimer/", reglages.supprimer, name="supprimer"),
    path(f"{_F}/importer/<slug:genre>/", tableurs.importer_tableur, name="importer"),
    path(f"{_F}/exporter/<slug:genre>.<slug:fmt>", tableurs.exporter_tableur, name="exporter"),
    path(f"{_F}/journal/", journal.journal, name="journal"),
    path(f"{_F}/journal/<slug:code>/<int:numero>/revenir/", journal.revenir, name="revenir"),
    path(f"{_F}/journal/<slug:code>/<int:numero>/remettre/", journal.remettre, name="remettre"),
    path(f"{_F}/maillons/", edition.onglet_maillons, name="maillons"),
    path(f"{_F}/flux/", edition.onglet_flux, name="flux"),
    *_lignes("chaine", "chaines", "chaines/nouvelle", "chaine_nouvelle", "chaine"),
    *_lignes("maillon", "maillons", "maillons/nouveau", "maillon_nouveau", "maillon"),
    path(f"{_F}/maillons/<slug:maillon>/deplacer/", edition.deplacer, name="maillon_deplacer"),
    *_lignes(
        "position",
        "acteurs",
        "maillons/<slug:maillon>/acteurs/nouveau",
        "position_nouvelle",
        "position",
    ),
    *_lignes(
        "besoin",
        "besoins",
        "maillons/<slug:maillon>/besoins/nouveau",
        "besoin_nouveau",
        "besoin",
    ),
    *_lignes("gisement", "gisements", "gisements/nouveau", "gisement_nouveau", "gisement"),
    *_lignes("flux", "flux", "flux/nouveau", "flux_nouveau", "flux_un"),
]
