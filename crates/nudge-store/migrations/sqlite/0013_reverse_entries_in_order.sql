-- What others say about somebody, in the order of whom it is about: with these columns a sign-in reads all of it from a few pages
-- next to each other, and not one page for each contact.
DROP INDEX contacts_reverse;
CREATE INDEX contacts_reverse ON contacts (contact, owner, reverse_at, allow_at, block_at, acknowledged, greeting);
