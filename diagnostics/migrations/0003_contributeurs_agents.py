"""Contributors become agents: the same rights under the name the field uses."""

from typing import Any

from django.db import migrations


def vers_agent(apps: Any, schema_editor: Any) -> None:
    """Rename the stored value."""
    membres = apps.get_model("diagnostics", "MembreDiagnostic").objects
    membres.filter(role="contributeur").update(role="agent")


def vers_contributeur(apps: Any, schema_editor: Any) -> None:
    """Put the former value back; roles that did not exist then become readers'."""
    membres = apps.get_model("diagnostics", "MembreDiagnostic").objects
    membres.filter(role__in=["agent", "accompagnateur"]).update(role="contributeur")
    membres.filter(role__in=["structure", "participant"]).update(role="elu")


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0002_roles")]

    operations = [migrations.RunPython(vers_agent, vers_contributeur)]
