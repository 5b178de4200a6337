"""cogov in Python: residents taking part in running their community, simulated under several policies and compared.

    import cogov

    s = cogov.examples.boli()                        # or cogov.Scenario("town.toml"), cogov.Scenario.from_text(...)
    s.arms["relief"].policies["admin_relief"].level = 0.4
    s.check()                                        # cogov.Mistakes, each with its file, line and column
    r = s.run(replicates=64)                         # in memory; Ctrl-C stops it, and what is finished is in s.last
    r.dataset                                        # xarray.Dataset, without a copy
    r.compare(by="participation")                    # pandas.DataFrame, the numbers of `cogov compare`
    r.report("town.html"); r.save("town.h5"); cogov.open("town.h5")

Results are the same bytes as those of the program `cogov`. Runs use all cores, and one is made at a time: of two threads of
Python that run something, one waits. Mistakes of people's in what is read are `cogov.Mistakes` (a ValueError), those in arguments
ValueError, trouble with files OSError; results that would not fit into memory are MemoryError.
"""
import atexit as _atexit

from . import _core, describe, examples
from ._calibration import Calibration, calibrate
from ._errors import Interrupted, Mistake, Mistakes
from ._results import Results, open
from ._scenario import Scenario, sweep

__version__ = _core.version
__all__ = ["Calibration", "Interrupted", "Mistake", "Mistakes", "Results", "Scenario", "calibrate", "describe", "examples", "open",
           "sweep"]

_atexit.register(_core.wait_for_threads)   # a thread must not outlive what it uses
