"""Early sight: people who have not finished, whose figure can still be kept. Lists to act on."""
