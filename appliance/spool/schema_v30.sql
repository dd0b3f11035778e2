-- What SCG tells of a message: how often it changed, and when its last part was reported delivered.
ALTER TABLE transmissions ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE transmissions ADD COLUMN delivered_at REAL;

UPDATE transmissions SET delivered_at = coalesce((SELECT max(at) FROM events
    WHERE transmission_id = transmissions.id AND kind = 'sms.delivered'), last_run)
    WHERE direction = 'outbound' AND verdict = 'sent' AND parts > 0 AND parts <= (SELECT count(*) FROM parts
    WHERE parts.id BETWEEN transmissions.id * 256 + 1 AND transmissions.id * 256 + 255 AND parts.state = 'delivered');
UPDATE transmissions SET delivered_at = (SELECT max(ended_at) FROM attempts WHERE transmission_id = transmissions.id)
    WHERE direction = 'outbound' AND verdict = 'sent' AND service = 2;

CREATE TRIGGER transmissions_versioned AFTER UPDATE OF state, verdict, body, delivered_at, deleted ON transmissions
    WHEN (old.state, old.verdict, old.body, old.delivered_at, old.deleted)
        IS NOT (new.state, new.verdict, new.body, new.delivered_at, new.deleted) BEGIN
    UPDATE transmissions SET version = version + 1 WHERE id = new.id;
END;

-- Partial, of what may be few among very many: sent with no word of its delivery, delivered, never to be delivered.
CREATE INDEX transmissions_awaiting ON transmissions (id)
    WHERE verdict = 'sent' AND delivered_at IS NULL AND direction = 'outbound';
CREATE INDEX transmissions_delivered ON transmissions (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX parts_undelivered ON parts (id) WHERE state = 'undelivered';
CREATE INDEX message_facts_processed ON message_facts (transmission_id) WHERE processed_at IS NOT NULL;
CREATE INDEX message_facts_by_campaign ON message_facts (campaign) WHERE campaign <> '';
CREATE INDEX message_facts_converted ON message_facts (transmission_id) WHERE converted_at IS NOT NULL;

-- What one application sees, where another has made very many.
CREATE INDEX transmissions_by_application ON transmissions (application_id);

-- Counted by application, too: those that it sees are its own and nobody's.
INSERT INTO totals SELECT 'transmissions of ' || coalesce(application_id, 0), coalesce(user_id, 0), count(*)
    FROM transmissions WHERE deleted = 0 GROUP BY 1, 2;
CREATE TRIGGER transmissions_counted_by_application AFTER INSERT ON transmissions WHEN new.deleted = 0 BEGIN
    INSERT INTO totals VALUES ('transmissions of ' || coalesce(new.application_id, 0), coalesce(new.user_id, 0), 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER transmissions_given_by_application AFTER UPDATE OF user_id, deleted ON transmissions BEGIN
    UPDATE totals SET count = count - (old.deleted = 0)
        WHERE name = 'transmissions of ' || coalesce(old.application_id, 0) AND user_id = coalesce(old.user_id, 0);
    INSERT INTO totals
        VALUES ('transmissions of ' || coalesce(new.application_id, 0), coalesce(new.user_id, 0), new.deleted = 0)
        ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER transmissions_gone_by_application AFTER DELETE ON transmissions WHEN old.deleted = 0 BEGIN
    UPDATE totals SET count = count - 1
        WHERE name = 'transmissions of ' || coalesce(old.application_id, 0) AND user_id = coalesce(old.user_id, 0);
END;

-- Every number that was ever the box's own, by which lists of messages are narrowed.
CREATE TABLE own_numbers (number TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO own_numbers SELECT number FROM line_states WHERE number <> '';
INSERT OR IGNORE INTO own_numbers SELECT from_address FROM message_facts WHERE from_address <> '';
CREATE TRIGGER own_numbers_of_lines AFTER INSERT ON line_states WHEN new.number <> '' BEGIN
    INSERT OR IGNORE INTO own_numbers VALUES (new.number);
END;
CREATE TRIGGER own_numbers_of_messages AFTER INSERT ON message_facts WHEN new.from_address <> '' BEGIN
    INSERT OR IGNORE INTO own_numbers VALUES (new.from_address);
END;
