"""The reference as tables, from the program itself: what `cogov describe` prints, with numbers that are numbers."""
from __future__ import annotations

from typing import TYPE_CHECKING

from . import _core

if TYPE_CHECKING:
    import pandas


def _frame(rows: list[dict[str, object]]) -> pandas.DataFrame:
    import pandas
    frame = pandas.DataFrame(rows)
    return frame.set_index("name") if len(frame) else frame


def parameters(model: str = "participation") -> pandas.DataFrame:
    """Parameters by name: default, unit, range (low, high), meaning in both languages, where from, and what is believed (prior)."""
    return _frame(_core.parameters(model))


def levers(model: str = "participation") -> pandas.DataFrame:
    """Levers of policies by name: unit and range of their level, what they do, and what one unit costs (CNY)."""
    return _frame(_core.levers(model))


def observations(model: str = "participation") -> pandas.DataFrame:
    """What is observed, by name: unit, axes beside the run, whether each week or each year. Names of `Results.dataset`."""
    return _frame(_core.observations(model))


def measures(model: str = "participation") -> pandas.DataFrame:
    """What arms are compared by, by name: `by` of `Results.compare`."""
    return _frame(_core.measures(model))


def models() -> pandas.DataFrame:
    """The models that there are, by name."""
    return _frame(_core.models())


def designs() -> pandas.DataFrame:
    """Kinds of designs, by name, as [design] of a scenario has them."""
    return _frame(_core.designs())
