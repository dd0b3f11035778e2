-- Providers (spec/ICTCORE.md 14). One with an `outlet` stands for a line of the box, or for its mail server: what the
-- settings say of those is read there, this row keeps their number and what the settings have no room for.
CREATE TABLE providers (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet       TEXT UNIQUE,
    imei         TEXT NOT NULL DEFAULT '',   -- of the outlet when it was last seen, by which it is known again when it was renamed
    place        TEXT NOT NULL DEFAULT '',   -- its port, likewise
    type         TEXT NOT NULL DEFAULT '',
    name         TEXT NOT NULL DEFAULT '',
    gateway_flag INTEGER,
    service_flag INTEGER NOT NULL DEFAULT 0,
    node_id      INTEGER NOT NULL DEFAULT 1,
    host         TEXT NOT NULL DEFAULT '',
    port         INTEGER NOT NULL DEFAULT 0,
    username     TEXT NOT NULL DEFAULT '',
    dialstring   TEXT NOT NULL DEFAULT '',
    prefix       TEXT NOT NULL DEFAULT '',
    settings     TEXT NOT NULL DEFAULT '',
    register     INTEGER NOT NULL DEFAULT 0,
    weight       INTEGER NOT NULL DEFAULT 1,
    active       INTEGER NOT NULL DEFAULT 1,
    created_at   REAL NOT NULL
) STRICT;
