"""The defaults of the library: what a user can change has `DEFAULT` in its name.

Times are in seconds.
"""

from __future__ import annotations

# A step of an agent can take a minute of silence; connecting should not take five seconds.
DEFAULT_TIMEOUT_SECONDS = 60.0
DEFAULT_CONNECT_TIMEOUT_SECONDS = 5.0

# Of an answer, decoded; and of one frame of a stream.
DEFAULT_MAX_RESPONSE_BYTES = 1 << 30
LARGEST_FRAME = 64 << 20

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

# How often in a row functions of the caller answer the calls that a run waits for.
DEFAULT_MAX_TOOL_ROUNDS = 10

# Silence on a stream. One that has brought no event yet may never bring one: that is soon looked
# into. One that has brought events is waiting for a model or a tool.
FIRST_WINDOW = 2.0
WINDOW_AFTER_PROGRESS = 10.0
# Longer than from one keep-alive ping to the next, so that a live stream stays open.
LONGEST_WINDOW = 30.0
# What a run that is over has left to send is there already.
LAST_WINDOW = 5.0
# Of nothing but signs of life, until the first look at the run; each interval is twice the last.
FIRST_QUIET_INTERVAL = 10.0
LONGEST_QUIET_INTERVAL = 60.0
# Where the stream may be silent for ever, the answer to a look at the run may not.
LOOK_READ_TIMEOUT = 60.0

# From one look at a run that has no stream to the next: few seconds after something new, then more.
FIRST_POLL_INTERVAL = 1.0
LONGEST_POLL_INTERVAL = 10.0
POLL_INTERVAL_GROWTH = 1.5
# What the first and the last look at a run have for themselves, however short the time is.
FIRST_LOOK = 1.0
LAST_LOOK = 0.25

# So many items that none at all mean the end, also where a server filters its pages.
WIDE_LIMIT = 1000
# Where times do not tell items apart, their ids have to, up to this many.
REMEMBERED_IDS = 10_000
# How often a page is asked for again while its list changes.
REVERSAL_TRIES = 3
