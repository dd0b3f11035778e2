"""What a message says, put together of templates and values: the language, its programs, tracked links, validators."""
