"""AT commands (ITU-T V.250, 3GPP TS 27.007): syntax, results and dialogue."""
