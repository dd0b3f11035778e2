"""One file for each modem family: a match, its quirks, its capabilities."""
