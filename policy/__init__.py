"""What this service has decided: dated rules within bounds that clinical.policy sets."""
