CREATE TABLE cursors (                           -- how far each reader of the events has come that must miss none
    reader   TEXT PRIMARY KEY,
    event_id INTEGER NOT NULL                    -- the last one that it has dealt with, and all before
) STRICT, WITHOUT ROWID;
