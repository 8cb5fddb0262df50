"""Lists: what is known of each, which cursors the server takes, and how to walk to the end."""
