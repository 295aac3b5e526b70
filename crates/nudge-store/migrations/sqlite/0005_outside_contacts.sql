-- Where somebody without an account stands on the lists of `owner`. The columns are those of contacts, as far as there is
-- no other side: nobody has a reverse list here. Nothing joins the rows of different owners, even for one address.
CREATE TABLE outside_contacts (
    owner       INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address     TEXT    NOT NULL,               -- in the one form that it has: "tel:" and digits
    guid        BLOB    NOT NULL CHECK (length(guid) = 16),
    forward_at  INTEGER,
    allow_at    INTEGER,
    block_at    INTEGER,
    group_bits  INTEGER NOT NULL DEFAULT 0,     -- bit n: in group n; none: "Other Contacts"
    stored_name TEXT,
    PRIMARY KEY (owner, address),
    UNIQUE (owner, guid),
    CHECK (allow_at IS NULL OR block_at IS NULL),
    CHECK (group_bits = 0 OR forward_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
