#!/usr/bin/python3
"""documents_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the examples of the manual run as they stand.

Every block of Python, R and Julia in docs/results.md and docs/sweeps.md, in a folder with the results that it names; where a
language or its HDF5 package is not installed its blocks are left out and say so.
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, read, write  # noqa: E402

# language: how a block is run, and what shows that it can be
LANGUAGES = {
    "python": ([sys.executable], "import h5py, xarray"),
    "r": (["Rscript"], "library(ncdf4)"),
    "julia": (["julia"], "using HDF5"),
}


class Examples(Case):
    def setUp(self):
        super().setUp()
        self.here = os.path.join(self.root, "results")   # made once for all languages
        if os.path.exists(self.here):
            return
        os.mkdir(self.here)
        scenarios = os.path.join(harness.SOURCE, "scenarios", "boli")
        self.run_well("run", os.path.join(scenarios, "relief-and-volunteers.toml"), "-o", "town.h5", "--quiet", "--weeks", "54",
                      "--burn-in", "2", "--replicates", "2")
        self.run_well("sweep", os.path.join(scenarios, "sweep-relief-volunteers.toml"), "-o", "sweep.h5", "--quiet", "--weeks", "2",
                      "--burn-in", "0", "--replicates", "2")

    def blocks(self, language):
        for page in ("results.md", "sweeps.md"):
            text = read(os.path.join(harness.SOURCE, "docs", page)).decode()
            yield from re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)

    def run_blocks(self, language):
        command, probe = LANGUAGES[language]
        place = os.path.join(self.here, "probe")
        write(place, probe + "\n")
        if shutil.which(command[0]) is None or subprocess.run([*command, place], capture_output=True).returncode != 0:
            self.skipTest(f"{language} is not installed here, or not with what reads HDF5")
        found = 0
        for block in self.blocks(language):
            write(place, block)
            done = subprocess.run([*command, place], cwd=self.here, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, block + done.stderr)
            self.assertTrue(done.stdout or "h5py.File(" in block, block)   # shows something, or writes a file
            found += 1
        self.assertGreater(found, 0)

    def test_python(self):
        self.run_blocks("python")

    def test_r(self):
        self.run_blocks("r")

    def test_julia(self):
        self.run_blocks("julia")


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
