"""How far runs are, for people: a line in a terminal, an output in a notebook, nothing elsewhere."""
from __future__ import annotations

import sys
import time
from typing import Callable


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class Progress:
    """To be called with the runs that are done and planned."""

    def __init__(self, show: Callable[[str], None]):
        self._show, self._begin, self._told = show, time.monotonic(), ""

    def __call__(self, done: int, planned: int) -> None:
        if not planned:
            return
        passed = time.monotonic() - self._begin
        left = f", {_clock(passed / done * (planned - done))} left" if 0 < done < planned else ""
        text = f"{done} of {planned} runs, {_clock(passed)}{left}"
        if text != self._told:
            self._told = text
            self._show(text)


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and "ipykernel" in sys.modules


class shown:
    """`with shown(True) as tick`: a tick for the module, or None where nobody would see it."""

    def __init__(self, wanted: bool):
        self._wanted, self._terminal = wanted, False

    def __enter__(self) -> Progress | None:
        if not self._wanted:
            return None
        if _in_notebook():
            from IPython.display import display
            handle = display({"text/plain": "..."}, raw=True, display_id=True)
            return Progress(lambda text: handle.update({"text/plain": text}, raw=True))
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        if not self._terminal:
            return None

        def draw(text: str) -> None:
            sys.stderr.write(f"\r{text}\x1b[K")
            sys.stderr.flush()
        return Progress(draw)

    def __exit__(self, *raised: object) -> None:
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
