"""The patient's record: one read and one page a tab, drawn from frozen rows."""
