"""Posts what happens to those who subscribed to it (spec/SCG.md 8)."""
