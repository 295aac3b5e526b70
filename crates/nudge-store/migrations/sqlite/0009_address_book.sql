-- The address book of later clients: who is kept in it beside the lists, what is noted, and what has changed since a version.

-- Up to this version it is not remembered what went.
ALTER TABLE accounts ADD COLUMN deltas_after INTEGER NOT NULL DEFAULT 0;
UPDATE accounts SET deltas_after = serial;

ALTER TABLE contact_groups ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE contact_groups SET changed_at = made_at;

-- Both tables of contacts are made anew, because whoever is kept may be in groups, which a check did not allow.

CREATE TABLE contacts_with_book (
    owner        INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    contact      INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    forward_at   INTEGER,
    allow_at     INTEGER,
    block_at     INTEGER,
    reverse_at   INTEGER,                       -- where the owner stands on the contact's reverse list
    group_bits   INTEGER NOT NULL DEFAULT 0,    -- bit n: in group n; none: "Other Contacts"
    stored_name  TEXT,
    -- The contact has dealt with the owner's being on the contact's reverse list.
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged = 0 OR (acknowledged = 1 AND reverse_at IS NOT NULL)),
    kept         INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),     -- in the book, and not on the forward list
    changed_at   INTEGER NOT NULL DEFAULT 0,    -- the owner's serial when the entry in the book changed last
    greeting     TEXT,                          -- what the owner says to the contact
    PRIMARY KEY (owner, contact),
    CHECK (allow_at IS NULL OR block_at IS NULL),
    CHECK ((forward_at IS NULL) = (reverse_at IS NULL)),
    CHECK (group_bits = 0 OR forward_at IS NOT NULL OR kept),
    CHECK (greeting IS NULL OR reverse_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO contacts_with_book (owner, contact, forward_at, allow_at, block_at, reverse_at, group_bits, stored_name, acknowledged,
                                changed_at)
SELECT owner, contact, forward_at, allow_at, block_at, reverse_at, group_bits, stored_name, acknowledged,
       coalesce(forward_at, 0)
FROM contacts;

DROP TABLE contacts;
ALTER TABLE contacts_with_book RENAME TO contacts;
CREATE INDEX contacts_reverse ON contacts (contact, reverse_at);

CREATE TABLE outside_contacts_with_book (
    owner       INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address     TEXT    NOT NULL,               -- in the one form that it has: "tel:", "mailto:" or "network-32:" and what follows
    guid        BLOB    NOT NULL CHECK (length(guid) = 16),
    forward_at  INTEGER,
    allow_at    INTEGER,
    block_at    INTEGER,
    group_bits  INTEGER NOT NULL DEFAULT 0,     -- bit n: in group n; none: "Other Contacts"
    stored_name TEXT,
    kept        INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),      -- in the book, and not on the forward list
    changed_at  INTEGER NOT NULL DEFAULT 0,     -- the owner's serial when the entry in the book changed last
    PRIMARY KEY (owner, address),
    UNIQUE (owner, guid),
    CHECK (allow_at IS NULL OR block_at IS NULL),
    CHECK (group_bits = 0 OR forward_at IS NOT NULL OR kept)
) STRICT, WITHOUT ROWID;

INSERT INTO outside_contacts_with_book (owner, address, guid, forward_at, allow_at, block_at, group_bits, stored_name, changed_at)
SELECT owner, address, guid, forward_at, allow_at, block_at, group_bits, stored_name, coalesce(forward_at, 0)
FROM outside_contacts;

DROP TABLE outside_contacts;
ALTER TABLE outside_contacts_with_book RENAME TO outside_contacts;

-- What programs keep about a contact, a group or the owner.
CREATE TABLE notes (
    owner   INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind    INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),              -- 0 the owner, 1 a contact, 2 a group
    subject BLOB    NOT NULL CHECK (length(subject) = 16),              -- the contact's or group's GUID; zeros for the owner
    name    TEXT    NOT NULL,
    text    TEXT    NOT NULL,
    PRIMARY KEY (owner, kind, subject, name)
) STRICT, WITHOUT ROWID;

-- What went of an address book. `found` is when the upkeep first saw it.
CREATE TABLE tombstones (
    id    INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    at    INTEGER NOT NULL,                     -- the owner's serial
    kind  TEXT    NOT NULL CHECK (kind IN ('contact', 'group', 'allow', 'block', 'reverse', 'pending')),
    guid  BLOB    CHECK (length(guid) = 16),    -- of a contact or group
    place INTEGER,                              -- of a membership: where it was on its list
    key   TEXT,                                 -- the address of a contact or member
    found INTEGER
) STRICT;

CREATE INDEX tombstones_of_owner ON tombstones (owner, at);
CREATE INDEX tombstones_by_age ON tombstones (found);
