CREATE TABLE tasks (                             -- what is to be done at a time: to a transmission, to a campaign
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER,
    subject    TEXT NOT NULL,                    -- transmission, campaign
    subject_id INTEGER NOT NULL,
    action     TEXT NOT NULL,                    -- send, start, stop
    rule       TEXT NOT NULL DEFAULT '',         -- JSON of a recurring one's rule, '' for once
    due_at     REAL NOT NULL,
    retry_at   REAL,                             -- set while the box was not ready for it when it was due
    expires_at REAL,
    weight     INTEGER NOT NULL DEFAULT 0,       -- of those due at the same time, the lighter first
    held       INTEGER NOT NULL DEFAULT 0,
    last_run   REAL,
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX tasks_due ON tasks (coalesce(retry_at, due_at)) WHERE held = 0;
CREATE INDEX tasks_by_subject ON tasks (subject, subject_id);
