"""Tools of the caller: what an agent is told of a function, and how its calls are answered."""
