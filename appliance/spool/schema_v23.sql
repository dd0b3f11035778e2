-- What messages are written with (spec/SCG.md 6): a TEMPLATE is included in bodies by its name, a VALIDATOR says what
-- the bodies of a sender may be. A name is one application's own.
CREATE TABLE message_templates (
    id INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES users,
    application_id INTEGER,
    designation TEXT NOT NULL,
    name TEXT NOT NULL,
    pattern TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_templates_by_name ON message_templates (user_id, coalesce(application_id, 0), name);

-- A text of a message request that is translated, once for each language; gone with the request's last message.
CREATE TABLE translations (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL,
    key BLOB NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    result TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX translations_by_text ON translations (request_id, key);
CREATE INDEX translations_pending ON translations (request_id, id, not_before) WHERE state = 'pending';

-- A link of a message that leads over the box, which counts who follows it.
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    transmission_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    label TEXT NOT NULL,
    clicks INTEGER NOT NULL DEFAULT 0,
    clicked_at REAL
) STRICT;
CREATE INDEX links_by_transmission ON links (transmission_id);
