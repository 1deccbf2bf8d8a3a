"""The outbox is everyone's: mails that wait are handed over to it, the catalogue's goes."""

from typing import Any

from django.db import migrations


def confier(apps: Any, schema_editor: Any) -> None:
    """Copy the mails that wait, under the name of their kind in the common outbox."""
    ancien = apps.get_model("plateformes", "CourrielCatalogue")
    commun = apps.get_model("socle", "Courriel")
    commun.objects.bulk_create(
        commun(
            nature=f"plateformes.{c.nature}",
            objet=c.objet,
            adresse=c.adresse,
            essais=c.essais,
            apres=c.apres,
        )
        for c in ancien.objects.all()
    )


class Migration(migrations.Migration):
    """Hand over, then drop."""

    dependencies = [
        ("plateformes", "0004_vocabulaire_versions"),
        ("socle", "0001_courriels"),
    ]

    operations = [
        migrations.RunPython(confier, migrations.RunPython.noop),
        migrations.DeleteModel(name="CourrielCatalogue"),
    ]
