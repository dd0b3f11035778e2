-- Programs that speak SCG come as applications of a user; records say which of them made them, NULL for nobody's.
CREATE TABLE applications (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES users,
    name         TEXT NOT NULL UNIQUE,
    consumer_key TEXT NOT NULL UNIQUE,
    secret_hash  BLOB NOT NULL,                  -- of a random secret, so a plain digest will do
    active       INTEGER NOT NULL DEFAULT 1,
    created_at   REAL NOT NULL
) STRICT;

CREATE TABLE application_tokens (                -- what a program shows with each request
    token_hash     BLOB PRIMARY KEY,
    application_id INTEGER NOT NULL REFERENCES applications ON DELETE CASCADE,
    issued_at      REAL NOT NULL,
    expires_at     REAL                          -- NULL: never
) STRICT, WITHOUT ROWID;
CREATE INDEX application_tokens_by_application ON application_tokens (application_id);

ALTER TABLE contacts ADD COLUMN application_id INTEGER;
ALTER TABLE contacts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE contacts ADD COLUMN updated_at REAL;

ALTER TABLE contact_groups ADD COLUMN application_id INTEGER;
ALTER TABLE contact_groups ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE contact_groups ADD COLUMN updated_at REAL;

ALTER TABLE transmissions ADD COLUMN application_id INTEGER;
