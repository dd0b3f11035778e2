CREATE TABLE campaigns (                         -- one message to everybody in a group, at a pace
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id       INTEGER REFERENCES users,
    program_id    INTEGER NOT NULL,
    group_id      INTEGER NOT NULL,
    account_id    INTEGER,
    cpm           INTEGER NOT NULL,              -- transmissions a minute
    tries_allowed INTEGER NOT NULL,
    status        TEXT NOT NULL DEFAULT 'new',   -- new, running, paused, completed, broken
    reason        TEXT NOT NULL DEFAULT '',      -- why it is broken
    reached       INTEGER NOT NULL DEFAULT 0,    -- the number of the member that it came to
    made          INTEGER NOT NULL DEFAULT 0,    -- transmissions
    paced_at      REAL,                          -- for when the last of them was due
    last_run      REAL,
    created_at    REAL NOT NULL
) STRICT;
CREATE INDEX campaigns_by_user ON campaigns (user_id);
CREATE INDEX campaigns_running ON campaigns (group_id) WHERE status = 'running';

ALTER TABLE transmissions ADD COLUMN campaign_id INTEGER;
-- Partial, so that what belongs to no campaign changes no page of these.
CREATE UNIQUE INDEX transmissions_once_a_campaign ON transmissions (campaign_id, contact_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX transmissions_by_campaign ON transmissions (campaign_id, id) WHERE campaign_id IS NOT NULL;
CREATE INDEX transmissions_unfinished ON transmissions (campaign_id, state, id)
    WHERE campaign_id IS NOT NULL AND state <> 'done' AND deleted = 0;
