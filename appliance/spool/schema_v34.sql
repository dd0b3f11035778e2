-- A sender id that is a copy of a line has few messages among the line's.
CREATE INDEX message_facts_by_sender ON message_facts (sender_id) WHERE sender_id IS NOT NULL;
