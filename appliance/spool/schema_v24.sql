-- What SCG says of a sender id, which is a row of providers: a line, another name for one, or one that is asked for.
CREATE TABLE sender_ids (
    id                  INTEGER PRIMARY KEY REFERENCES providers ON DELETE CASCADE,
    user_id             INTEGER REFERENCES users,        -- NULL: the box's own, or nobody's
    application_id      INTEGER,
    parent_id           INTEGER REFERENCES providers ON DELETE CASCADE,  -- the line that it is another name for
    name                TEXT NOT NULL DEFAULT '',
    ownership           TEXT NOT NULL DEFAULT 'SHARED',
    class_id            TEXT NOT NULL DEFAULT 'COMMERCIAL',
    type_id             TEXT NOT NULL DEFAULT '',
    state               TEXT NOT NULL DEFAULT '',         -- what its line does not tell
    address             TEXT NOT NULL DEFAULT '',
    content_type        TEXT NOT NULL DEFAULT '',
    message_templates   TEXT NOT NULL DEFAULT '[]',
    credentials         TEXT NOT NULL DEFAULT '',
    two_way_required    TEXT NOT NULL DEFAULT '',
    keep_sender_address TEXT NOT NULL DEFAULT '',
    dr_required         TEXT NOT NULL DEFAULT '',
    consent_managed_by  TEXT NOT NULL DEFAULT 'USER',
    check_white_list    INTEGER NOT NULL DEFAULT 0,
    billing             TEXT NOT NULL DEFAULT '',
    capabilities        TEXT NOT NULL DEFAULT '[]',       -- that are asked for, of one that has no line
    version             INTEGER NOT NULL DEFAULT 1,
    created_at          REAL NOT NULL,
    updated_at          REAL
) STRICT;
CREATE INDEX sender_ids_by_parent ON sender_ids (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE channels (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id           INTEGER REFERENCES users,
    application_id    INTEGER,
    name              TEXT NOT NULL DEFAULT '',
    priority          TEXT NOT NULL DEFAULT 'NORMAL',
    description       TEXT NOT NULL DEFAULT '',
    ownership         TEXT NOT NULL DEFAULT 'PRIVATE',
    role              TEXT NOT NULL DEFAULT '',
    message_templates TEXT NOT NULL DEFAULT '[]',
    deleted           INTEGER NOT NULL DEFAULT 0,         -- its lines still carry what was sent from it
    version           INTEGER NOT NULL DEFAULT 1,
    created_at        REAL NOT NULL,
    updated_at        REAL
) STRICT;

CREATE TABLE channel_members (                            -- line_id: of the line that the sender id stands for
    channel_id INTEGER NOT NULL REFERENCES channels ON DELETE CASCADE,
    sender_id  INTEGER NOT NULL REFERENCES sender_ids ON DELETE CASCADE,
    line_id    INTEGER NOT NULL REFERENCES providers ON DELETE CASCADE,
    PRIMARY KEY (channel_id, sender_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_members_by_line ON channel_members (line_id);
CREATE INDEX channel_members_by_sender ON channel_members (sender_id);

CREATE TABLE class_turns (                                -- how far a class has given its throughput away
    class_id TEXT NOT NULL,
    user_id  INTEGER NOT NULL,                            -- 0: everybody's
    country  TEXT NOT NULL,
    at       REAL NOT NULL,                               -- the last turn
    in_day   INTEGER NOT NULL,                            -- turns in the day of that one
    PRIMARY KEY (class_id, user_id, country)
) STRICT, WITHOUT ROWID;
