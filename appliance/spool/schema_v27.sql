-- Who agreed to be written to and who did not want to be any more: by the far address and the line that writes (NULL: any).
-- What is not known has no row until somebody looks for it; `seen_up_to` of each look says which tries it has seen.
CREATE TABLE consents (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER,
    application_id INTEGER,
    address_type   TEXT NOT NULL DEFAULT 'MDN',
    address        TEXT NOT NULL,
    tail           TEXT NOT NULL,                -- what all spellings of it end with
    sender_id      INTEGER,                      -- a row of providers
    status         TEXT NOT NULL DEFAULT 'NONE', -- NONE, OPTIN, OPTOUT, BLACKLIST, WHITELIST
    asked_at       REAL,                         -- when they were asked to agree, while an answer counts
    version        INTEGER NOT NULL DEFAULT 1,
    created_at     REAL NOT NULL,
    updated_at     REAL
) STRICT;
CREATE INDEX consents_by_tail ON consents (tail);

CREATE INDEX sender_ids_that_check ON sender_ids (id) WHERE check_white_list = 1;

CREATE TABLE consent_history (                   -- never changed: what was said, by whom, and what it came to
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id        INTEGER,
    application_id INTEGER,
    address        TEXT NOT NULL,
    tail           TEXT NOT NULL,
    sender_id      INTEGER,
    source         TEXT NOT NULL,                -- MESSAGE, CARRIER, COMPANY
    status         TEXT NOT NULL,
    message        TEXT NOT NULL DEFAULT '',
    keyword        TEXT NOT NULL DEFAULT '',
    created_at     REAL NOT NULL
) STRICT;
CREATE INDEX consent_history_by_tail ON consent_history (tail);

CREATE TABLE consents_seen (                     -- one row: tries up to that one have their row in consents
    attempt_id INTEGER NOT NULL
) STRICT;
INSERT INTO consents_seen VALUES (0);

CREATE TABLE keywords (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER,                     -- NULL: built in
    application_id  INTEGER,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    value           TEXT NOT NULL,               -- POSIX extended; of those built in, words between |
    sensitivity     TEXT NOT NULL DEFAULT 'INSENSITIVE',
    sender_id       INTEGER,                     -- NULL: on every line
    valid_from      REAL,
    valid_to        REAL,
    associated_info TEXT NOT NULL DEFAULT '',
    campaign_id     TEXT NOT NULL DEFAULT '',
    type            TEXT NOT NULL DEFAULT 'COMPANY',
    actions         TEXT NOT NULL DEFAULT '[]',  -- JSON: OPTOUT, OPTIN, STORE
    reply_template  TEXT NOT NULL DEFAULT '',    -- by name
    language        TEXT NOT NULL DEFAULT '',    -- of those built in, in which they are answered
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      REAL NOT NULL,
    updated_at      REAL
) STRICT;
CREATE INDEX keywords_by_user ON keywords (user_id);

INSERT INTO keywords (name, description, value, type, actions, language, created_at) VALUES
    ('STOP', 'Wants no more messages', 'STOP|STOPALL|STOP ALL|UNSUBSCRIBE|CANCEL|END|QUIT|OPTOUT|OPT OUT|OPT-OUT|REVOKE', 'RESERVED', '["OPTOUT"]', 'en', 0),
    ('STOP', 'Deutsch', 'STOPP|ABMELDEN|ABBESTELLEN|KÜNDIGEN', 'RESERVED', '["OPTOUT"]', 'de', 0),
    ('STOP', 'Français', 'ARRET|ARRÊT|ARRETER|ARRÊTER|DESABONNER|DÉSABONNER', 'RESERVED', '["OPTOUT"]', 'fr', 0),
    ('STOP', 'Español', 'ALTO|BAJA|CANCELAR|DETENER', 'RESERVED', '["OPTOUT"]', 'es', 0),
    ('STOP', 'Italiano', 'FERMA|BASTA|CANCELLA|ANNULLA|DISISCRIVI', 'RESERVED', '["OPTOUT"]', 'it', 0),
    ('STOP', 'Português', 'PARAR|PARE|SAIR|REMOVER', 'RESERVED', '["OPTOUT"]', 'pt', 0),
    ('STOP', 'Nederlands', 'AFMELDEN|UITSCHRIJVEN|STOPPEN', 'RESERVED', '["OPTOUT"]', 'nl', 0),
    ('STOP', 'Polski', 'WYPISZ|REZYGNUJ|REZYGNUJĘ|ZREZYGNUJ', 'RESERVED', '["OPTOUT"]', 'pl', 0),
    ('START', 'Wants messages', 'START|UNSTOP|SUBSCRIBE|OPTIN|OPT IN|OPT-IN', 'RESERVED', '["OPTIN"]', 'en', 0),
    ('START', 'Deutsch', 'ANMELDEN|ABONNIEREN', 'RESERVED', '["OPTIN"]', 'de', 0),
    ('START', 'Français', 'DEMARRER|DÉMARRER|ABONNER', 'RESERVED', '["OPTIN"]', 'fr', 0),
    ('START', 'Español', 'ALTA|INICIAR|SUSCRIBIR', 'RESERVED', '["OPTIN"]', 'es', 0),
    ('START', 'Italiano', 'INIZIA|ISCRIVI', 'RESERVED', '["OPTIN"]', 'it', 0),
    ('START', 'Português', 'COMEÇAR|COMECAR|INSCREVER', 'RESERVED', '["OPTIN"]', 'pt', 0),
    ('START', 'Nederlands', 'AANMELDEN|INSCHRIJVEN', 'RESERVED', '["OPTIN"]', 'nl', 0),
    ('START', 'Polski', 'ZAPISZ|SUBSKRYBUJ', 'RESERVED', '["OPTIN"]', 'pl', 0),
    ('YES', 'Agrees, where that was asked, or takes a STOP back', 'YES|Y', 'RESERVED', '["OPTIN"]', 'en', 0),
    ('YES', 'Deutsch, Nederlands', 'JA', 'RESERVED', '["OPTIN"]', 'de', 0),
    ('YES', 'Français', 'OUI', 'RESERVED', '["OPTIN"]', 'fr', 0),
    ('YES', 'Español, Italiano', 'SI|SÍ|SÌ', 'RESERVED', '["OPTIN"]', 'es', 0),
    ('YES', 'Português', 'SIM', 'RESERVED', '["OPTIN"]', 'pt', 0),
    ('YES', 'Polski', 'TAK', 'RESERVED', '["OPTIN"]', 'pl', 0),
    ('HELP', 'Asks who writes', 'HELP|INFO', 'RESERVED', '[]', 'en', 0),
    ('HELP', 'Deutsch', 'HILFE', 'RESERVED', '[]', 'de', 0),
    ('HELP', 'Français', 'AIDE', 'RESERVED', '[]', 'fr', 0),
    ('HELP', 'Español', 'AYUDA', 'RESERVED', '[]', 'es', 0),
    ('HELP', 'Italiano', 'AIUTO', 'RESERVED', '[]', 'it', 0),
    ('HELP', 'Português', 'AJUDA', 'RESERVED', '[]', 'pt', 0),
    ('HELP', 'Nederlands', 'HULP', 'RESERVED', '[]', 'nl', 0),
    ('HELP', 'Polski', 'POMOC', 'RESERVED', '[]', 'pl', 0);
