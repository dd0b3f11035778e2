-- 1: the fax is not wanted any more; its call under way ends, and none follows, whatever happens to the box.
ALTER TABLE attempts ADD COLUMN called_off INTEGER NOT NULL DEFAULT 0;
