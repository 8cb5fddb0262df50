"""What a group looks like that is made from a request."""

from __future__ import annotations

from datetime import datetime

from letta_client.testing.api.contract.bodies import GroupCreate
from letta_client.testing.simulation.ids import IdFamily
from letta_client.types.groups import Group

_NO_TURN = -1
"""What the counter of turns begins with."""


def make_group(request: GroupCreate, ids: IdFamily, now: datetime) -> Group:
    """Return a new group: the settings of its manager are fields of its own."""
    settings = request.manager_config.model_dump(mode="json")
    fields = {**request.model_dump(mode="json", exclude={"manager_config"}), **settings}
    if request.manager_config.manager_type == "sleeptime":
        fields["turns_counter"] = _NO_TURN
    return Group.model_validate({**fields, "id": ids.of("group", 0)})
