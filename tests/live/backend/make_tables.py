"""Make every table of Letta in the empty database of LETTA_PG_URI, by the server's own Python.

The published server has no migrations with it; its models say what the tables are.
"""

from __future__ import annotations

import os
import pkgutil
from importlib import import_module

BEFORE = ["create extension if not exists vector"]

# The numbers of messages come from a sequence, of which the models say nothing.
AFTER = [
    "create sequence if not exists message_seq_id",
    "alter table messages alter column sequence_id set default nextval('message_seq_id')",
]


def main() -> None:
    sqlalchemy = import_module("sqlalchemy")
    models = import_module("letta.orm")
    for module in pkgutil.walk_packages(models.__path__, "letta.orm."):
        import_module(module.name)
    address = os.environ["LETTA_PG_URI"].replace("postgresql://", "postgresql+psycopg2://")
    engine = sqlalchemy.create_engine(address)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(sqlalchemy.text(statement))
        import_module("letta.orm.base").Base.metadata.create_all(connection)
        for statement in AFTER:
            connection.execute(sqlalchemy.text(statement))


if __name__ == "__main__":
    main()
