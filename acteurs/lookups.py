"""Conditions on actors that Django does not know."""

from typing import Any

from django.db.models import BigAutoField, Lookup

from acteurs.index_texte import TABLE


class Parmi(Lookup):
    """``pk__parmi=[…]``: among many ids, in one parameter whatever their number."""

    lookup_name = "parmi"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """PostgreSQL: one array."""
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s)", (*parametres, list(self.rhs))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite: one JSON text."""
        gauche, parametres = self.process_lhs(compiler, connection)
        texte = f"[{','.join(str(int(v)) for v in self.rhs)}]"
        return f"{gauche} IN (SELECT value FROM json_each(%s))", (*parametres, texte)  # noqa: S608


class Trigrammes(Lookup):
    """``pk__trigrammes=("…", limit)``: an FTS5 question to the index of words (SQLite only)."""

    lookup_name = "trigrammes"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask the table that ``index_texte`` keeps."""
        gauche, parametres = self.process_lhs(compiler, connection)
        question, limite = self.rhs
        sql = f"{gauche} IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s)"  # noqa: S608
        return sql, (*parametres, question, -1 if limite is None else limite)


BigAutoField.register_lookup(Parmi)
BigAutoField.register_lookup(Trigrammes)
