-- What ICTCore keeps of users and accounts and the box had no room for. An account's passwd is that of a SIP phone: nothing
-- registers here, so it is not kept.
ALTER TABLE users ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN company TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN country_id INTEGER;
ALTER TABLE users ADD COLUMN timezone_id INTEGER; -- the offset from UTC, seconds
ALTER TABLE users ADD COLUMN language_id TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN address TEXT NOT NULL DEFAULT '';
