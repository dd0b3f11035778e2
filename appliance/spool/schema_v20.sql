-- Files that programs keep for messages, imports and exports (spec/SCG.md 9), and the secrets that open each of them.
CREATE TABLE message_attachments (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER REFERENCES users,
    application_id INTEGER,
    name           TEXT NOT NULL DEFAULT '',
    type           TEXT NOT NULL DEFAULT '',     -- media type, as its owner says
    filename       TEXT NOT NULL DEFAULT '',
    file           TEXT NOT NULL DEFAULT '',     -- its name in the folder of media, '' before the first upload
    size           INTEGER,                      -- octets, NULL before the first upload
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX message_attachments_by_user ON message_attachments (user_id);

CREATE TABLE access_tokens (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER REFERENCES users,
    application_id INTEGER,
    attachment_id  INTEGER NOT NULL REFERENCES message_attachments ON DELETE CASCADE,
    token_hash     BLOB NOT NULL UNIQUE,         -- of a random secret, so a plain digest will do
    expires_at     REAL NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX access_tokens_by_attachment ON access_tokens (attachment_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);
