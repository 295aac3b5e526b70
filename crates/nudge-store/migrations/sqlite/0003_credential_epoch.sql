-- Raised whenever what was proved before is to be worth nothing any more; tickets carry the epoch that they were made in.

ALTER TABLE accounts ADD COLUMN credential_epoch INTEGER NOT NULL DEFAULT 0 CHECK (credential_epoch BETWEEN 0 AND 4294967295);
