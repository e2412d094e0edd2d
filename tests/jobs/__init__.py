"""The outbox, runs of jobs, heartbeats."""
