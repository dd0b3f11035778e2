"""Files as people bring them, made into what modems carry: pages and sound. Knows nothing of records or requests."""
