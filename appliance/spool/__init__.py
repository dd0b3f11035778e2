"""What the box does, remembered: SQLite, one writer, events in the same transaction."""
