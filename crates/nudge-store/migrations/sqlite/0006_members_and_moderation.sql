-- What members do with a browser, and what administrators do. Fingerprints are SHA-256 of a random secret.

ALTER TABLE accounts ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'administrator'));
-- Whether anybody may ask for the presence.
ALTER TABLE accounts ADD COLUMN shows_presence INTEGER NOT NULL DEFAULT 0 CHECK (shows_presence IN (0, 1));

CREATE INDEX accounts_administrators ON accounts (id) WHERE role = 'administrator';

CREATE TABLE second_factors (
    account   INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    sealed    BLOB    NOT NULL,
    last_step INTEGER NOT NULL                  -- of the code that was used last
) STRICT;

CREATE TABLE recovery_codes (
    account     INTEGER NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    PRIMARY KEY (account, fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account     INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    fingerprint BLOB    NOT NULL UNIQUE CHECK (length(fingerprint) = 32),
    epoch       INTEGER NOT NULL,               -- of the account when it was proved who is there
    address     TEXT    NOT NULL,
    agent       TEXT    NOT NULL,
    created     INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL
) STRICT;

CREATE INDEX places_of_account ON places (account, last_seen);
CREATE INDEX places_by_age ON places (last_seen);

CREATE TABLE codes (
    account     INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    purpose     TEXT    NOT NULL CHECK (purpose IN ('confirmation', 'reset')),
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    expires     INTEGER NOT NULL,
    PRIMARY KEY (account, purpose)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX codes_by_fingerprint ON codes (fingerprint, purpose);

CREATE TABLE links (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    code    TEXT    NOT NULL UNIQUE,
    label   TEXT    NOT NULL,
    made_by INTEGER REFERENCES accounts ON DELETE SET NULL,
    made    INTEGER NOT NULL,
    expires INTEGER,
    uses    INTEGER NOT NULL CHECK (uses > 0),
    used    INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND uses)
) STRICT;

CREATE INDEX links_of_account ON links (made_by);

CREATE TABLE keys (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account     INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name        TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL UNIQUE CHECK (length(fingerprint) = 32),
    scopes      TEXT    NOT NULL,               -- with a space between them
    created     INTEGER NOT NULL,
    last_used   INTEGER,
    UNIQUE (account, name)
) STRICT;

-- Only added to.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    account INTEGER REFERENCES accounts ON DELETE SET NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_of_account ON audit (account);

CREATE TABLE bans (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT    NOT NULL CHECK (kind IN ('account', 'email', 'network')),
    whom    TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    made    INTEGER NOT NULL,
    expires INTEGER
) STRICT;

CREATE TABLE reports (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    made_by    INTEGER REFERENCES accounts ON DELETE SET NULL,
    about      TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    settled_by TEXT,
    settled    INTEGER,
    note       TEXT,
    CHECK ((settled IS NULL) = (settled_by IS NULL) AND (settled IS NULL) = (note IS NULL))
) STRICT;

CREATE INDEX reports_open ON reports (id) WHERE settled IS NULL;
CREATE INDEX reports_of_account ON reports (made_by);

-- What was counted in a minute, and how many were online at its end.
CREATE TABLE samples (
    at            INTEGER PRIMARY KEY,
    online        INTEGER NOT NULL,
    sign_ins      INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    messages      INTEGER NOT NULL,
    registrations INTEGER NOT NULL
) STRICT;

-- The message of the day: a row, or none.
CREATE TABLE motd (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    text TEXT    NOT NULL
) STRICT;
