"""All tables of calls, by their titles."""

from __future__ import annotations

from collections.abc import Mapping

from . import calls, calls_of_agents, calls_of_conversations, calls_of_files, calls_of_tools
from .calls import Call

TABLES: Mapping[str, Mapping[str, Call]] = {
    **calls.TABLES,
    **calls_of_agents.TABLES,
    **calls_of_conversations.TABLES,
    **calls_of_files.TABLES,
    **calls_of_tools.TABLES,
}
