-- Messages by number, the newest of each first: conversations. It holds all that choosing among them looks at.
CREATE INDEX transmissions_by_party ON transmissions (party, id, user_id, deleted);
-- What was not sent, and why; few rows, so that an ordinary message changes no page of it.
CREATE INDEX transmissions_not_sent ON transmissions (verdict, id) WHERE verdict <> 'sent';
