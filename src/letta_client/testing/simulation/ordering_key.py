"""By what the things of a list are ordered."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

Key: TypeAlias = tuple[datetime, int, int]
"""The place of an item: its moment, and whole numbers that decide between equal moments."""
