"""Facsimile (ITU-T T.30, T.4, T.6): the codecs and the procedure, free of input and output."""
