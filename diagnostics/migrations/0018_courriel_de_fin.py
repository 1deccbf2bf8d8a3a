"""A last mail to the members of a démarche that was deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0017_images_et_affiches")]

    operations = [
        migrations.AddField(
            "avis",
            "contenu",
            models.JSONField(blank=True, default=dict, verbose_name="ce qu’il dit"),
        ),
        migrations.AlterField(
            "avis",
            "nature",
            models.CharField(
                choices=[
                    ("mention", "Mention"),
                    ("resume", "Résumé"),
                    ("fin", "Démarche supprimée"),
                ],
                max_length=8,
                verbose_name="nature",
            ),
        ),
    ]
