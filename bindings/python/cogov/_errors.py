"""What goes wrong by somebody's doing."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Iterator, NamedTuple, Sequence

if TYPE_CHECKING:
    from ._results import Results


def name_of(path: Any) -> str:
    """A file's name as the module takes it. Raises TypeError, and ValueError of one that no file can have."""
    name = os.fspath(path)
    if not isinstance(name, str):
        raise TypeError("the name of a file is a str or a path of them")
    name.encode()
    if "\0" in name:
        raise ValueError("the name of a file has no null characters")
    return name


def may_write(path: str | os.PathLike[str], replace: bool) -> str:
    """The name of a file to be written. Raises FileExistsError where it is there and is not to be replaced."""
    name = name_of(path)
    if os.path.exists(name) and not replace:
        raise FileExistsError(f"{name} exists already; replace=True replaces it")
    return name


class Mistake(NamedTuple):
    """One mistake: where it is, and a sentence that says what was found, what was expected and what to do.

    `line` and `column` count from 1, and are 0 where they are not known. What was said in Python has the file and line that
    said it; in a notebook `file` is the cell, as in "In [3]".
    """

    file: str
    line: int
    column: int
    message: str


class Mistakes(ValueError):
    """All mistakes of a scenario or a table at once.

    Iterates over `Mistake`; `str()` is what the program would print, with the lines that are wrong. Of a file with very
    many `untold` are not among them.
    """

    def __init__(self, mistakes: Sequence[tuple[str, int, int, str]], text: str, untold: int = 0):
        super().__init__(text)
        self.mistakes = [Mistake(*one) for one in mistakes]
        self.untold = untold

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self.mistakes)

    def __len__(self) -> int:
        return len(self.mistakes)

    def __getitem__(self, at: int) -> Mistake:
        return self.mistakes[at]

    def __reduce__(self):
        return type(self), ([tuple(one) for one in self.mistakes], str(self), self.untold)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C (in a notebook: the interrupt button) ended runs. What was finished is in `results`, None where that is nothing."""

    def __init__(self, results: Results | None, text: str):
        super().__init__(text)
        self.results = results
