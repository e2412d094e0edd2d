"""The page of moving in: what is sent, how far it is, what was left out and what lacks."""
