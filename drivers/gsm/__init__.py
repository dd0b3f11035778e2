"""GSM codecs (3GPP TS 23.038, 23.040) and capabilities (3GPP TS 27.005, 27.007)."""
