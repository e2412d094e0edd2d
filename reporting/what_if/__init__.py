"""Change an assumption, see what follows: plain arithmetic, nothing stored, nobody forecast."""
