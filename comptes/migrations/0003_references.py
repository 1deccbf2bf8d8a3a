"""Public references of memberships and invitations, given to existing rows first."""

from django.db import migrations, models

import socle.modeles


def donner_des_references(apps, schema_editor):
    for nom in ("Adhesion", "Invitation"):
        for ligne in apps.get_model("comptes", nom).objects.filter(reference="").iterator():
            ligne.reference = socle.modeles.reference_courte()
            ligne.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies = [("comptes", "0002_initial")]

    operations = [
        *[
            migrations.AddField(
                nom,
                "reference",
                models.CharField(
                    "référence", max_length=12, default="", editable=False
                ),
            )
            for nom in ("adhesion", "invitation")
        ],
        migrations.RunPython(donner_des_references, migrations.RunPython.noop),
        *[
            migrations.AlterField(
                nom,
                "reference",
                models.CharField(
                    "référence",
                    max_length=12,
                    unique=True,
                    default=socle.modeles.reference_courte,
                    editable=False,
                ),
            )
            for nom in ("adhesion", "invitation")
        ],
    ]
