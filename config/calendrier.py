"""When the work nobody asks for is done: one line per periodic task.

Hours are those of ``TIME_ZONE``. Nights first for what reads the whole directory; mornings for
mails, so that nobody is woken by one.
"""

from typing import Any

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "balayer-travaux": {"task": "socle.tasks.balayer_travaux", "schedule": 30.0},
    "rafraichir-statistiques": {
        "task": "socle.tasks.rafraichir_statistiques",
        "schedule": crontab(hour=4, minute=5),
    },
    "purger-rapports": {
        "task": "rapports.tasks.purger_rapports",
        "schedule": crontab(hour=3, minute=40),
    },
    "lire-sources-acteurs": {
        "task": "acteurs.tasks.lire_sources",
        "schedule": crontab(minute=10),
    },
    "placer-adresses-acteurs": {
        "task": "acteurs.tasks.placer_adresses",
        "schedule": crontab(hour=2, minute=30),
    },
    "oublier-contacts-acteurs": {
        "task": "acteurs.tasks.oublier_contacts",
        "schedule": crontab(hour=6, minute=20),
    },
    "envoyer-alertes": {
        "task": "alertes.tasks.envoyer_les_resumes",
        "schedule": crontab(hour="6-9", minute=25),
    },
    "oublier-contributeurs": {
        "task": "moderation.tasks.oublier_les_contributeurs",
        "schedule": crontab(hour=3, minute=49),
    },
    "purger-fichiers-acteurs": {
        "task": "acteurs.tasks.purger_fichiers",
        "schedule": crontab(hour=3, minute=20),
    },
    "effacer-personnes-rencontrees": {
        "task": "diagnostics.tasks.effacer_personnes",
        "schedule": crontab(hour=3, minute=30),
    },
    "purger-images": {
        "task": "diagnostics.tasks.purger_images",
        "schedule": crontab(hour=3, minute=45),
    },
    "effacer-participants-seances": {
        "task": "diagnostics.tasks.effacer_participants",
        "schedule": crontab(hour=3, minute=35),
    },
    "compter-densite": {
        "task": "acteurs.tasks.compter_densite",
        "schedule": crontab(hour=4, minute=10),
    },
    "ranger-colonnes-acteurs": {
        "task": "acteurs.tasks.ranger_colonnes",
        "schedule": crontab(hour=4, minute=20),
    },
    "chercher-doublons-acteurs": {
        "task": "moderation.tasks.chercher_les_doublons",
        "schedule": crontab(hour=4, minute=50),
    },
    "entretenir-recherche": {
        "task": "acteurs.tasks.entretenir_recherche",
        "schedule": crontab(hour=4, minute=30),
    },
    # Mails of mentions whose sending was cut short or refused; summaries of what changed.
    "envoyer-avis": {"task": "diagnostics.tasks.envoyer_avis", "schedule": crontab(minute="*/10")},
    "envoyer-resumes": {
        "task": "diagnostics.tasks.envoyer_resumes",
        "schedule": crontab(hour="6-9", minute=15),
    },
    "rappeler-contacts": {
        "task": "diagnostics.tasks.rappeler_contacts",
        "schedule": crontab(hour=6, minute=40),
    },
    "purger-cartes": {
        "task": "plateformes.tasks.purger_cartes",
        "schedule": crontab(hour=3, minute=45),
    },
    "purger-fichiers-filieres": {
        "task": "filieres.tasks.purger_fichiers",
        "schedule": crontab(hour=3, minute=46),
    },
    "oublier-personnes-plateformes": {
        "task": "plateformes.tasks.oublier_les_personnes",
        "schedule": crontab(hour=3, minute=48),
    },
    "rappeler-fiches-plateformes": {
        "task": "plateformes.tasks.rappeler_relectures",
        "schedule": crontab(hour=6, minute=50, day_of_week=1),
    },
    # Mails whose sending was cut short or refused.
    "envoyer-courriels": {
        "task": "socle.tasks.envoyer_courriels",
        "schedule": crontab(minute="*/10"),
    },
    "verifier-sites-plateformes": {
        "task": "plateformes.tasks.verifier_liens",
        "schedule": crontab(hour=2, minute=50),
    },
    # The whole directory as files, before people ask for it.
    "preparer-annuaire-ouvert": {
        "task": "ouverture.tasks.preparer_annuaire",
        "schedule": crontab(hour=4, minute=40),
    },
    "purger-exports-ouverts": {
        "task": "ouverture.tasks.purger_exports",
        "schedule": crontab(hour=3, minute=47),
    },
    "menage-comptes": {
        "task": "comptes.tasks.faire_le_menage",
        "schedule": crontab(hour=3, minute=50),
    },
}
