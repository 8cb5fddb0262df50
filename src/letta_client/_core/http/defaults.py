"""The defaults of the library: what a user can change has `DEFAULT` in its name.

Times are in seconds.
"""

from __future__ import annotations

# A step of an agent can take a minute of silence; connecting should not take five seconds.
DEFAULT_TIMEOUT_SECONDS = 60.0
DEFAULT_CONNECT_TIMEOUT_SECONDS = 5.0

DEFAULT_MAX_CONNECTIONS = 1000
DEFAULT_MAX_KEEPALIVE_CONNECTIONS = 100
DEFAULT_KEEPALIVE_EXPIRY = 5.0
# A pool is small enough to be searched for each request, and large enough to keep the connections
# to a few hosts at a time.
MAX_POOLS = 25
CONNECTIONS_PER_POOL = 4

# How often a call is sent again, and the delays before: each twice the one before.
DEFAULT_MAX_RETRIES = 2
FIRST_RETRY_DELAY = 0.5
LONGEST_RETRY_DELAY = 8.0
# Waiting longer than this is for the caller to decide, who may have better things to do.
LONGEST_RETRY_AFTER = 60.0

# How often in a row a stream is resumed without an event in between, and how long it may be silent.
DEFAULT_MAX_RESUMES = 5
DEFAULT_IDLE_TIMEOUT = 60.0
# From the first look at a run that is waited for to the second.
DEFAULT_POLL_INTERVAL = 1.0
