-- What others see of somebody besides the name, chosen with a browser.

-- Until a client sets something else; written as clients write it, markup escaped.
ALTER TABLE accounts ADD COLUMN personal_message TEXT NOT NULL DEFAULT '';

CREATE TABLE display_pictures (
    account INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    png     BLOB    NOT NULL CHECK (length(png) <= 65536),
    changed INTEGER NOT NULL
) STRICT;
