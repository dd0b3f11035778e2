-- Contacts that have no number are known by their mailbox; the many without one lie together at its beginning.
CREATE INDEX contacts_by_email ON contacts (email);
