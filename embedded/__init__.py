"""Starts the servers that ./run and ./test need. Standard library only; not for production."""
