-- What a request's body is read as, with the templates that it names: it stays so, whatever becomes of those.
ALTER TABLE request_contents ADD COLUMN composition TEXT NOT NULL DEFAULT '[[""], []]';
