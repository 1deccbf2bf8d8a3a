import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('comptes', '0001_initial'),
        ('territoires', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='territoire',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='organisations_attachees', to='territoires.territoire', verbose_name='territoire d’attache'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='comptes.organisation'),
        ),
        migrations.AddField(
            model_name='adhesion',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adhesions', to='comptes.organisation'),
        ),
        migrations.AddField(
            model_name='utilisateur',
            name='organisation_courante',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='comptes.organisation', verbose_name='organisation courante'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('siren', ''), _negated=True), fields=('siren',), name='organisation_siren_unique', violation_error_message='Une organisation porte déjà ce SIREN : demandez une invitation à son administrateur ou son administratrice.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('nature__in', ['collectivite', 'reseau_ess', 'accompagnement', 'structure_ess'])), name='organisation_nature_connue', violation_error_message='Choisissez la nature de l’organisation dans la liste.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('organisation'), condition=models.Q(('acceptee_le', None), ('revoquee_le', None)), name='invitation_en_cours_unique', violation_error_message='Une invitation est déjà en cours pour cette adresse.'),
        ),
        migrations.AddConstraint(
            model_name='adhesion',
            constraint=models.UniqueConstraint(fields=('utilisateur', 'organisation'), name='adhesion_unique', violation_error_message='Cette personne est déjà membre de l’organisation.'),
        ),
        migrations.AddConstraint(
            model_name='utilisateur',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='utilisateur_email_unique', violation_error_message='Un compte existe déjà avec cette adresse.'),
        ),
    ]
