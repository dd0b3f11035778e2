-- Tries that did not get through; few rows, so that one that did changes no page of it. What did is counted by what is left.
CREATE INDEX attempts_not_sent ON attempts (id) WHERE verdict <> 'sent';
