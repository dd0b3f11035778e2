"""What to do with outbound content and inbound events, one small class a program type."""
