"""What must still happen, and did it: the outbox, runs of jobs, heartbeats."""
