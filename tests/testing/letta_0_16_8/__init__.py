"""The profile `letta-0.16.8` behaves as the real server was recorded to."""
