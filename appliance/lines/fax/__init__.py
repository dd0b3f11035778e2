"""A line with a fax modem: one call after the other, out and in."""
