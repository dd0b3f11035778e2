-- What lists of many rows are narrowed to, so that a filter costs what it finds and not what there is.

CREATE INDEX contacts_made ON contacts (created_at);

-- The last 15 digits, the last one first: a number is found by its end.
ALTER TABLE contacts ADD COLUMN tail TEXT GENERATED ALWAYS AS (
    substr(phone, -1, 1) || substr(phone, -2, 1) || substr(phone, -3, 1) || substr(phone, -4, 1) || substr(phone,
    -5, 1) || substr(phone, -6, 1) || substr(phone, -7, 1) || substr(phone, -8, 1) || substr(phone, -9, 1) ||
    substr(phone, -10, 1) || substr(phone, -11, 1) || substr(phone, -12, 1) || substr(phone, -13, 1) ||
    substr(phone, -14, 1) || substr(phone, -15, 1)) VIRTUAL;
CREATE INDEX contacts_by_tail ON contacts (tail);

-- Numbers and names by three characters in a row. Of one who is deleted the number stays: what was sent is found by it.
CREATE VIRTUAL TABLE contact_words USING fts5 (
    phone, first_name, last_name, content='contacts', content_rowid='id', tokenize='trigram', detail='none');
INSERT INTO contact_words (rowid, phone, first_name, last_name) SELECT id, phone, first_name, last_name FROM contacts;
CREATE TRIGGER contact_words_of_new AFTER INSERT ON contacts BEGIN
    INSERT INTO contact_words (rowid, phone, first_name, last_name)
        VALUES (new.id, new.phone, new.first_name, new.last_name);
END;
CREATE TRIGGER contact_words_of_changed AFTER UPDATE OF phone, first_name, last_name ON contacts
    WHEN (old.phone, old.first_name, old.last_name) <> (new.phone, new.first_name, new.last_name) BEGIN
    INSERT INTO contact_words (contact_words, rowid, phone, first_name, last_name)
        VALUES ('delete', old.id, old.phone, old.first_name, old.last_name);
    INSERT INTO contact_words (rowid, phone, first_name, last_name)
        VALUES (new.id, new.phone, new.first_name, new.last_name);
END;
CREATE TRIGGER contact_words_of_gone AFTER DELETE ON contacts BEGIN
    INSERT INTO contact_words (contact_words, rowid, phone, first_name, last_name)
        VALUES ('delete', old.id, old.phone, old.first_name, old.last_name);
    INSERT INTO contact_words (rowid, phone, first_name, last_name) VALUES (old.id, old.phone, '', '');
END;

-- All but the partial ones grow at their end, a page for many messages.
CREATE INDEX transmissions_by_contact ON transmissions (contact_id);
CREATE INDEX transmissions_by_program ON transmissions (program_id);
CREATE INDEX transmissions_by_account ON transmissions (account_id);
CREATE INDEX transmissions_made ON transmissions (created_at);
CREATE INDEX transmissions_unsent ON transmissions (id) WHERE verdict <> 'sent';
CREATE INDEX transmissions_drafts ON transmissions (id) WHERE state = 'draft';
CREATE INDEX transmissions_deleted ON transmissions (id) WHERE deleted = 1;
CREATE INDEX transmissions_by_service ON transmissions (service, id) WHERE service <> 4;

-- How many there are of each owner (0: nobody), counted as they come and go.
CREATE TABLE totals (
    name    TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (name, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO totals SELECT 'contacts', coalesce(user_id, 0), count(*) FROM contacts GROUP BY 2;
INSERT INTO totals SELECT 'transmissions', coalesce(user_id, 0), count(*) FROM transmissions WHERE deleted = 0 GROUP BY 2;
CREATE TRIGGER contacts_counted AFTER INSERT ON contacts BEGIN
    INSERT INTO totals VALUES ('contacts', coalesce(new.user_id, 0), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER contacts_given AFTER UPDATE OF user_id ON contacts BEGIN
    UPDATE totals SET count = count - 1 WHERE name = 'contacts' AND user_id = coalesce(old.user_id, 0);
    INSERT INTO totals VALUES ('contacts', coalesce(new.user_id, 0), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER contacts_gone AFTER DELETE ON contacts BEGIN
    UPDATE totals SET count = count - 1 WHERE name = 'contacts' AND user_id = coalesce(old.user_id, 0);
END;
CREATE TRIGGER transmissions_counted AFTER INSERT ON transmissions WHEN new.deleted = 0 BEGIN
    INSERT INTO totals VALUES ('transmissions', coalesce(new.user_id, 0), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER transmissions_given AFTER UPDATE OF user_id, deleted ON transmissions BEGIN
    UPDATE totals SET count = count - (old.deleted = 0)
        WHERE name = 'transmissions' AND user_id = coalesce(old.user_id, 0);
    INSERT INTO totals VALUES ('transmissions', coalesce(new.user_id, 0), new.deleted = 0)
        ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER transmissions_gone AFTER DELETE ON transmissions WHEN old.deleted = 0 BEGIN
    UPDATE totals SET count = count - 1 WHERE name = 'transmissions' AND user_id = coalesce(old.user_id, 0);
END;
