"""Whoever creates or changes an object of a démarche follows it from then on.

Every write of a followed model leaves a signed history row: that row is the event.
"""

from typing import Any

from diagnostics.echanges import TypeDeCible, type_de_cible
from diagnostics.journal import suivi_de
from diagnostics.services.abonnements import suivre_en_ecrivant


def suivre_ce_qu_on_ecrit(instance: Any, history_instance: Any, **_: Any) -> None:
    """Receive ``post_create_historical_record``.

    The démarche itself is followed by choice: changing its settings does not subscribe anybody
    to all that happens there.
    """
    suivi = suivi_de(str(instance._meta.model_name))
    auteur = history_instance.history_user_id
    if suivi is None or not isinstance(instance, suivi.modele) or auteur is None:
        return
    type_ = type_de_cible(suivi.cible)
    if type_ is None or type_.code == "demarche" or history_instance.history_type == "-":
        return
    objet: Any = instance
    if not isinstance(instance, type_.modele):
        cle = getattr(history_instance, suivi.cible_pk)
        objet = type_.modele._default_manager.filter(pk=cle).first()
    if objet is not None:
        suivre_en_ecrivant(
            diagnostic_id=_demarche_de(objet, type_),
            utilisateur_id=auteur,
            cible_type=type_.code,
            cible_reference=str(getattr(objet, type_.cle)),
        )


def _demarche_de(objet: Any, type_: TypeDeCible) -> int:
    *avant, dernier = type_.chemin.split("__")
    for nom in avant:
        objet = getattr(objet, nom)
    return int(getattr(objet, f"{dernier}_id"))
