"""What the contract says of requests, and of the operations that they reach."""
