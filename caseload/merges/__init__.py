"""Two records that are one person, as pages: who may be the same, what the two say, what waits."""
