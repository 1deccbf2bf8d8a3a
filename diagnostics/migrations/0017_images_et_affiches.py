"""Posters beside pictures: what is made, from what, on how many pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0016_oubli_des_seances")]

    operations = [
        migrations.RenameField("imageexportee", "svg", "dessin"),
        migrations.AddField(
            "imageexportee",
            "nature",
            models.CharField(
                choices=[("png", "Image PNG"), ("pdf", "Affiche PDF")],
                default="png",
                max_length=3,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            "imageexportee",
            "pages",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pages"),
        ),
    ]
