-- What came in, among however much that went out; a message that goes out changes no page of these.
CREATE INDEX transmissions_inbound ON transmissions (id) WHERE direction = 'inbound';
CREATE INDEX transmissions_inbound_by_user ON transmissions (user_id, id) WHERE direction = 'inbound';
