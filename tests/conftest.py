"""Profiles of hypothesis: `--hypothesis-profile=thorough` tries ten times as much.

Properties are checked without a deadline: a busy machine is no bug.
"""

from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=600)
settings.load_profile("quick")
