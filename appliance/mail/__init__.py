"""Mail: out through a smarthost, in through a listener of the box's own."""
