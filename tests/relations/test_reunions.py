"""Two entries joined: their relations follow, and come back."""

import pytest

from acteurs.services.fusion import merge_acteurs, unmerge_acteurs
from relations.models import Relation
from tests.fabriques import make_acteur, make_relation, make_utilisateur

pytestmark = pytest.mark.django_db


def test_relations_follow_those_known_already_step_aside_and_all_come_back():
    gardee, double, ami, autre = (make_acteur() for _ in range(4))
    suit = make_relation(double, autre, nature="membre")
    make_relation(gardee, ami)
    pareille = make_relation(ami, double)
    entre_elles = make_relation(double, gardee, nature="fournit")
    publiques = Relation.objects.publiques
    par = make_utilisateur(is_superuser=True)
    fusion = merge_acteurs(survivant=gardee, absorbe=double, par=par)
    suit.refresh_from_db()
    assert suit.depart == gardee
    assert publiques().de(gardee).count() == 2
    assert not publiques().filter(pk__in=[pareille.pk, entre_elles.pk]).exists()
    unmerge_acteurs(fusion=fusion, par=par)
    assert publiques().de(double).count() == 3
