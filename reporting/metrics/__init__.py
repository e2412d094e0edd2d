"""National measures, one module each: who is counted, of whom, on which date, by which source."""
