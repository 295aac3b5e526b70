-- What later clients name accounts and groups by: 16 random bytes, a UUID of version 4. Always there; SQLite adds no
-- column that must be set and has no default, and any default would be wrong.
ALTER TABLE accounts ADD COLUMN guid BLOB CHECK (length(guid) = 16);
ALTER TABLE contact_groups ADD COLUMN guid BLOB CHECK (length(guid) = 16);

UPDATE accounts SET guid = unhex(
    hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)
    || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || hex(randomblob(6)));
UPDATE contact_groups SET guid = unhex(
    hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)
    || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || hex(randomblob(6)));

CREATE UNIQUE INDEX accounts_by_guid ON accounts (guid);

ALTER TABLE accounts ADD COLUMN direct_device INTEGER NOT NULL DEFAULT 0 CHECK (direct_device BETWEEN 0 AND 2);
ALTER TABLE accounts ADD COLUMN has_space INTEGER NOT NULL DEFAULT 0 CHECK (has_space IN (0, 1));

-- The contact has dealt with the owner's being on the contact's reverse list.
ALTER TABLE contacts ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0
    CHECK (acknowledged = 0 OR (acknowledged = 1 AND reverse_at IS NOT NULL));

-- Nobody has to decide about themselves.
UPDATE contacts SET acknowledged = 1 WHERE owner = contact AND reverse_at IS NOT NULL;
