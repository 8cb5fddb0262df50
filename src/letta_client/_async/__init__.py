"""The asynchronous shell: carries bytes and sleeps. `_sync` is generated from it."""
