"""Operations of migrations that Django lacks."""

from typing import Any, ClassVar

from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreerModeles(Operation):
    """Create the models of an application together.

    One ``CreateModel`` after another, each new model makes Django draw again every model it can
    reach, that is nearly all of them: the time of an installation grows with their square. Here
    the models of the whole group enter the state first, and are drawn once.

    They may point at each other in any order, and in circles.
    """

    category = OperationCategory.ADDITION
    serialization_expand_args: ClassVar = ["modeles"]

    def __init__(self, modeles: list[CreateModel]) -> None:
        self.modeles = modeles

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file writes it."""
        return (self.__class__.__qualname__, [], {"modeles": self.modeles})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add every model to the state; its registry is drawn again when somebody asks for it."""
        state.__dict__.pop("apps", None)
        for modele in self.modeles:
            modele.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create every table."""
        for modele in self.modeles:
            modele.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop every table, the last created first."""
        for modele in reversed(self.modeles):
            modele.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return what ``migrate --plan`` shows."""
        return "Create models " + ", ".join(modele.name for modele in self.modeles)
