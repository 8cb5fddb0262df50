"""One call: what to send, how to read what came back, and when to try again."""
