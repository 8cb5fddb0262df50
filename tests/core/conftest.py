"""Properties are checked without a clock, for a busy machine is no bug, and in a few seconds."""

from hypothesis import settings

settings.register_profile("core", deadline=None, max_examples=60)
settings.load_profile("core")
