from django.db import migrations

COPY_LINKS = """
INSERT INTO acteurs_themeacteur (acteur_id, thematique_id)
SELECT acteur_id, thematique_id FROM acteurs_acteur_thematiques
"""
COPY_HISTORY = """
INSERT INTO acteurs_historicalthemeacteur (id, acteur_id, thematique_id, history_id)
SELECT id, acteur_id, thematique_id, history_id FROM acteurs_historicalacteur_thematiques
"""
MASKS = """
UPDATE acteurs_acteur SET masque_themes = COALESCE((
    SELECT SUM(CAST(1 AS bigint) << t.bit) FROM acteurs_themeacteur l
    JOIN acteurs_thematique t ON t.code = l.thematique_id
    WHERE l.acteur_id = acteurs_acteur.id
), 0)
"""


REVISION = """
INSERT INTO acteurs_revision (id, numero, modifie_le) VALUES (1, 0, CURRENT_TIMESTAMP)
"""


class Migration(migrations.Migration):
    """Carry the themes of actors over to their new tables, then drop the old ones."""

    dependencies = [("acteurs", "0003_officiel_et_carte")]

    operations = [
        migrations.RunSQL(COPY_LINKS, migrations.RunSQL.noop),
        migrations.RunSQL(COPY_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(MASKS, migrations.RunSQL.noop),
        migrations.RunSQL(REVISION, "DELETE FROM acteurs_revision"),
        migrations.RunSQL("DROP TABLE acteurs_acteur_thematiques"),
        migrations.RunSQL("DROP TABLE acteurs_historicalacteur_thematiques"),
    ]
