"""What a docstring says of a function and of its parameters comes out of it."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.client_tools.docstrings import read_docstring

WORDS = st.lists(
    st.sampled_from(["a", "plant,", "(which", "one)", "`name`."]), min_size=1, max_size=30
)
TEXTS = WORDS.map(" ".join)
NAMES = st.sampled_from(["what", "_how", "n2", "where_to"])
HEADINGS = ("Args", "Arguments", "Parameters")


@given(
    said=TEXTS,
    entries=st.dictionaries(NAMES, TEXTS, min_size=1),
    heading=st.sampled_from(HEADINGS),
    width=st.integers(30, 80),
    typed=st.booleans(),
    returns=st.booleans(),
)
def test_a_docstring_is_read_however_it_is_wrapped(
    said: str, entries: dict[str, str], heading: str, width: int, typed: bool, returns: bool
) -> None:
    lines = [*textwrap.wrap(said, width), "", f"{heading}:"]
    for name, text in entries.items():
        head = f"{name} (list[str], optional)" if typed else name
        first, *rest = textwrap.wrap(text, width)
        lines += [f"    {head}: {first}", *(f"        {line}" for line in rest)]
    ending = "\n\nReturns:\n    the day" if returns else ""
    docstring = textwrap.indent("\n".join(lines) + ending, "    ").lstrip()

    description, found = read_docstring(docstring)

    assert " ".join(description.split()) == " ".join((said + ending).split())
    assert {name: found.get(name) for name in entries} == entries


@pytest.mark.parametrize(
    ("docstring", "description", "entries"),
    [
        (None, "", {}),
        ("", "", {}),
        ("Water it.", "Water it.", {}),
        ("\nArgs:\n    a: one", "", {"a": "one"}),
        ("\nArgs:\n    a: one\n    b:\n        two\n        words\n\n    c: three", "", {
            "a": "one", "b": "two words", "c": "three",
        }),
        ("Say it.\n\nArgs:\n\nNote:\n    This", "Say it.\n\nNote:\n    This", {}),
        ("Say it.\n\nArgs:\n    *rest: what is left\n    a: one", "Say it.", {"a": "one"}),
        ("Args: of what", "Args: of what", {}),
        ("Say it.\n\nArgs:\n    a: of the form\n        key: value", "Say it.", {
            "a": "of the form key: value",
        }),
    ],
)  # fmt: skip
def test_odd_docstrings(docstring: str | None, description: str, entries: dict[str, str]) -> None:
    assert read_docstring(docstring) == (description, entries)


@given(st.text())
def test_any_text_is_a_docstring(text: str) -> None:
    read_docstring(text)
