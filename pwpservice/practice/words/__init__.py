"""What is written in invented records: fragments that are put together so that no two notes read alike."""
