-- Circles: groups of people that last, with their members and those who are invited.

CREATE TABLE circles (
    id      INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 281474976710655),
    name    TEXT    NOT NULL,
    made    INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

CREATE TABLE circle_members (
    circle  INTEGER NOT NULL REFERENCES circles ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role    INTEGER NOT NULL CHECK (role BETWEEN 1 AND 3),      -- administrator, assistant, member
    joined  INTEGER NOT NULL CHECK (joined IN (0, 1)),          -- or else invited
    inviter INTEGER REFERENCES accounts ON DELETE SET NULL,
    message TEXT    NOT NULL,                                   -- of the invitation
    since   INTEGER NOT NULL,
    PRIMARY KEY (circle, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX circle_members_of_account ON circle_members (account);
CREATE INDEX circle_members_by_inviter ON circle_members (inviter);
