"""The scenarios that come with cogov."""
from __future__ import annotations

import os
import pathlib

from ._scenario import Scenario


def folder() -> pathlib.Path:
    """Where they are: installed below share/cogov, or in the source tree. Raises FileNotFoundError where they are in neither."""
    for above in pathlib.Path(__file__).resolve().parents:
        for inside in ("share/cogov/scenarios", "scenarios"):
            if (above / inside / "boli" / "base.toml").is_file():
                return above / inside
    raise FileNotFoundError("the scenarios of cogov are not installed: cmake --install puts them below share/cogov")


def boli(name: str = "relief-and-volunteers") -> Scenario:
    """A scenario of Boli County: "base", "relief-and-volunteers", "levers", "worlds" ..."""
    there = folder() / "boli"
    path = there / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in there.glob("*.toml")))
        raise ValueError(f"there is no scenario '{name}' of Boli; there are {known}")
    return Scenario(os.fspath(path))
