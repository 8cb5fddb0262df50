"""Profiles of hypothesis: `--hypothesis-profile=thorough` tries ten times as much.

Properties are checked without a deadline: a busy machine is no bug.
"""

import gc

from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=600)
settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """Spare the collections of garbage to come what was made for thousands of tests."""
    gc.collect()
    gc.freeze()
