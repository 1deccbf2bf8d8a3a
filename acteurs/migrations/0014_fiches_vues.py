"""Entries people wrote in were seen the day of their source, else the day of their last change."""

from django.db import migrations
from django.db.models.functions import Coalesce, TruncDate


def dater(apps, schema_editor):
    Acteur = apps.get_model("acteurs", "Acteur")
    Acteur.objects.filter(enrichi=True, vu_le=None).update(
        vu_le=Coalesce("date_source", TruncDate("modifie_le"))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('acteurs', '0013_vu_le'),
    ]

    operations = [
        migrations.RunPython(dater, migrations.RunPython.noop, elidable=True),
    ]
