-- What is held of a request lane by lane: one whose lines are slow, or away, keeps no other waiting.
DROP INDEX transmissions_held;
CREATE INDEX transmissions_held ON transmissions (request_id, lane, due_at, id)
    WHERE request_id IS NOT NULL AND state = 'draft' AND deleted = 0;
