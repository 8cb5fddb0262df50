"""The ways of a request to the server: in process, or over a socket."""
