"""Real servers, worker and beat, killed again and again under a load of acknowledged work."""
