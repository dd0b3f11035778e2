-- Groups of contacts. `number` counts up within a group and never comes twice: who goes through the members by it finds
-- those, too, that were added meanwhile.
CREATE TABLE contact_groups (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id       INTEGER REFERENCES users,
    name          TEXT NOT NULL,
    description   TEXT NOT NULL DEFAULT '',
    contact_total INTEGER NOT NULL DEFAULT 0,    -- kept by the triggers below, as is the next
    numbered      INTEGER NOT NULL DEFAULT 0,    -- the last member's number
    created_at    REAL NOT NULL
) STRICT;
CREATE INDEX contact_groups_by_user ON contact_groups (user_id);

CREATE TABLE members (
    group_id   INTEGER NOT NULL REFERENCES contact_groups ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    PRIMARY KEY (group_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_in_order ON members (group_id, number);
CREATE INDEX members_by_contact ON members (contact_id);

CREATE TRIGGER members_counted AFTER INSERT ON members BEGIN
    UPDATE contact_groups SET contact_total = contact_total + 1, numbered = new.number WHERE id = new.group_id;
END;
CREATE TRIGGER members_gone AFTER DELETE ON members BEGIN
    UPDATE contact_groups SET contact_total = contact_total - 1 WHERE id = old.group_id;
END;
