-- Messages that were left for somebody who was not there, until they have been handed over.

CREATE TABLE offline_messages (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order in which they were left
    guid     BLOB    NOT NULL UNIQUE CHECK (length(guid) = 16),
    receiver INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    sender   INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name     TEXT,                              -- of the sender then; NULL if it was hidden from the receiver
    body     BLOB    NOT NULL,                  -- as it would be relayed
    run      BLOB    NOT NULL CHECK (length(run) = 16),
    sequence INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    read     INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1))
) STRICT;

CREATE INDEX offline_messages_of_receiver ON offline_messages (receiver, id);
CREATE INDEX offline_messages_of_sender ON offline_messages (sender);
CREATE INDEX offline_messages_by_age ON offline_messages (at);

-- What was left of late, whether it still waits or not: what comes again is not left again.
CREATE TABLE offline_marks (
    sender INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mark   BLOB    NOT NULL CHECK (length(mark) = 32),
    at     INTEGER NOT NULL,
    PRIMARY KEY (sender, mark)
) STRICT, WITHOUT ROWID;

CREATE INDEX offline_marks_by_age ON offline_marks (at);
