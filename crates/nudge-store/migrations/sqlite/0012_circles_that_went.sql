-- Circles that somebody has nothing to do with any more are remembered as what went of address books is. The table is made anew,
-- because a check did not allow them.

CREATE TABLE tombstones_with_circles (
    id     INTEGER PRIMARY KEY,
    owner  INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    at     INTEGER NOT NULL,                    -- the owner's serial
    kind   TEXT    NOT NULL CHECK (kind IN ('contact', 'group', 'allow', 'block', 'reverse', 'pending', 'circle')),
    guid   BLOB    CHECK (length(guid) = 16),   -- of a contact or group
    place  INTEGER,                             -- of a membership: where it was on its list
    key    TEXT,                                -- the address of a contact or member
    circle INTEGER,                             -- the number of a circle
    found  INTEGER,
    CHECK ((kind = 'circle') = (circle IS NOT NULL))
) STRICT;

INSERT INTO tombstones_with_circles (id, owner, at, kind, guid, place, key, found)
SELECT id, owner, at, kind, guid, place, key, found FROM tombstones;

DROP TABLE tombstones;
ALTER TABLE tombstones_with_circles RENAME TO tombstones;
CREATE INDEX tombstones_of_owner ON tombstones (owner, at);
CREATE INDEX tombstones_by_age ON tombstones (found);
