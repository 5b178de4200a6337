"""Results: what was observed of runs, and what is to be concluded from it."""
from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any, Mapping

from . import _core
from ._errors import may_write, name_of

if TYPE_CHECKING:
    import pandas
    import xarray

Period = "str | tuple[int, int]"   # for annotations


def _frame(columns: list[tuple[str, list[Any]]]) -> pandas.DataFrame:
    import pandas
    return pandas.DataFrame(dict(columns))


class Results:
    """Recorded runs of all arms, made by `Scenario.run` or `sweep`, read by `open`, or another simulator's (`from_dataset`).

    They never change. Over possible worlds ([uncertain] of the scenario) estimates are medians with 90 % ranges; else means with 95 %
    intervals. Differences are from the baseline under the same luck, in the same world.
    """

    def __init__(self, made: _core.Results):
        if not isinstance(made, _core.Results):
            raise TypeError("Results are made by Scenario.run, sweep, open and Results.from_dataset")
        self._made = made
        self._told: dict[str, Any] = made.about()
        self._dataset: xarray.Dataset | None = None

    @property
    def title(self) -> str:
        return self._told["title"] or self._told["title_zh"]

    @property
    def arms(self) -> list[str]:
        """Names of the arms, in the scenario's order."""
        return [name for name, _, _ in self._told["arms"]]

    @property
    def baseline(self) -> str:
        """The arm that others are compared with where nobody names another."""
        return self._told["baseline"]

    @property
    def complete(self) -> bool:
        """Are all runs there?"""
        there, planned = self.counted()
        return there == planned

    @property
    def runs(self) -> pandas.DataFrame:
        """A row for each run: arm, point (of a design), replicate, seed, status (0 where it is complete), message."""
        import pandas
        frame = pandas.DataFrame(self._told["runs"], columns=["arm", "point", "replicate", "seed", "status", "message"])
        frame["arm"] = [self.arms[at] for at in frame["arm"]]
        return frame.rename_axis("run")

    @property
    def measures(self) -> pandas.DataFrame:
        """What arms can be compared by, by name: label, unit, table, which is better."""
        import pandas
        return pandas.DataFrame(self._told["measures"], columns=["name", "label", "unit", "table", "better"]).set_index("name")

    @property
    def points(self) -> pandas.DataFrame:
        """The design of a sweep: a row for each point, a column for each key that it varies; without columns where nothing is."""
        import pandas
        count = 1 + max((point for _, point, *_ in self._told["runs"]), default=0)
        frame = pandas.DataFrame(dict(self._told["factors"]))
        return frame.rename_axis("point") if len(frame.columns) else pandas.DataFrame(index=pandas.RangeIndex(count, name="point"))

    @property
    def draws(self) -> pandas.DataFrame:
        """What was drawn: a row for each possible world, a column for each key. Empty where nothing is uncertain."""
        return _frame(self._made.draws()).rename_axis("world")

    @property
    def dataset(self) -> xarray.Dataset:
        """All that was observed, as xarray.Dataset.

        Dimensions are `run`, `week` (or what else the model calls a step) or `year`, and the observation's own, such as `community`,
        `band` and `channel`. Along `run` lie the coordinates `arm`, `replicate` and `point`: runs of the same replicate share their luck.
        Counts are uint32, other numbers float64, units in the attributes. Of runs that were made here these are the numbers
        themselves, without a copy, and read-only; only where some runs are missing, those that are there are copied. Of a file
        all is read; `xarray.open_dataset(path)` reads a part.
        """
        if self._dataset is None:
            self._dataset = self._as_dataset()
        return self._dataset

    def _as_dataset(self) -> xarray.Dataset:
        import numpy
        import xarray
        told = self._told
        runs = self.runs
        coordinates: dict[str, Any] = {
            "arm": ("run", numpy.array(runs["arm"], dtype=str)),
            "replicate": ("run", runs["replicate"].to_numpy()),
            "point": ("run", runs["point"].to_numpy()),
        }
        used = {axis for _, axes, *_ in told["variables"] for axis in axes}
        for name, long_name, labels in told["axes"]:
            if name in used:
                coordinates[name] = (name, numpy.asarray(labels), {"long_name": long_name} if long_name else {})
        for name, axis, long_name, labels in told["texts"]:
            if axis in used and name not in coordinates:
                coordinates[name] = (axis, numpy.asarray(labels), {"long_name": long_name})
        variables = {}
        for name, axes, long_name, long_name_zh, units, cell_methods in told["variables"]:
            described = {"long_name": long_name, "long_name_zh": long_name_zh, "units": units, "cell_methods": cell_methods}
            variables[name] = (axes, self._made.numbers(name), described)
        about = {key: told[key] for key in ("title", "title_zh", "model", "model_version", "source", "burn_in", "step",
                                            "steps_per_year", "baseline")}
        made = xarray.Dataset(variables, coordinates, about)
        return made if self.complete else made.isel(run=(runs["status"] == 0).to_numpy())

    def compare(self, by: str | None = None, *, table: str = "main", split: str | None = None, period: Period = "last_year",
                baseline: str | None = None, point: int | None = None, simultaneous: bool = False, luck: bool = False) -> pandas.DataFrame:
        """Levels of measures and differences from the baseline: the table of `cogov compare --format csv`.

        A row for each arm, group and measure: of `by` alone where it names one (`measures` has them), else of all of `table`, "main",
        "equity" or "details". `split` is the axis of groups ("band", "community", "none"); the results' own where it is None. `period` is
        "last_year", "all", "area" or (FIRST, LAST), weeks FIRST to LAST - 1. Of a sweep a row for each point too; `point` is one of
        them alone. `simultaneous`: intervals that hold for all differences together. `luck`: of worlds, what luck alone does.

        Columns `level` and `difference` are in the measure's unit (shares from 0 to 1), with `_low` and `_high` of their intervals;
        NaN where there is none. Raises ValueError with what does not go together.
        """
        frame = _frame(self._made.compare(table, by, split, period, baseline, point, simultaneous, luck))
        if "point" in frame and point is None:
            for key, values in self.points.items():
                frame[key] = values.to_numpy()[frame["point"].to_numpy()]   # numbers where all are
        return frame if by is None else frame[frame["measure"] == by].reset_index(drop=True)

    def drivers(self, by: str | None = None, *, period: Period = "last_year", baseline: str | None = None,
                point: int | None = None) -> pandas.DataFrame:
        """What drives the difference of each arm in a measure, across possible worlds or the points of a sweep.

        The table of `cogov compare --show drivers --format csv`: a row for each arm and input. Sobol' indices `first_order` and
        `total` where the design or the worlds are of kind "saltelli", else shares of variance (`alone`, `added`), or Morris's
        changes. Raises ValueError where replicates differ by luck alone.
        """
        return _frame(self._made.drivers(by, period, baseline, point))

    def decision(self, by: str | None = None, *, worth: tuple[float, float] | None = None, period: Period = "last_year",
                 baseline: str | None = None, point: int | None = None, smallest_first: bool = False) -> pandas.DataFrame:
        """Which arm to choose by what one more of what a measure counts is worth, and what knowing more would be worth.

        The table of `cogov compare --show decision --format csv`, all money CNY a year. `worth` is from and to, in CNY; as the scenario
        says where it is None. Raises ValueError without possible worlds, or where nothing is spent or counted.
        """
        return _frame(self._made.decision(by, worth, period, baseline, point, smallest_first))

    def report(self, path: str | os.PathLike[str], *, language: str | None = None, baseline: str | None = None,
               point: int | None = None, replace: bool = False) -> str:
        """Writes the report's page (HTML, which needs no network), and returns its name. `language` it opens in: "en" or "zh"."""
        name = may_write(path, replace)
        self._made.report(name, language, baseline, point)
        return name

    def save(self, path: str | os.PathLike[str], *, replace: bool = False) -> str:
        """Stores the results as the file that `cogov run` leaves, and returns its name. Runs that were not made are told as such.

        Results that were read from a file are copied. Raises FileExistsError, OSError; ValueError for another simulator's.
        """
        name = may_write(path, replace)
        source = self._told["path"]
        if not self._made.made_here and os.path.isfile(source):
            shutil.copyfile(source, name)
        else:
            self._made.save(name, replace)
        return name

    @classmethod
    def from_dataset(cls, dataset: xarray.Dataset, measures: Mapping[str, Any], *, baseline: str | None = None, groups: str = "",
                     step: str = "week", steps_per_year: int = 52, title: str = "", agents: str = "agents") -> Results:
        """Results of another simulator, for `compare` and `report`.

        `dataset` has the dimension `step` (named as the argument says), and `run` with coordinates `arm` and `replicate` along it, or `arm`
        and `replicate` as dimensions. Variables are numbers of each step; those without these dimensions are left out. Replicates of
        equal number are compared pairwise, so give them the same random numbers, or none.

        `measures` says by what to compare: {"reached": "reached"} is the mean of a variable over a period; {"share": {"over": "took_part",
        "under": "people", "shown_as": 100, "unit": "%", "better": "more"}} a ratio of sums. Keys: over, under, label, label_zh, unit,
        window ("last_year" or "last_week"), shown_as, digits, better, role. `groups` is the dimension that tables are split by;
        `baseline` the arm that others are compared with, the first where it is None. Raises ValueError with what is missing.
        """
        from ._other import described
        return cls(_core.from_arrays(*described(dataset, measures, baseline, groups, step, steps_per_year, title, agents)))

    def counted(self) -> tuple[int, int]:
        """How many runs are there, and of how many."""
        return sum(status == 0 for *_, status, _ in self._told["runs"]), len(self._told["runs"])

    def __repr__(self) -> str:
        told = self._told
        there, planned = self.counted()
        missing = "" if there == planned else f" ({there} are there)"
        return (f"<cogov.Results of '{self.title}': {planned} runs{missing} of {len(told['arms'])} arms, "
                f"{told['steps']} {told['step']}s>")


def open(path: str | os.PathLike[str]) -> Results:
    """A results file of cogov's, of which numbers are read as they are asked for. Raises Mistakes where it is none, or damaged."""
    return Results(_core.open(name_of(path)))
