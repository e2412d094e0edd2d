"""Many meetings and many people at once: whose turn it is, who was looked at, what waits."""
