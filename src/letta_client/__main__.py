"""`python -m letta_client runs`, `run`, `watch` and `trace`; they need the extra `notebook`."""

import sys

try:
    from .notebook.command import main
except ModuleNotFoundError as _missing:
    sys.exit(
        f"python -m letta_client needs {_missing.name}: pip install 'letta-client[notebook]' has it"
    )

if __name__ == "__main__":
    sys.exit(main())
