"""How often what is tried at random or again and again is tried."""

from hypothesis import settings

_QUICK = settings.get_profile("quick").max_examples


def times(count: int) -> int:
    """Return `count`, or as much more as the profile of hypothesis in use is more thorough."""
    return count * settings().max_examples // _QUICK
