"""Calibration: draws of what nobody knows that are in keeping with what is known of a place."""
from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

from . import _core
from ._errors import may_write, name_of
from ._progress import shown
from ._scenario import Scenario, _whole

if TYPE_CHECKING:
    import pandas


class Calibration:
    """What a calibration found.

    `posterior`: a DataFrame with a row for each draw and a column for each key. `targets` and `parameters`: what was observed beside what runs say before and after, and how far each
    parameter was narrowed; medians with 90 % ranges. `doubts` says why draws are not to be relied on; empty where they are. `r_hat`
    of the chains, `kish` (how many draws the candidates are worth) and `k_hat` of their weights.
    """

    def __init__(self, found: dict[str, Any]):
        import pandas
        self.posterior: pandas.DataFrame = pandas.DataFrame(found["draws"], columns=found["keys"]).rename_axis("draw")
        self.targets: pandas.DataFrame = pandas.DataFrame(found["targets"]).set_index("name")
        self.parameters: pandas.DataFrame = pandas.DataFrame(found["parameters"]).set_index("key")
        self._file: str = found["file"]
        self.doubts: list[str] = found["doubts"]
        self.runs: int = found["runs"]
        self.agents: int = found["agents"]
        self.repeats: int = found["repeats"]
        self.r_hat: float = found["r_hat"]
        self.kish: float = found["kish"]
        self.k_hat: float = found["k_hat"]

    def save(self, path: str | os.PathLike[str], *, replace: bool = False) -> str:
        """Writes the draws as the file (CSV) that `[uncertain] draws` names, and returns its name."""
        name = may_write(path, replace)
        with open(name, "w", encoding="utf-8") as file:
            file.write(self._file)
        return name

    def __repr__(self) -> str:
        doubts = f", not to be relied on ({', '.join(self.doubts)})" if self.doubts else ""
        return f"<cogov.Calibration: {len(self.posterior)} draws of {self.posterior.shape[1]} keys from {self.runs} runs{doubts}>"


def calibrate(scenario: Scenario, targets: pandas.DataFrame | str | os.PathLike[str] | None = None, *, runs: int | None = None,
              draws: int | None = None, residents: int | None = None, folder: str | os.PathLike[str] | None = None,
              threads: int | None = None, memory: int | None = None, progress: bool = True) -> Calibration:
    """Draws everything uncertain in a scenario so that runs come near what is known: `cogov calibrate`, docs/calibration.md.

    `targets` is a table of numbers that were observed, a DataFrame or the name of a CSV file, with the columns name, measure, value, sd and
    more; [uncertain] targets of the scenario where it is None. `runs` from what is believed (2560), `draws` that are wanted (512), of a
    town of so many `residents`. `folder` keeps finished runs, so that the same call goes on after a stop; a passing one where it is
    None.

    Raises Mistakes (of a DataFrame line 2 is its first row), ValueError, and KeyboardInterrupt within a second of Ctrl-C.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"a calibration is of a cogov.Scenario, not of {type(scenario).__name__}")
    with tempfile.TemporaryDirectory(prefix="cogov_", ignore_cleanup_errors=True) as passing:
        table, called = "", "targets"
        if hasattr(targets, "to_csv"):
            table = os.path.join(passing, "targets.csv")
            targets.to_csv(table, index=False)
        elif targets is not None:
            table = called = name_of(targets)
        where = name_of(folder) if folder is not None else os.path.join(passing, "runs")
        with shown(progress) as tick:
            found = _core.calibrate(scenario._read(), table, called, _whole("runs", runs), _whole("draws", draws),
                                    _whole("residents", residents), where, _whole("threads", threads), _whole("memory", memory), tick)
    return Calibration(found)
