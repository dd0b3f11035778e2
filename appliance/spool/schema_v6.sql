-- The last hour of a day in which parts went out, and how many did: in the day's own row, so that no page more is written.
ALTER TABLE sim_usage ADD COLUMN hour INTEGER NOT NULL DEFAULT -1;    -- 0 to 23 in the box's time zone
ALTER TABLE sim_usage ADD COLUMN in_hour INTEGER NOT NULL DEFAULT 0;

CREATE TABLE sim_forgiven (                      -- a person let it send on: what it had sent by then is not held against it
    sim        TEXT PRIMARY KEY,
    at         REAL NOT NULL,
    hour       INTEGER NOT NULL,                 -- the counts of that hour, day and month as they were
    day        INTEGER NOT NULL,
    month      INTEGER NOT NULL,
    recipients INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sim_balances (
    sim      TEXT PRIMARY KEY,
    asked_at REAL,                               -- when the network was asked last, whatever came of it
    read_at  REAL,                               -- when the amount was told
    amount   REAL,                               -- in the network's currency, NULL: never told
    low      INTEGER NOT NULL DEFAULT 0,         -- it was below the line's threshold, and that was told
    trouble  TEXT NOT NULL DEFAULT ''            -- why the last answer gave no amount
) STRICT, WITHOUT ROWID;
