"""The real Letta server that the tests beside this package run against."""
