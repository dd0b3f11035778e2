"""The box: translates words at its edges, decides, remembers, and works its lines."""
