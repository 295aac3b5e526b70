-- Whether clients that know of each other may be signed in to an account beside each other.
ALTER TABLE accounts ADD COLUMN several_places INTEGER NOT NULL DEFAULT 1 CHECK (several_places IN (0, 1));
