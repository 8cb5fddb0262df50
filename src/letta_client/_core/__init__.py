"""What to send, how to read what came back, when to try again and where to go on. No I/O."""
