"""The REST dialects, served on the LAN."""
