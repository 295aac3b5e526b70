-- Times are milliseconds since 1970 (UTC). Columns ending in _at of contacts and contact_groups are not times but the
-- serial of the list's owner after the entry was made: they give the order of entry.

CREATE TABLE accounts (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,              -- never given again
    handle          TEXT    NOT NULL UNIQUE COLLATE NOCASE,         -- as registered; NOCASE folds ASCII only, as we do
    name            TEXT    NOT NULL,
    enabled         INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    verified        INTEGER NOT NULL CHECK (verified IN (0, 1)),
    created         INTEGER NOT NULL,
    last_sign_in    INTEGER,
    serial          INTEGER NOT NULL DEFAULT 1 CHECK (serial > 0),
    password        TEXT,                                           -- PHC string, Argon2id
    legacy_password BLOB,                                           -- sealed
    privacy         INTEGER NOT NULL DEFAULT 0 CHECK (privacy IN (0, 1)),   -- 0 allow, 1 block by default
    prompt          INTEGER NOT NULL DEFAULT 0 CHECK (prompt IN (0, 1)),    -- 0 ask, 1 silent
    home            TEXT,
    work            TEXT,
    mobile          TEXT,
    mobile_enabled  INTEGER NOT NULL DEFAULT 0 CHECK (mobile_enabled IN (0, 1)),
    pageable        INTEGER NOT NULL DEFAULT 0 CHECK (pageable IN (0, 1)),
    first_name      TEXT    NOT NULL,
    last_name       TEXT    NOT NULL,
    city            TEXT    NOT NULL,
    region          TEXT    NOT NULL,
    country         TEXT    NOT NULL,
    postal_code     TEXT    NOT NULL,
    gender          INTEGER NOT NULL CHECK (gender BETWEEN 0 AND 2),        -- 0 not said, 1 female, 2 male
    birth_year      INTEGER,
    language        INTEGER NOT NULL,
    listed          INTEGER NOT NULL CHECK (listed IN (0, 1)),
    mail_enabled    INTEGER NOT NULL DEFAULT 0 CHECK (mail_enabled IN (0, 1)),
    inbox_unread    INTEGER NOT NULL DEFAULT 0,
    folders_unread  INTEGER NOT NULL DEFAULT 0,
    keeps_history   INTEGER NOT NULL DEFAULT 1 CHECK (keeps_history IN (0, 1)),
    CHECK (mobile_enabled OR NOT pageable)
) STRICT;

CREATE INDEX accounts_in_directory ON accounts (id) WHERE listed = 1;

-- One row says where `contact` stands on the lists of `owner`. The reverse list has no rows of its own: it is the
-- forward entries of the others, in the order of reverse_at.
CREATE TABLE contacts (
    owner       INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    contact     INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    forward_at  INTEGER,
    allow_at    INTEGER,
    block_at    INTEGER,
    reverse_at  INTEGER,                        -- where the owner stands on the contact's reverse list
    group_bits  INTEGER NOT NULL DEFAULT 0,     -- bit n: in group n; none: "Other Contacts"
    stored_name TEXT,
    PRIMARY KEY (owner, contact),
    CHECK (allow_at IS NULL OR block_at IS NULL),
    CHECK ((forward_at IS NULL) = (reverse_at IS NULL)),
    CHECK (group_bits = 0 OR forward_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX contacts_reverse ON contacts (contact, reverse_at);

CREATE TABLE contact_groups (
    owner   INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    number  INTEGER NOT NULL CHECK (number BETWEEN 1 AND 29),
    name    TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (owner, number),
    UNIQUE (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    account   INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name      TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    last_used INTEGER,
    sealed    BLOB    NOT NULL,
    UNIQUE (account, name)
) STRICT;
