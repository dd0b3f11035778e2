-- Who is told of what happens, and what is on its way to them (spec/SCG.md 8). What is told is copied from the events, so
-- that a target that is down holds none of them back.
CREATE TABLE delivery_configurations (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    application_id INTEGER REFERENCES applications ON DELETE CASCADE,
    name           TEXT NOT NULL DEFAULT '',
    address        TEXT NOT NULL,                -- an http or https URL
    protocol       TEXT NOT NULL DEFAULT 'REST',
    format         TEXT NOT NULL DEFAULT 'JSON',
    active         INTEGER NOT NULL DEFAULT 1,
    auth           TEXT NOT NULL DEFAULT 'NONE', -- or BASIC
    username       TEXT NOT NULL DEFAULT '',
    password       TEXT NOT NULL DEFAULT '',
    secret         TEXT NOT NULL,                -- as it is: signatures are made with it
    failures       INTEGER NOT NULL DEFAULT 0,   -- tries in a row that went wrong
    failing_since  REAL,
    rests_until    REAL,                         -- nothing is sent there before
    trouble        TEXT NOT NULL DEFAULT '',     -- what went wrong last
    delivered_at   REAL,
    created_at     REAL NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    updated_at     REAL
) STRICT;

CREATE TABLE subscriptions (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id          INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    application_id   INTEGER REFERENCES applications ON DELETE CASCADE,
    topic            TEXT NOT NULL,
    configuration_id INTEGER NOT NULL REFERENCES delivery_configurations ON DELETE CASCADE,
    type             TEXT NOT NULL DEFAULT '',   -- of event, '' for all of the topic
    criteria         TEXT NOT NULL DEFAULT '',
    starts_at        REAL,
    ends_at          REAL,
    after_event      INTEGER NOT NULL,           -- the newest one as it was made
    created_at       REAL NOT NULL,
    version          INTEGER NOT NULL DEFAULT 1,
    updated_at       REAL
) STRICT;
CREATE INDEX subscriptions_by_configuration ON subscriptions (configuration_id);

CREATE TABLE deliveries (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    configuration_id INTEGER NOT NULL REFERENCES delivery_configurations ON DELETE CASCADE,
    subscription_id  INTEGER NOT NULL,
    event_id         INTEGER NOT NULL,
    topic            TEXT NOT NULL,
    type             TEXT NOT NULL,
    key              TEXT NOT NULL,              -- the id of what it is about
    at               REAL NOT NULL,              -- when it happened
    fields           TEXT NOT NULL,
    state            TEXT NOT NULL DEFAULT 'pending', -- pending, retry, success, failed
    attempts         INTEGER NOT NULL DEFAULT 0,
    queued_at        REAL NOT NULL,
    due              REAL NOT NULL,
    tried_at         REAL,
    ended_at         REAL,
    status           INTEGER,                    -- of the last answer, NULL where none came
    trouble          TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deliveries_open ON deliveries (configuration_id, due, id) WHERE state IN ('pending', 'retry');
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE state = 'success';
CREATE INDEX deliveries_dead ON deliveries (ended_at) WHERE state = 'failed';
CREATE INDEX deliveries_by_configuration ON deliveries (configuration_id, id);
