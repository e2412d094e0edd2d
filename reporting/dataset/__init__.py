"""The national data set, version 2.1: what is sent each month, and what other systems sent."""
