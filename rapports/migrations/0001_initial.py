import django.db.models.deletion
import django.utils.timezone
import rapports.models
import socle.modeles
import socle.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('comptes', '__first__'),
        ('diagnostics', '0001_initial'),
    ]

    operations = [
        socle.schema.CreerModeles(
            modeles=[
                migrations.CreateModel(
                    name='Rapport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('reference', models.CharField(default=socle.modeles.reference_courte, editable=False, max_length=12, unique=True, verbose_name='référence')),
                        ('etat', models.CharField(choices=[('en_attente', 'En attente'), ('en_cours', 'En cours'), ('termine', 'Terminé'), ('echec', 'Échec'), ('annule', 'Annulé')], default='en_attente', max_length=12, verbose_name='état')),
                        ('etape', models.CharField(blank=True, max_length=120, verbose_name='étape')),
                        ('pourcentage', models.PositiveSmallIntegerField(default=0, verbose_name='pourcentage')),
                        ('battement', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier signe de vie')),
                        ('jeton', models.UUIDField(editable=False, null=True, verbose_name='jeton de prise en charge')),
                        ('tentatives', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                        ('erreur', models.TextField(blank=True, verbose_name='erreur')),
                        ('termine_le', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                        ('demandeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandé par')),
                        ('fichier', models.CharField(blank=True, max_length=300, verbose_name='chemin privé du fichier')),
                        ('pages', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pages')),
                        ('taille', models.PositiveIntegerField(blank=True, null=True, verbose_name='taille (octets)')),
                        ('expire_le', models.DateTimeField(blank=True, null=True, verbose_name='expire le')),
                        ('diagnostic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rapports', to='diagnostics.diagnostic')),
                        ('audience', models.CharField(choices=[('membres', 'Membres de la démarche'), ('publique', 'Élues, élus et public')], max_length=8, verbose_name='destiné à')),
                        ('options', models.JSONField(blank=True, default=dict, verbose_name='options')),
                        ('empreinte', models.CharField(blank=True, db_index=True, max_length=64, verbose_name='empreinte du contenu')),
                    ],
                    options={
                        'verbose_name': 'rapport',
                        'ordering': ['-cree_le'],
                    },
                ),
                migrations.CreateModel(
                    name='Partage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cree_le', models.DateTimeField(auto_now_add=True, verbose_name='créé le')),
                        ('modifie_le', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
                        ('rapport', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partages', to='rapports.rapport')),
                        ('jeton', models.CharField(default=rapports.models.jeton_lien, editable=False, max_length=64, unique=True)),
                        ('expire_le', models.DateTimeField(verbose_name='expire le')),
                        ('revoque_le', models.DateTimeField(blank=True, null=True, verbose_name='révoqué le')),
                        ('cree_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('consultations', models.PositiveIntegerField(default=0, verbose_name='consultations')),
                    ],
                    options={
                        'verbose_name': 'lien de partage',
                        'ordering': ['-cree_le'],
                    },
                ),
            ],
        ),
    ]
