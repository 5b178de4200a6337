"""Scenarios: read from a file or a text, changed key by key, checked, and run."""
from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Iterator

from . import _core
from ._errors import Interrupted, Mistake, name_of
from ._progress import shown
from ._results import Results

if TYPE_CHECKING:
    import pandas

_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."'\[\]]+?))\s*(?:\[(\d+)\])?\s*(?:\.|$)""")


def _text(value: str) -> str:
    """A text as JSON has it is one of TOML's, but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: Any) -> str:
    """A value as TOML text, on one line."""
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:   # numpy's numbers
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (str, os.PathLike)):
        return _text(os.fspath(value))
    if isinstance(value, Part):
        value = value.plain()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_text(str(key))} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        return "[" + ", ".join(_toml(one) for one in (value.tolist() if hasattr(value, "tolist") else value)) + "]"
    raise TypeError(f"a scenario has numbers, texts, true and false, lists and tables, not {type(value).__name__}")


def _who_says(depth: int) -> tuple[str, int]:
    """File and line of who called, so many calls up; of a notebook the cell."""
    try:
        frame = sys._getframe(depth + 1)
    except ValueError:   # another language, as R by reticulate
        return "the caller", 0
    file, line = frame.f_code.co_filename, frame.f_lineno
    if "ipykernel" in file or file.startswith("<ipython-input"):
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        file = f"In [{shell.execution_count}]" if shell is not None else "notebook"
    return file, line


def _parts(key: str) -> list[tuple[str, int | None]]:
    parts, at = [], 0
    while at < len(key) or not parts:
        found = _PART.match(key, at)
        if found is None or found.end() == at:
            raise KeyError(f"'{key}' is no key: names with dots between, as in parameters.reach")
        name = next(one for one in found.groups()[:3] if one is not None)
        parts.append((name, int(found[4]) if found[4] is not None else None))
        at = found.end()
    return parts


def _name(item: Any) -> str | None:
    """What a table of an array is called by."""
    if isinstance(item, dict):
        for selector in _core.selectors():
            if isinstance(item.get(selector), str):
                return item[selector]
    return None


class Part:
    """A table of a scenario, or several that names tell apart: its keys are read and set as items, or as attributes.

        s.arms["relief"].policies["admin_relief"].level = 0.4
    """

    __slots__ = ("_of", "_key")

    def __init__(self, of: Scenario, key: str):
        object.__setattr__(self, "_of", of)
        object.__setattr__(self, "_key", key)

    def _inside(self, name: str | int) -> str:
        """The dotted key of something in it."""
        held = self._of._said(self._key)
        if not isinstance(held, list):
            return f"{self._key}.{_quoted(str(name))}"
        names = [_name(one) for one in held]
        if isinstance(name, int):
            at = name if name >= 0 else name + len(held)
            if not 0 <= at < len(held):
                raise IndexError(f"{self._key} has {len(held)}, counted from 0")
            called = names[at]
            if called is None:
                raise KeyError(f"{self._key}[{name}] has no name to reach it by; set all of {self._key}")
            return f"{self._key}.{_quoted(called)}[{names[:at].count(called)}]"
        return f"{self._key}.{_quoted(name)}"

    def __getitem__(self, name: str | int) -> Any:
        return self._of[self._inside(name)]

    def __setitem__(self, name: str | int, value: Any) -> None:
        self._of._set(self._inside(name), value, 2)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._of[self._inside(name)]
        except KeyError as missing:
            raise AttributeError(missing.args[0]) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._of._set(self._inside(name), value, 2)

    def __iter__(self) -> Iterator[str]:
        held = self._of._said(self._key)
        return iter(held if isinstance(held, dict) else [_name(one) or str(at) for at, one in enumerate(held)])

    def __len__(self) -> int:
        return len(self._of._said(self._key))

    def __contains__(self, name: object) -> bool:
        return name in list(self)

    def __dir__(self) -> list[str]:
        return [one for one in self if one.isidentifier()] + ["plain"]

    def plain(self) -> Any:
        """As dicts and lists, a copy."""
        return self._of._said(self._key)

    def __repr__(self) -> str:
        return f"{self._key}: {self.plain()!r}"


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{name}"'


class Scenario:
    """A scenario file (TOML) with what was set on top of it; docs/scenarios.md has its keys.

    `Scenario(path)` reads a file with what it includes. Raises `Mistakes` where it cannot be read or is no TOML; what is wrong with
    its keys and values is told by `check()` and by `run()`, all at once.

    Keys are set as `--set` of the program does: `s["parameters.admin_share"] = 0.6`,
    `s["arms.relief.policies.admin_relief.level"] = 0.4`. Values are numbers, texts, bools, lists and dicts. A key that
    is read is what the scenario says, of a parameter that it does not name the standard value.
    """

    def __init__(self, path: str | os.PathLike[str]):
        self._path = name_of(path)
        self._text: str | None = None
        self._assigned: dict[str, tuple[str, str, int]] = {}
        self._checked: _core.Scenario | None = None
        self._last: Results | None = None
        self._tree()

    @classmethod
    def from_text(cls, text: str, name: str = "scenario.toml") -> Scenario:
        """A scenario of a text. `name` is what messages call it; relative paths in it count from the folder of a file of that name."""
        if not isinstance(text, str) or not isinstance(name, str):
            raise TypeError("text and name are str")
        text.encode()
        made = cls.__new__(cls)
        made._path, made._text, made._assigned, made._checked, made._last = name_of(name), text, {}, None, None
        made._tree()
        return made

    def copy(self) -> Scenario:
        """Another of the same, to be changed by itself."""
        made = type(self).__new__(type(self))
        made._path, made._text, made._assigned = self._path, self._text, dict(self._assigned)
        made._checked, made._last = self._checked, None
        return made

    def _set_list(self, more: dict[str, tuple[str, str, int]] | None = None) -> list[tuple[str, str, str, int]]:
        return [(key, *said) for key, said in {**self._assigned, **(more or {})}.items()]

    def _tree(self) -> dict[str, Any]:
        return _core.said(self._path, self._text, self._set_list())

    def _said(self, key: str) -> Any:
        at: Any = self._tree()
        for name, which in _parts(key):
            if isinstance(at, list):
                fitting = [one for one in at if _name(one) == name]
                if len(fitting) > 1 and which is None:
                    raise KeyError(f"{key}: there are {len(fitting)} of '{name}': say which, as in {name}[0]")
                if not fitting or (which or 0) >= len(fitting):
                    raise KeyError(f"{key}: there is no '{name}' among {', '.join(str(_name(one)) for one in at)}")
                at = fitting[which or 0]
            elif isinstance(at, dict) and name in at:
                at = at[name]
            else:
                raise KeyError(f"the scenario does not say {key}")
        return at

    def __getitem__(self, key: str) -> Any:
        try:
            found = self._said(key)
        except KeyError:
            if key.startswith("parameters."):
                model = self._tree().get("model", "participation")
                for row in _core.parameters(model):
                    if row["name"] == key.removeprefix("parameters."):
                        return row["default"]
            raise
        return Part(self, key) if isinstance(found, dict) or (isinstance(found, list) and any(map(_name, found))) else found

    def __setitem__(self, key: str, value: Any) -> None:
        self._set(key, value, 2)

    def _set(self, key: str, value: Any, depth: int) -> None:
        if not isinstance(key, str):
            raise TypeError(f"a key is a str, not {type(key).__name__}")
        text = _toml(value)
        (key + text).encode()
        self._assigned.pop(key, None)   # the last that is said counts
        self._assigned[key] = (text, *_who_says(depth))
        self._checked = None

    @property
    def arms(self) -> Part:
        """The arms, by name: `s.arms["relief"].title`; a new one is set as a dict."""
        return Part(self, "arms")

    @property
    def last(self) -> Results | None:
        """Results of the latest run of this scenario, also of one that was interrupted; None before."""
        return self._last

    def _read(self) -> _core.Scenario:
        if self._checked is None:
            self._checked = _core.read(self._path, self._text, self._set_list())
        return self._checked

    def check(self) -> list[Mistake]:
        """Reads everything that a run would. Raises `Mistakes` with all that is wrong.

        Returns remarks: what is right and yet hardly meant, such as a policy that can change nothing.
        """
        return [Mistake(*one) for one in self._read().remarks]

    def to_toml(self) -> str:
        """The scenario as one text: includes merged, what was set in its place."""
        return self._read().resolved

    def run(self, *, replicates: int | None = None, seed: int | None = None, threads: int | None = None, memory: int | None = None,
            progress: bool = True) -> Results:
        """Runs every arm, and keeps all that is observed in memory: the same numbers as `cogov run`, bit by bit.

        `replicates` and `seed` are those of the scenario where they are None; `threads` are as many as there are cores. `memory` is
        how many bytes runs and results may take, four fifths of what is free where it is None.

        Raises `Mistakes`; `MemoryError` where the results would not fit; `Interrupted` (a KeyboardInterrupt) within a second of
        Ctrl-C. What was finished then is in its `results`, and in `last`.
        """
        more = {}
        where = _who_says(1)
        for key, value in (("replicates", replicates), ("seed", seed)):
            if value is not None:
                more[key] = (_toml(value), *where)
        read = _core.read(self._path, self._text, self._set_list(more)) if more else self._read()
        return self._run(read, False, threads, memory, progress)

    def _run(self, read: _core.Scenario, sweeping: bool, threads: int | None, memory: int | None, progress: bool) -> Results:
        with shown(progress) as tick:
            made, raised = _core.run(read, sweeping, _whole("threads", threads), _whole("memory", memory), tick)
        self._last = Results(made) if made is not None else None
        if isinstance(raised, KeyboardInterrupt):
            done, planned = self._last.counted() if self._last is not None else (0, 0)
            raise Interrupted(self._last, f"stopped after {done}{f' of {planned}' if planned else ''} runs; what is finished is in .results of this exception, "
                                          "and in .last of the scenario") from None
        if raised is not None:
            raise raised
        assert self._last is not None
        return self._last

    def __repr__(self) -> str:
        changed = f", {len(self._assigned)} set" if self._assigned else ""
        return f"<cogov.Scenario {self._path}{changed}>"


def _whole(name: str, value: int | None) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} = {value!r}: expected a whole number, 1 or more")
    return value


def sweep(scenario: Scenario, points: pandas.DataFrame | None = None, *, replicates: int | None = None, threads: int | None = None,
          memory: int | None = None, progress: bool = True) -> Results:
    """Runs the arms of a scenario at every point of a design, in memory: `cogov sweep`.

    `points` has a row for each point, and for each factor a column named by its key: `parameters.reach`,
    `arms.relief.policies.admin_relief.level`. Any sampler makes them. Where it is None the scenario's [design] does. Results have the
    points in their rows' order: `Results.points`. Raises what `Scenario.run` does.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"a sweep is of a cogov.Scenario, not of {type(scenario).__name__}")
    where, more = _who_says(1), {}
    if replicates is not None:
        more["replicates"] = (_toml(replicates), *where)
    if points is not None:
        if not hasattr(points, "columns") or len(points) == 0 or len(points.columns) == 0:
            raise ValueError("points is a DataFrame with a row for each point and a column for each key that is varied")
        factors = {str(key): points[key].tolist() for key in points.columns}
        if len(factors) < len(points.columns):
            raise ValueError("two columns of points have the same name")
        more["design"] = (_toml({"kind": "points", "factors": factors}), *where)
    read = _core.read(scenario._path, scenario._text, scenario._set_list(more))
    return scenario._run(read, True, threads, memory, progress)
