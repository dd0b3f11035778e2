-- Whether a line still receives, as far as texts tell that another line of the box sends to it.
CREATE TABLE canaries (
    line            TEXT PRIMARY KEY,
    counts_from     REAL NOT NULL,               -- of the period until the next one: the last one, or other proof
    transmission_id INTEGER,                     -- the one that is awaited
    since           REAL,                        -- its bound counts from here at the earliest; NULL: the line is down
    receiving       INTEGER,                     -- 1: it came, 0: it did not; NULL: not known
    failures        INTEGER NOT NULL DEFAULT 0   -- that did not come, in a row
) STRICT, WITHOUT ROWID;
