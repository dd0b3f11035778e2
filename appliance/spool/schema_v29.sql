-- How many contacts are other applications' is counted by these; one that no application made changes no page of it.
CREATE INDEX contacts_of_applications ON contacts (user_id, application_id) WHERE application_id IS NOT NULL;

-- A token is kept as a digest alone; who lists them gets a handle.
DROP TABLE contact_access_tokens;
CREATE TABLE contact_access_tokens (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash     BLOB NOT NULL UNIQUE,         -- of a random secret, so a plain digest will do
    contact_id     INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    user_id        INTEGER,
    application_id INTEGER,
    expires_at     REAL NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX contact_access_tokens_by_contact ON contact_access_tokens (contact_id);
