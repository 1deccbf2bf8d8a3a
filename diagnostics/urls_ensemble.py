"""Addresses of conversations, follows, mails and the journal."""

from django.urls import path

from diagnostics.views import courriels, echanges, invitations, journal

avant = [
    path("invitation/<str:jeton>/", invitations.invitation, name="invitation"),
    path("courriels/", courriels.courriels, name="courriels"),
    path("courriels/<str:jeton>/", courriels.retrait, name="courriels_retrait"),
]
"""Before the addresses of a démarche, whose reference could be read there."""

motifs = [
    path(
        "<slug:reference>/membres/invitations/<slug:invitation>/retirer/",
        invitations.retirer_invitation,
        name="retirer_invitation",
    ),
    path("<slug:reference>/echanges/", echanges.echanges, name="echanges"),
    path("<slug:reference>/echanges/lues/", echanges.lues, name="mentions_lues"),
    path("<slug:reference>/suivre/", echanges.basculer_suivi, name="suivre"),
    path("<slug:reference>/echanges/<slug:code>/<str:cible>/", echanges.fil, name="fil"),
    path(
        "<slug:reference>/echanges/<slug:code>/<str:cible>/commenter/",
        echanges.commenter,
        name="commenter",
    ),
    path(
        "<slug:reference>/commentaires/<slug:commentaire>/modifier/",
        echanges.modifier_commentaire,
        name="modifier_commentaire",
    ),
    path(
        "<slug:reference>/commentaires/<slug:commentaire>/effacer/",
        echanges.effacer_commentaire,
        name="effacer_commentaire",
    ),
    path(
        "<slug:reference>/commentaires/<slug:commentaire>/resoudre/",
        echanges.resoudre,
        name="resoudre_commentaire",
    ),
    path("<slug:reference>/historique/", journal.historique, name="historique"),
    path(
        "<slug:reference>/historique/<slug:code>/<int:version>/revenir/",
        journal.revenir,
        name="revenir",
    ),
    path(
        "<slug:reference>/historique/<slug:code>/<int:version>/remettre/",
        journal.remettre,
        name="remettre",
    ),
]
