"""Streams of events: their frames, how they are resumed, and what comes of a run in the end."""
