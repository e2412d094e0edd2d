"""Who meets whom, on which days, and who stands in."""
