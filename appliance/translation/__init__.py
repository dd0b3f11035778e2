"""The thread that has texts translated by a server elsewhere."""
