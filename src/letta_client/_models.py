"""What models have in common, where letta-client 1 has them."""

from .types._model import BaseModel as BaseModel

__all__ = ["BaseModel"]
