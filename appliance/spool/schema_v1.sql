-- Times are Unix seconds (REAL). Ids are integers; a dialect that shows others derives them.
-- Each page that a commit changes is written to the SD card, so the busy tables have no AUTOINCREMENT (a page of its own)
-- and no index that nothing asks; triggers at the end keep their highest row, hence no id comes twice.

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL DEFAULT 'user',
    active        INTEGER NOT NULL DEFAULT 1,
    must_change   INTEGER NOT NULL DEFAULT 0,
    tokens_after  REAL NOT NULL DEFAULT 0,      -- tokens issued earlier are revoked
    first_name    TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    email         TEXT UNIQUE,
    phone         TEXT NOT NULL DEFAULT '',
    created_at    REAL NOT NULL
) STRICT;

CREATE TABLE revoked_tokens (
    token_id   TEXT PRIMARY KEY,
    expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (                          -- a local identity: whose number sends or receives
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER REFERENCES users,
    type       TEXT NOT NULL DEFAULT 'account',
    username   TEXT NOT NULL,
    phone      TEXT NOT NULL DEFAULT '',
    email      TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    last_name  TEXT NOT NULL DEFAULT '',
    active     INTEGER NOT NULL DEFAULT 1,
    settings   TEXT NOT NULL DEFAULT '{}',
    created_at REAL NOT NULL,
    UNIQUE (type, username)
) STRICT;

CREATE TABLE contacts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER REFERENCES users,
    phone       TEXT NOT NULL,
    first_name  TEXT NOT NULL DEFAULT '',
    last_name   TEXT NOT NULL DEFAULT '',
    email       TEXT NOT NULL DEFAULT '',
    address     TEXT NOT NULL DEFAULT '',
    custom1     TEXT NOT NULL DEFAULT '',
    custom2     TEXT NOT NULL DEFAULT '',
    custom3     TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    created_at  REAL NOT NULL
) STRICT;
CREATE INDEX contacts_by_phone ON contacts (phone);
CREATE INDEX contacts_by_user ON contacts (user_id);

CREATE TABLE texts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER REFERENCES users,
    name        TEXT NOT NULL,
    data        TEXT NOT NULL,
    type        TEXT NOT NULL DEFAULT '',        -- unicode, plain or binary (then data is hex)
    class       INTEGER,                         -- 23.038 message class, NULL for none
    description TEXT NOT NULL DEFAULT '',
    created_at  REAL NOT NULL
) STRICT;
CREATE INDEX texts_by_user ON texts (user_id);

CREATE TABLE programs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER REFERENCES users,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    parent_id  INTEGER REFERENCES programs,
    account_id INTEGER REFERENCES accounts,
    data       TEXT NOT NULL DEFAULT '{}',
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX programs_by_user ON programs (user_id);

CREATE TABLE transmissions (
    id               INTEGER PRIMARY KEY,
    user_id          INTEGER,
    account_id       INTEGER,
    contact_id       INTEGER,
    program_id       INTEGER,
    title            TEXT NOT NULL DEFAULT '',
    origin           TEXT NOT NULL DEFAULT '',
    direction        TEXT NOT NULL,
    service          INTEGER NOT NULL,
    party            TEXT NOT NULL DEFAULT '',   -- the far number, as it goes on the wire
    body             TEXT NOT NULL DEFAULT '',   -- the content as it was when asked to go, or as it came
    options          TEXT NOT NULL DEFAULT '{}',
    state            TEXT NOT NULL,
    verdict          TEXT,
    cause            TEXT NOT NULL DEFAULT '',
    cause_text       TEXT NOT NULL DEFAULT '',
    lane             TEXT NOT NULL DEFAULT '',   -- '' for any line that serves it, else a line's name
    bound            INTEGER NOT NULL DEFAULT 0, -- 1: never handed to another lane
    doubt            TEXT NOT NULL DEFAULT 'hold',
    priority         INTEGER NOT NULL DEFAULT 0, -- higher goes first
    expires_at       REAL,
    tries_allowed    INTEGER NOT NULL DEFAULT 1, -- answered, then failed
    tries            INTEGER NOT NULL DEFAULT 0,
    dials            INTEGER NOT NULL DEFAULT 0, -- nobody answered
    concat_reference INTEGER NOT NULL DEFAULT 0,
    parts            INTEGER NOT NULL DEFAULT 0,
    request_key      TEXT,                       -- the caller's idempotency key
    created_at       REAL NOT NULL,
    last_run         REAL,
    deleted          INTEGER NOT NULL DEFAULT 0,
    room             BLOB                        -- as in attempts: zeros where the verdict will stand
) STRICT;
CREATE INDEX transmissions_by_user ON transmissions (user_id, id);
CREATE UNIQUE INDEX transmissions_by_request ON transmissions (user_id, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE attempts (                          -- one try; the queue is those in state 'queued'
    id              INTEGER PRIMARY KEY,
    transmission_id INTEGER NOT NULL,
    service         INTEGER NOT NULL,
    lane            TEXT NOT NULL DEFAULT '',    -- as above, or 'sim:' with the SIM that carried the other parts
    priority        INTEGER NOT NULL DEFAULT 0,
    state           TEXT NOT NULL,
    not_before      REAL,
    expires_at      REAL,
    line            TEXT,
    sim             TEXT,                        -- ICCID
    queued_at       REAL NOT NULL,
    started_at      REAL,
    connected_at    REAL,
    ended_at        REAL,
    verdict         TEXT,
    cause           TEXT NOT NULL DEFAULT '',
    cause_text      TEXT NOT NULL DEFAULT '',
    amount          INTEGER NOT NULL DEFAULT 0,
    room            BLOB                         -- zeros where line, sim and times will stand: a row that grows splits
) STRICT;                                        -- its page, which costs three
CREATE INDEX attempts_queued ON attempts (service, lane, priority DESC, id) WHERE state = 'queued';
CREATE INDEX attempts_waiting ON attempts (not_before) WHERE state = 'waiting';
CREATE INDEX attempts_that_expire ON attempts (expires_at)
    WHERE expires_at IS NOT NULL AND state IN ('queued', 'waiting');
CREATE UNIQUE INDEX attempts_open ON attempts (line) WHERE state = 'open';
CREATE INDEX attempts_by_transmission ON attempts (transmission_id);

CREATE TABLE parts (                             -- one SMS-SUBMIT each, from the moment before its first byte
    id              INTEGER PRIMARY KEY,         -- transmission_id * 256 + number: those of one are found by range
    transmission_id INTEGER NOT NULL,
    number          INTEGER NOT NULL,            -- 1 to 255
    attempt_id      INTEGER NOT NULL,
    state           TEXT NOT NULL,
    sim             TEXT NOT NULL,               -- ICCID, or the line's name where the modem tells none
    reference       INTEGER,                     -- TP-MR
    tail            TEXT NOT NULL,               -- the recipient's last digits, by which reports are matched
    report_wanted   INTEGER NOT NULL,
    at              REAL NOT NULL,               -- when its intent was written, before the first byte
    copies          INTEGER NOT NULL DEFAULT 1,  -- more: sent again by permission while an earlier one is in doubt
    status          INTEGER                      -- TP-ST of the last report
) STRICT;
CREATE INDEX parts_awaiting_report ON parts (sim, reference, tail) WHERE report_wanted = 1 AND state = 'accepted';
CREATE INDEX parts_unsettled ON parts (sim, tail) WHERE state = 'in_doubt';

CREATE TABLE reports (                           -- status reports that matched no part when they came
    id          INTEGER PRIMARY KEY,
    sim         TEXT NOT NULL,
    reference   INTEGER NOT NULL,
    tail        TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    status      INTEGER NOT NULL,
    outcome     TEXT NOT NULL,                   -- delivered, trying, failed
    discharge   REAL,
    tpdu        BLOB NOT NULL,
    received_at REAL NOT NULL
) STRICT;
CREATE INDEX reports_by_recipient ON reports (sim, tail);

CREATE TABLE received (                          -- every TPDU that came in, once
    id              INTEGER PRIMARY KEY,
    sim             TEXT NOT NULL,
    line            TEXT NOT NULL,
    fingerprint     BLOB NOT NULL,
    sender          TEXT NOT NULL,
    sent_at         REAL,                        -- the service centre's time stamp
    received_at     REAL NOT NULL,
    concat          INTEGER,                     -- reference, with 65536 added for the 16 bit kind; NULL: a whole message
    total           INTEGER NOT NULL DEFAULT 1,
    number          INTEGER NOT NULL DEFAULT 1,
    group_id        INTEGER,                     -- the first TPDU of the same message; NULL: a whole message
    tpdu            BLOB NOT NULL,
    transmission_id INTEGER,                     -- the message that it became (part of)
    readable        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX received_once ON received (sim, fingerprint);
CREATE INDEX received_in_parts ON received (sim, sender, concat, total) WHERE concat IS NOT NULL;
CREATE INDEX received_by_group ON received (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX received_incomplete ON received (received_at) WHERE transmission_id IS NULL AND group_id = id;

CREATE TABLE sim_usage (
    sim   TEXT NOT NULL,
    day   INTEGER NOT NULL,                      -- days since 1970 in the box's time zone
    parts INTEGER NOT NULL,
    PRIMARY KEY (sim, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE sim_recipients (
    sim       TEXT NOT NULL,
    month     INTEGER NOT NULL,                  -- months since 1970
    recipient TEXT NOT NULL,
    PRIMARY KEY (sim, month, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE sims (                              -- what must survive a restart: a PIN that was refused, a pause
    sim          TEXT PRIMARY KEY,
    refused_pin  TEXT NOT NULL DEFAULT '',       -- a digest of the PIN that was wrong, never the PIN
    paused_until REAL NOT NULL DEFAULT 0,
    paused_why   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE line_states (                       -- what is seen of each line now
    line         TEXT PRIMARY KEY,
    state        TEXT NOT NULL,                  -- absent, starting, ready, not_registered, pin, puk, paused, failed
    detail       TEXT NOT NULL DEFAULT '',
    port         TEXT NOT NULL DEFAULT '',
    imei         TEXT NOT NULL DEFAULT '',
    iccid        TEXT NOT NULL DEFAULT '',
    imsi         TEXT NOT NULL DEFAULT '',
    number       TEXT NOT NULL DEFAULT '',
    model        TEXT NOT NULL DEFAULT '',
    operator     TEXT NOT NULL DEFAULT '',
    registration TEXT NOT NULL DEFAULT '',
    signal_dbm   INTEGER,
    changed_at   REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id              INTEGER PRIMARY KEY,
    at              REAL NOT NULL,
    kind            TEXT NOT NULL,
    line            TEXT NOT NULL DEFAULT '',
    transmission_id INTEGER,
    attempt_id      INTEGER,
    data            TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX events_by_transmission ON events (transmission_id);

CREATE TRIGGER transmissions_keep_highest BEFORE DELETE ON transmissions
    WHEN old.id = (SELECT max(id) FROM transmissions) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER attempts_keep_highest BEFORE DELETE ON attempts
    WHEN old.id = (SELECT max(id) FROM attempts) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER events_keep_highest BEFORE DELETE ON events
    WHEN old.id = (SELECT max(id) FROM events) BEGIN SELECT RAISE(IGNORE); END;
