-- Jobs that take contacts out of a file or write them into one; see contactjobs.py.
CREATE TABLE contact_imports (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER REFERENCES users,
    application_id INTEGER,
    group_id       INTEGER,
    attachment_id  INTEGER NOT NULL,
    failures_id    INTEGER,                      -- the attachment of rows that could not be taken
    state          TEXT NOT NULL DEFAULT 'CREATED',
    reached        INTEGER NOT NULL DEFAULT 0,
    written        INTEGER NOT NULL DEFAULT 0,
    imported_count INTEGER NOT NULL DEFAULT 0,
    failed_count   INTEGER NOT NULL DEFAULT 0,
    started_at     REAL,
    completed_at   REAL,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX contact_imports_unfinished ON contact_imports (id) WHERE state <> 'COMPLETED';

CREATE TABLE contact_exports (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER REFERENCES users,
    application_id INTEGER,
    group_id       INTEGER,                      -- NULL: all contacts
    attachment_id  INTEGER,                      -- NULL: one is made
    state          TEXT NOT NULL DEFAULT 'CREATED',
    reached        INTEGER NOT NULL DEFAULT 0,
    written        INTEGER NOT NULL DEFAULT 0,
    exported_count INTEGER NOT NULL DEFAULT 0,
    started_at     REAL,
    completed_at   REAL,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX contact_exports_unfinished ON contact_exports (id) WHERE state <> 'COMPLETED';
