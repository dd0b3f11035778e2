-- A group may be made of all the contacts that meet criteria; what a program calls a group.
ALTER TABLE contact_groups ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
ALTER TABLE contact_groups ADD COLUMN criteria TEXT;       -- JSON; NULL: its members are those that were put there
