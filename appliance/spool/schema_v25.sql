-- What SCG knows of a contact beside what every dialect knows (spec/SCG.md 9). NULL: not set. Lists and extended
-- attributes are JSON that was checked, dates of birth YYYY-MM-DD.
ALTER TABLE contacts ADD COLUMN external_id TEXT;
ALTER TABLE contacts ADD COLUMN birth_date TEXT;
ALTER TABLE contacts ADD COLUMN first_acquired_at REAL;
ALTER TABLE contacts ADD COLUMN last_acquired_at REAL;
ALTER TABLE contacts ADD COLUMN address2 TEXT;
ALTER TABLE contacts ADD COLUMN city TEXT;
ALTER TABLE contacts ADD COLUMN zip TEXT;
ALTER TABLE contacts ADD COLUMN state TEXT;
ALTER TABLE contacts ADD COLUMN country TEXT;
ALTER TABLE contacts ADD COLUMN social_handle TEXT;
ALTER TABLE contacts ADD COLUMN social_handles TEXT;
ALTER TABLE contacts ADD COLUMN preferred_language TEXT;
ALTER TABLE contacts ADD COLUMN voice_preference TEXT;    -- NONE, PREFER_VOICE, REQUIRE_VOICE
ALTER TABLE contacts ADD COLUMN addresses TEXT;
ALTER TABLE contacts ADD COLUMN accounts TEXT;
ALTER TABLE contacts ADD COLUMN devices TEXT;
ALTER TABLE contacts ADD COLUMN interests TEXT;
ALTER TABLE contacts ADD COLUMN demographics TEXT;
ALTER TABLE contacts ADD COLUMN extended_attributes TEXT;

-- What the rules below say, or clients where a rule has no script.
ALTER TABLE contacts ADD COLUMN fast_access_1 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_2 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_3 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_4 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_5 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_6 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_7 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_8 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_9 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_10 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_11 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_12 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_13 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_14 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_15 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_16 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_17 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_18 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_19 TEXT;
ALTER TABLE contacts ADD COLUMN fast_access_20 TEXT;

-- A contact that has none of them changes no page of the partial ones.
CREATE INDEX contacts_by_first_name ON contacts (first_name);
CREATE INDEX contacts_by_last_name ON contacts (last_name);
CREATE INDEX contacts_by_external_id ON contacts (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX contacts_fast_1 ON contacts (fast_access_1) WHERE fast_access_1 IS NOT NULL;
CREATE INDEX contacts_fast_2 ON contacts (fast_access_2) WHERE fast_access_2 IS NOT NULL;
CREATE INDEX contacts_fast_3 ON contacts (fast_access_3) WHERE fast_access_3 IS NOT NULL;
CREATE INDEX contacts_fast_4 ON contacts (fast_access_4) WHERE fast_access_4 IS NOT NULL;
CREATE INDEX contacts_fast_5 ON contacts (fast_access_5) WHERE fast_access_5 IS NOT NULL;
CREATE INDEX contacts_fast_6 ON contacts (fast_access_6) WHERE fast_access_6 IS NOT NULL;
CREATE INDEX contacts_fast_7 ON contacts (fast_access_7) WHERE fast_access_7 IS NOT NULL;
CREATE INDEX contacts_fast_8 ON contacts (fast_access_8) WHERE fast_access_8 IS NOT NULL;
CREATE INDEX contacts_fast_9 ON contacts (fast_access_9) WHERE fast_access_9 IS NOT NULL;
CREATE INDEX contacts_fast_10 ON contacts (fast_access_10) WHERE fast_access_10 IS NOT NULL;
CREATE INDEX contacts_fast_11 ON contacts (fast_access_11) WHERE fast_access_11 IS NOT NULL;
CREATE INDEX contacts_fast_12 ON contacts (fast_access_12) WHERE fast_access_12 IS NOT NULL;
CREATE INDEX contacts_fast_13 ON contacts (fast_access_13) WHERE fast_access_13 IS NOT NULL;
CREATE INDEX contacts_fast_14 ON contacts (fast_access_14) WHERE fast_access_14 IS NOT NULL;
CREATE INDEX contacts_fast_15 ON contacts (fast_access_15) WHERE fast_access_15 IS NOT NULL;
CREATE INDEX contacts_fast_16 ON contacts (fast_access_16) WHERE fast_access_16 IS NOT NULL;
CREATE INDEX contacts_fast_17 ON contacts (fast_access_17) WHERE fast_access_17 IS NOT NULL;
CREATE INDEX contacts_fast_18 ON contacts (fast_access_18) WHERE fast_access_18 IS NOT NULL;
CREATE INDEX contacts_fast_19 ON contacts (fast_access_19) WHERE fast_access_19 IS NOT NULL;
CREATE INDEX contacts_fast_20 ON contacts (fast_access_20) WHERE fast_access_20 IS NOT NULL;

CREATE TABLE fast_access_rules (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    application_id INTEGER,                      -- set: for its contacts and nobody's; NULL: for all of the user's
    slot           INTEGER NOT NULL,             -- 1 to 20: the column
    name           TEXT,                         -- NULL: fast_access_N
    script         TEXT,                         -- JSONPath; NULL: clients write the value
    user_data      TEXT,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE UNIQUE INDEX fast_access_slots ON fast_access_rules (user_id, slot);
CREATE UNIQUE INDEX fast_access_names ON fast_access_rules (user_id, name) WHERE name IS NOT NULL;

-- Contacts whose values are to be derived anew; a contact that changes again gets a new id here, so that who has derived
-- from what was before does not take it off.
CREATE TABLE fast_access_due (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contacts ON DELETE CASCADE
) STRICT;

-- How far a user's contacts were gone through since their rules changed last; NULL: through all of them.
CREATE TABLE fast_access_sweeps (
    user_id    INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    position   INTEGER,                          -- the id of the last contact that was done
    generation INTEGER NOT NULL                  -- counts changes of the rules
) STRICT;

CREATE TRIGGER fast_access_of_new AFTER INSERT ON contacts
    WHEN EXISTS (SELECT 1 FROM fast_access_rules WHERE user_id = new.user_id AND script IS NOT NULL) BEGIN
    INSERT OR REPLACE INTO fast_access_due (contact_id) VALUES (new.id);
END;
CREATE TRIGGER fast_access_of_changed AFTER UPDATE OF user_id, application_id, phone, first_name, last_name, email,
    address, external_id, birth_date, first_acquired_at, last_acquired_at, address2, city, zip, state, country,
    social_handle, social_handles, preferred_language, voice_preference, addresses, accounts, devices, interests,
    demographics, extended_attributes ON contacts
    WHEN EXISTS (SELECT 1 FROM fast_access_rules WHERE user_id IN (new.user_id, old.user_id)) BEGIN
    INSERT OR REPLACE INTO fast_access_due (contact_id) VALUES (new.id);
END;

CREATE TABLE contact_access_tokens (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    token          TEXT NOT NULL UNIQUE,
    contact_id     INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    user_id        INTEGER,
    application_id INTEGER,
    expires_at     REAL NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX contact_access_tokens_by_contact ON contact_access_tokens (contact_id);

CREATE TABLE contact_application_tokens (        -- under which a push service knows a contact's device
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id     INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    user_id        INTEGER,
    application_id INTEGER,
    sender_address TEXT,
    provider       TEXT,                         -- APN, GCM
    token          TEXT,
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX contact_application_tokens_by_contact ON contact_application_tokens (contact_id);
