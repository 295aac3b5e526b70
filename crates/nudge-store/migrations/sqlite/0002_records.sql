-- What is written down but decides nothing: sign-ins, kept messages, invitations.

CREATE TABLE sign_ins (
    session  INTEGER PRIMARY KEY,               -- random
    account  INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token    INTEGER,                           -- may be revoked meanwhile
    client   TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    protocol TEXT    NOT NULL,
    started  INTEGER NOT NULL,
    ended    INTEGER
) STRICT;

CREATE INDEX sign_ins_of_account ON sign_ins (account, started);
CREATE INDEX sign_ins_by_age ON sign_ins (started);

CREATE TABLE history (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    owner        INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation INTEGER NOT NULL,
    sender       TEXT    NOT NULL,
    recipients   TEXT    NOT NULL,              -- addresses with a space between them
    body         BLOB    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX history_of_owner ON history (owner, id);
CREATE INDEX history_by_age ON history (at);

CREATE TABLE invitations (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    from_account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address      TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX invitations_of_account ON invitations (from_account);

-- Written by every health check, so that a full or broken disk is noticed.
CREATE TABLE heartbeat (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    beats INTEGER NOT NULL
) STRICT;

INSERT INTO heartbeat VALUES (1, 0);
