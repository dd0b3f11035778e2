-- A TPDU that a modem does not let go of comes again at each sweep: when it was seen last, where that was not the first time.
ALTER TABLE received ADD COLUMN seen_at REAL;
