"""What refers to a row, by the foreign keys that the schema tells of."""

from __future__ import annotations

from appliance.spool.listing import Connection

_KEYS = """SELECT tables.name, keys."from" FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
 WHERE tables.type = 'table' AND keys."table" = ? AND keys.on_delete = 'NO ACTION'"""


def release(db: Connection, table: str, row_id: int) -> None:
    """Let whatever refers to a row, and does not go with it, refer to nothing: then it may be removed.

    Raises sqlite3.IntegrityError where something can't do without.
    """
    for referring, column in db.execute(_KEYS, (table,)).fetchall():
        db.execute(f"UPDATE {referring} SET {column} = NULL WHERE {column} = ?", (row_id,))  # noqa: S608
