"""The state of a server: agents, runs, and whatever else is created."""
