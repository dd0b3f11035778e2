-- Contents with files; what names a file is its name in the folder of media, '' for none yet.
CREATE TABLE documents (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER REFERENCES users,
    name        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    type        TEXT NOT NULL DEFAULT '',        -- the extension of what was uploaded
    quality     TEXT NOT NULL DEFAULT 'standard',
    file        TEXT NOT NULL DEFAULT '',        -- a PDF
    fax         TEXT NOT NULL DEFAULT '',        -- the same as a TIFF class F
    pages       INTEGER NOT NULL DEFAULT 0,
    created_at  REAL NOT NULL
) STRICT;
CREATE INDEX documents_by_user ON documents (user_id);

CREATE TABLE recordings (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER REFERENCES users,
    name        TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    type        TEXT NOT NULL DEFAULT '',
    file        TEXT NOT NULL DEFAULT '',        -- a WAV, 8 kHz, mono, 16 bit
    length      INTEGER NOT NULL DEFAULT 0,      -- seconds, rounded up
    created_at  REAL NOT NULL
) STRICT;
CREATE INDEX recordings_by_user ON recordings (user_id);

CREATE TABLE templates (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER REFERENCES users,
    name        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    type        TEXT NOT NULL DEFAULT '',
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,                   -- HTML
    body_alt    TEXT NOT NULL DEFAULT '',        -- plain text
    created_at  REAL NOT NULL
) STRICT;
CREATE INDEX templates_by_user ON templates (user_id);

CREATE TABLE attachments (                       -- of templates, in the order of their ids
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    template_id INTEGER NOT NULL REFERENCES templates,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,                   -- media type
    file        TEXT NOT NULL,
    size        INTEGER NOT NULL                 -- octets
) STRICT;
CREATE INDEX attachments_by_template ON attachments (template_id, id);
