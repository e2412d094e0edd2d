"""A month of the national return, written out: who is in it, the rows of each table, the folder."""
