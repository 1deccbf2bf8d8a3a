import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('acteurs', '0001_initial'),
        ('comptes', '0001_initial'),
        ('territoires', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='acteur',
            name='commune',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs', to='territoires.commune', verbose_name='commune'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='acteurs_saisis', to='comptes.organisation', verbose_name='saisi par'),
        ),
        migrations.AddField(
            model_name='fichieracteurs',
            name='depose_par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fichieracteurs',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fichiers_acteurs', to='comptes.organisation'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='commune',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='territoires.commune', verbose_name='commune'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='comptes.organisation', verbose_name='saisi par'),
        ),
        migrations.AddField(
            model_name='historicalacteur_thematiques',
            name='acteur',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.acteur'),
        ),
        migrations.AddField(
            model_name='historicalacteur_thematiques',
            name='history',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='acteurs.historicalacteur'),
        ),
        migrations.AddField(
            model_name='importacteurs',
            name='demandeur',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par'),
        ),
        migrations.AddField(
            model_name='importacteurs',
            name='fichier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='acteurs.fichieracteurs'),
        ),
        migrations.AddField(
            model_name='lignesignalee',
            name='acteur',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lignes_signalees', to='acteurs.acteur'),
        ),
        migrations.AddField(
            model_name='lignesignalee',
            name='travail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signalees', to='acteurs.importacteurs'),
        ),
        migrations.AddField(
            model_name='historicalacteur_thematiques',
            name='thematique',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.thematique'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='thematiques',
            field=models.ManyToManyField(blank=True, related_name='acteurs', to='acteurs.thematique', verbose_name='thèmes'),
        ),
        migrations.AddField(
            model_name='typeacteur',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sous_types', to='acteurs.typeacteur'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='sous_type',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.typeacteur', verbose_name='forme'),
        ),
        migrations.AddField(
            model_name='historicalacteur',
            name='type',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='acteurs.typeacteur', verbose_name='famille ou type'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='sous_type',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs_de_forme', to='acteurs.typeacteur', verbose_name='forme'),
        ),
        migrations.AddField(
            model_name='acteur',
            name='type',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acteurs', to='acteurs.typeacteur', verbose_name='famille ou type'),
        ),
        migrations.AddConstraint(
            model_name='lignesignalee',
            constraint=models.UniqueConstraint(fields=('travail', 'numero'), name='ligne_signalee_unique'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['siret'], name='acteur_siret'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['siren'], name='acteur_siren'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['statut', 'nom_normalise', 'id', 'mots', 'lon', 'type', 'ess', 'taille', 'commune'], name='acteur_liste'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['nom_seul', 'commune'], name='acteur_homonymes'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['commune', 'statut'], name='acteur_commune_statut'),
        ),
        migrations.AddIndex(
            model_name='acteur',
            index=models.Index(fields=['morton'], name='acteur_morton'),
        ),
        migrations.AddConstraint(
            model_name='acteur',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('siret', ''), _negated=True), models.Q(('statut', 'archive'), _negated=True)), fields=('siret',), name='acteur_siret_unique', violation_error_message='Un acteur porte déjà ce SIRET.'),
        ),
        migrations.AddConstraint(
            model_name='acteur',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__range', (-90, 90)), ('lon__range', (-180, 180))), _connector='OR'), name='acteur_coordonnees_valides', violation_error_message='Longitude et latitude vont ensemble et restent dans les bornes du globe.'),
        ),
    ]
