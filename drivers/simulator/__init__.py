"""GSM modems on ptys behind one exchange; a product of its own."""
