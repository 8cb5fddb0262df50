"""Source code of tools."""


def source(name: str, parameters: str = "x: int") -> str:
    """Return the source of a tool that is described well enough for a model."""
    described = [each.partition(":")[0] for each in parameters.split(", ") if each]
    lines = "".join(f"        {each}: The {each}.\n" for each in described)
    arguments = f"\n    Args:\n{lines}    " if described else ""
    return (
        f'def {name}({parameters}) -> str:\n    """Do {name}.\n{arguments}"""\n    return "done"\n'
    )
