-- A message from a sender id with delivery windows is not sent outside them, however long it waited for a line.
CREATE TABLE hours (                                      -- each set of windows once, as JSON
    id      INTEGER PRIMARY KEY,
    content TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE message_hours (
    transmission_id INTEGER PRIMARY KEY REFERENCES transmissions ON DELETE CASCADE,
    hours_id        INTEGER NOT NULL REFERENCES hours
) STRICT;
