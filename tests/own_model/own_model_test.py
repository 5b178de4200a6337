#!/usr/bin/env python3
"""A model made in the test tree runs in a program of its own, with the command line, results and tables of every other.

usage: own_model_test.py PROGRAM

Everybody takes the opinion of somebody drawn at random, so the number who hold opinion 1 is a martingale that ends at
nobody or everybody: opinion 1 wins in the share of histories that it starts with, and the chance that two drawn at random
differ shrinks by 1 - 1/N a step (Wright & Fisher). Bounds are 5.5 standard errors: a false alarm in 2.6e7 each.
"""
import math
import os
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy

program = os.path.abspath(sys.argv.pop(1))
SCENARIO = """
model = "voter"
title = "Two opinions"
agents = 40
burn_in = 0
weeks = 600
replicates = 512
[arms.third]
parameters = {start = 0.3}
[arms.half]
"""


def cogov(*arguments, cwd="."):
    return subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, timeout=300)


class OwnModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.here = cls.folder.name
        with open(os.path.join(cls.here, "s.toml"), "w") as file:
            file.write(SCENARIO)
        cls.ran = cogov("run", "s.toml", "-o", "r.h5", "--no-progress", cwd=cls.here)

    def ones(self, name="r.h5"):
        with h5py.File(os.path.join(self.here, name)) as file:
            arm = file["arm_index"][:]
            return [file["ones"][:][arm == a] for a in (0, 1)]

    def test_is_described(self):
        self.assertIn("voter", cogov("describe", "model").stdout)
        self.assertIn("who holds opinion 1 at the start", cogov("describe", "parameter", "start", "--model", "voter").stdout)

    def test_runs_and_is_compared(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stderr)
        self.assertIn("hold opinion 1, %", self.ran.stdout)
        self.assertIn("third", self.ran.stdout)

    def test_wins_as_often_as_it_starts(self):
        for ones, start in zip(self.ones(), (0.3, 0.5)):
            end = ones[:, -1]
            self.assertTrue(numpy.isin(end, (0, 40)).all())
            self.assertAlmostEqual((end == 40).mean(), start, delta=5.5 * math.sqrt(start * (1 - start) / 512))

    def test_differences_die_out_as_the_chain_says(self):
        for ones, start in zip(self.ones(), (0.3, 0.5)):
            share = ones / 40
            differ = 2 * share * (1 - share)
            for week in (0, 5, 20, 60):
                expected = 2 * start * (1 - start) * (1 - 1 / 40) ** (week + 1)
                self.assertAlmostEqual(differ[:, week].mean(), expected, delta=5.5 * differ[:, week].std() / math.sqrt(511))

    def test_is_the_same_on_one_lane(self):
        self.assertEqual(cogov("run", "s.toml", "-o", "one.h5", "--lanes", "1", "--set", "replicates=20", cwd=self.here).returncode, 0)
        self.assertEqual(cogov("run", "s.toml", "-o", "many.h5", "--set", "replicates=20", cwd=self.here).returncode, 0)
        for one, many in zip(self.ones("one.h5"), self.ones("many.h5")):
            numpy.testing.assert_array_equal(one, many)


if __name__ == "__main__":
    unittest.main(verbosity=1)
