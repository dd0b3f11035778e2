-- One message to however many, as SCG asks for it (spec/SCG.md 9). This row changes with each of its messages, so it is
-- narrow; what was asked for stands beside it. The triggers below keep every count, and `version` and `updated_at`, in the
-- transaction of the change itself.
CREATE TABLE message_requests (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id           INTEGER REFERENCES users,
    application_id    INTEGER,
    state             TEXT NOT NULL,                -- SUBMITTED, ACCEPTED, PREPARING, PAUSED, ...
    reason            TEXT NOT NULL DEFAULT '',     -- why it is in that state, where that is to be told
    test              INTEGER NOT NULL DEFAULT 0,
    pauses            INTEGER NOT NULL DEFAULT 0,
    priority          INTEGER NOT NULL DEFAULT 0,
    pause_expires_at  REAL,
    expires_at        REAL,
    scheduled_at      REAL,                         -- of a local one: what the recipient's clock shows, read as UTC
    local             INTEGER NOT NULL DEFAULT 0,
    element           INTEGER NOT NULL DEFAULT 0,   -- the recipients before it are prepared,
    position          INTEGER NOT NULL DEFAULT 0,   -- and of it, where it is a group, the members up to this one
    prepared          INTEGER NOT NULL DEFAULT 0,   -- 1: all recipients are
    open              INTEGER NOT NULL DEFAULT 1,   -- 0: nothing is left to do
    next_at           REAL,                         -- it need not be looked at before, NULL: it may be any time
    held              INTEGER NOT NULL DEFAULT 0,   -- messages that are made, not asked to go
    unfinished        INTEGER NOT NULL DEFAULT 0,   -- messages that have not come to their end, those held included
    recipient_count   INTEGER NOT NULL DEFAULT 0,
    sent_count        INTEGER NOT NULL DEFAULT 0,   -- those in doubt included
    delivered_count   INTEGER NOT NULL DEFAULT 0,
    read_count        INTEGER NOT NULL DEFAULT 0,
    converted_count   INTEGER NOT NULL DEFAULT 0,
    canceled_count    INTEGER NOT NULL DEFAULT 0,
    failed_count      INTEGER NOT NULL DEFAULT 0,
    translated_count  INTEGER NOT NULL DEFAULT 0,
    untranslated_count INTEGER NOT NULL DEFAULT 0,  -- where that failed
    translating_count INTEGER NOT NULL DEFAULT 0,   -- requests to the engine
    version           INTEGER NOT NULL DEFAULT 1,
    created_at        REAL NOT NULL,
    updated_at        REAL NOT NULL,
    deleted           INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX message_requests_by_user ON message_requests (user_id, id);
CREATE INDEX message_requests_to_prepare ON message_requests (id) WHERE open = 1 AND prepared = 0;
CREATE INDEX message_requests_to_send ON message_requests (next_at) WHERE open = 1 AND held > 0;
CREATE INDEX message_requests_under_way ON message_requests (state) WHERE open = 1 AND unfinished > held;
CREATE INDEX message_requests_to_end ON message_requests (id) WHERE open = 1 AND prepared = 1 AND unfinished = 0;

CREATE TABLE request_contents (                     -- what was asked for
    id                  INTEGER PRIMARY KEY REFERENCES message_requests ON DELETE CASCADE,
    origin              TEXT NOT NULL DEFAULT '',   -- its `from`, as given
    recipients          TEXT NOT NULL,              -- JSON array, as given
    targets             TEXT NOT NULL,              -- JSON array of [kind, value]: what they stand for
    body                TEXT NOT NULL,
    subject             TEXT NOT NULL DEFAULT '',
    conversation_id     TEXT NOT NULL DEFAULT '',
    campaign            TEXT NOT NULL DEFAULT '',
    program             TEXT NOT NULL DEFAULT '',
    external_id         TEXT NOT NULL DEFAULT '',
    attachments         TEXT NOT NULL DEFAULT '[]', -- JSON array of ids
    consent_requirement TEXT NOT NULL DEFAULT '',
    criteria            TEXT NOT NULL DEFAULT '',
    content_type        TEXT NOT NULL DEFAULT '',
    src_language        TEXT NOT NULL DEFAULT '',
    dst_language        TEXT NOT NULL DEFAULT '',
    translate           INTEGER NOT NULL DEFAULT 0,
    price_threshold     REAL,
    sender_criteria     TEXT NOT NULL DEFAULT '[]',
    address_priority    TEXT NOT NULL DEFAULT '[]',
    said                TEXT NOT NULL DEFAULT '{}'  -- JSON: times and what else is given back in its own words
) STRICT;
CREATE INDEX request_contents_by_external_id ON request_contents (external_id) WHERE external_id <> '';

-- One of a test has the verdict cancelled with the cause TEST; one that is held in a request that is PAUSED is so, too.
ALTER TABLE transmissions ADD COLUMN request_id INTEGER;
ALTER TABLE transmissions ADD COLUMN due_at REAL;    -- of one that is held: it is not asked to go before
-- Partial, so that what belongs to no request changes no page of these.
CREATE UNIQUE INDEX transmissions_once_a_request ON transmissions (request_id, party) WHERE request_id IS NOT NULL;
CREATE INDEX transmissions_by_request_id ON transmissions (request_id, id) WHERE request_id IS NOT NULL;
CREATE INDEX transmissions_held ON transmissions (request_id, due_at, id)
    WHERE request_id IS NOT NULL AND state = 'draft' AND deleted = 0;

CREATE TABLE message_facts (                         -- what SCG knows of a message beside its transmission
    transmission_id    INTEGER PRIMARY KEY,
    subject            TEXT NOT NULL DEFAULT '',
    conversation_id    TEXT NOT NULL DEFAULT '',
    campaign           TEXT NOT NULL DEFAULT '',
    reply_to           TEXT NOT NULL DEFAULT '',
    sender_id          INTEGER,                      -- of `providers`
    from_address       TEXT NOT NULL DEFAULT '',
    consent_requirement TEXT NOT NULL DEFAULT '',
    price              REAL,
    language           TEXT NOT NULL DEFAULT '',     -- into which it was translated
    failed_translation TEXT NOT NULL DEFAULT '',     -- why it was not
    failure            TEXT NOT NULL DEFAULT '',     -- INVALID_RECIPIENT, NO_CONSENT, OTHER
    override           TEXT NOT NULL DEFAULT '',     -- the state that it has whatever became of it: DELETED
    scheduled_at       REAL,
    converted_at       REAL,
    conversion_source  TEXT NOT NULL DEFAULT '',
    processed_at       REAL
) STRICT;
CREATE INDEX message_facts_by_conversation ON message_facts (conversation_id) WHERE conversation_id <> '';

CREATE TRIGGER requests_made AFTER INSERT ON transmissions WHEN new.request_id IS NOT NULL BEGIN
    UPDATE message_requests SET recipient_count = recipient_count + 1,
        held = held + (new.state = 'draft' AND new.deleted = 0),
        unfinished = unfinished + (new.state <> 'done' AND new.deleted = 0)
        WHERE id = new.request_id;
END;
-- A message that failed in parts is counted once: see the last trigger.
CREATE TRIGGER requests_moved AFTER UPDATE OF state, verdict, deleted ON transmissions WHEN new.request_id IS NOT NULL BEGIN
    UPDATE message_requests SET
        held = held + (new.state = 'draft' AND new.deleted = 0) - (old.state = 'draft' AND old.deleted = 0),
        unfinished = unfinished + (new.state <> 'done' AND new.deleted = 0) - (old.state <> 'done' AND old.deleted = 0),
        sent_count = sent_count + (coalesce(new.verdict, '') IN ('sent', 'in_doubt'))
            - (coalesce(old.verdict, '') IN ('sent', 'in_doubt')),
        canceled_count = canceled_count + (new.verdict IS 'cancelled' AND new.cause <> 'TEST')
            - (old.verdict IS 'cancelled' AND old.cause <> 'TEST'),
        failed_count = failed_count
            + CASE WHEN new.verdict IS old.verdict OR EXISTS (SELECT 1 FROM parts
                WHERE parts.id BETWEEN new.id * 256 + 1 AND new.id * 256 + 255 AND state = 'undelivered') THEN 0
            ELSE (coalesce(new.verdict, '') IN ('failed', 'rejected', 'unanswered', 'expired'))
                - (coalesce(old.verdict, '') IN ('failed', 'rejected', 'unanswered', 'expired')) END
        WHERE id = new.request_id;
END;
CREATE TRIGGER requests_converted AFTER UPDATE OF converted_at ON message_facts
    WHEN old.converted_at IS NULL AND new.converted_at IS NOT NULL BEGIN
    UPDATE message_requests SET converted_count = converted_count + 1
        WHERE id = (SELECT request_id FROM transmissions WHERE id = new.transmission_id);
END;
CREATE TRIGGER requests_touched AFTER INSERT ON events WHEN new.transmission_id IS NOT NULL BEGIN
    UPDATE message_requests SET version = version + 1, updated_at = new.at,
        delivered_count = delivered_count + (new.kind = 'sms.delivered'),
        failed_count = failed_count + (new.kind = 'sms.undelivered' AND 1 = (SELECT count(*) FROM parts
            WHERE parts.id BETWEEN new.transmission_id * 256 + 1 AND new.transmission_id * 256 + 255 AND state = 'undelivered')
            AND NOT EXISTS (SELECT 1 FROM transmissions WHERE id = new.transmission_id
                AND coalesce(verdict, '') IN ('failed', 'rejected', 'unanswered', 'expired')))
        WHERE id = (SELECT request_id FROM transmissions WHERE id = new.transmission_id);
END;
