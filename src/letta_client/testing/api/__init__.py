"""The HTTP interface: which request reaches which operation, and how its answer looks."""
