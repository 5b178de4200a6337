#!/usr/bin/env python3
"""A model made in the test tree runs in a program of its own, with the command line, results and tables of every other.

usage: own_model_test.py PROGRAM

Everybody takes the opinion of somebody drawn at random, so the number who hold opinion 1 is a martingale that ends at
nobody or everybody: opinion 1 wins in the share of histories that it starts with, and the chance that two drawn at random
differ shrinks by 1 - 1/N a step (Wright & Fisher). Bounds are 5.5 standard errors: a false alarm in 2.6e7 each.
"""
import csv
import math
import os
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy

program = os.path.abspath(sys.argv.pop(1))
# What the formula of payoff.hpp says: of effects in millions, x_i independent with the variance of a symmetric triangle
# on -1 ... 1.
V = 1 / 6
ALL = V * (1 + 0.25) + 0.64 * V * V
FIRST = {"x1": V / ALL, "x2": 0.25 * V / ALL, "x3": 0}
TOTAL = {"x1": (V + 0.64 * V * V) / ALL, "x2": 0.25 * V / ALL, "x3": 0.64 * V * V / ALL}
PAYOFF = """
model = "payoff"
title = "A formula"
burn_in = 0
weeks = 1
replicates = {replicates}
[arms.nothing]
[arms.something]
parameters = {{on = 1, luck = {luck}}}
[decision]
worth = {{ low = 0, high = 2, source = "assumed" }}
{more}
"""
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


class Answers(unittest.TestCase):
    """What drives an effect and what is worth knowing, through the command, of a model that has exact answers."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.here = self.folder.name
        self.addCleanup(self.folder.cleanup)

    def rows(self, show, *words, run="run", **scenario):
        with open(os.path.join(self.here, "p.toml"), "w") as file:
            file.write(PAYOFF.format(**scenario))
        done = cogov(run, "p.toml", "-o", "p.h5", "--quiet", cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.told(show, *words)

    def told(self, show, *words):
        done = cogov("compare", "p.h5", "--show", show, "--format", "csv", *words, cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader(done.stdout.splitlines()))

    def be_indices(self, rows):
        """Student's quantile of 7 degrees of freedom for 1e-8 on either side is 21, for the interval's ends 2.36."""
        found = {row["name"].split(".")[-1]: row for row in rows if row["kind"] == "input"}
        for name in FIRST:
            for index, exact in (("first_order", FIRST[name]), ("total", TOTAL[name])):
                mean, low, high = (float(found[name][index + end]) for end in ("", "_low", "_high"))
                self.assertAlmostEqual(mean, exact, delta=21 / 2.36 * (high - mean) + 1e-6)
                self.assertLess(high - low, 0.2)

    def test_indices_of_worlds_are_the_exact_ones(self):
        rows = self.rows("drivers", replicates=8 * 5 * 64, luck=0,
                         more='[uncertain]\nkind = "saltelli"\npriors = ["x1", "x2", "x3"]')
        self.be_indices(rows)
        variance = {row["name"]: row for row in rows if row["kind"] == "variance"}
        self.assertEqual(variance["luck"]["variance"], "")   # one run of each world

    def test_indices_of_subjects_are_those_of_all_that_they_hold(self):
        """x1 and x3 act on each other, and are of one subject: together they do nothing with others."""
        rows = self.rows("drivers", replicates=8 * 5 * 64, luck=0, more='[uncertain]\nkind = "saltelli"\nby = "subject"\npriors = "all"')
        found = {row["name"]: row for row in rows if row["kind"] == "group"}
        self.assertEqual(set(found), {"first", "second", "nothing"})
        self.assertFalse([row for row in rows if row["kind"] == "input"])
        for name, exact in (("first", (V + 0.64 * V * V) / ALL), ("second", 0.25 * V / ALL)):
            for index in ("first_order", "total"):
                mean, high = (float(found[name][index + end]) for end in ("", "_high"))
                self.assertAlmostEqual(mean, exact, delta=21 / 2.36 * (high - mean) + 1e-6)
        self.assertEqual([float(found["nothing"][index]) for index in ("first_order", "total")], [0, 0])
        text = cogov("compare", "p.h5", "--show", "drivers", cwd=self.here).stdout
        self.assertRegex(text, "subject +alone, %")
        self.assertRegex(text, "first +8")

    def test_changes_of_worlds_are_those_of_the_formula_without_luck(self):
        """A step moves a key from a share u below it to u + 1/2: of a symmetric triangle on -1 ... 1 by 2 - sqrt(2u) - sqrt(1 - 2u),
        whose mean is 2/3, and whose square has the mean pi/4 - 1/3. Means within 5.5 standard errors, deviations within 0.35 of
        themselves: of 256 numbers with a kurtosis of 4 that is more than 6 standard errors."""
        rows = self.rows("decision", replicates=256 * 5, luck=0.3, more='[uncertain]\nkind = "morris"\npriors = ["x1", "x2", "x3", "x4"]')
        self.assertEqual({row["worth"] for row in rows if row["kind"] == "option"}, {str(k / 5).removesuffix(".0") for k in range(11)})
        found = {row["name"].split(".")[-1]: row for row in self.told("drivers") if row["kind"] == "input"}
        step, square = 2 / 3, math.pi / 4 - 1 / 3
        for name, mean, of_squares, signed in (("x1", step, square * (1 + 0.64 * V), step), ("x2", step / 2, square / 4, step / 2),
                                               ("x3", 0.8 * step / 3, 0.64 * V * square, 0)):
            size, high, deviation = (float(found[name][key]) / 1e6 for key in ("mean_size", "mean_size_high", "deviation"))
            self.assertAlmostEqual(size, mean, delta=5.5 / 1.97 * (high - size))
            exact = math.sqrt(of_squares - signed ** 2)
            self.assertAlmostEqual(deviation, exact, delta=0.35 * exact)
        self.assertEqual(float(found["x4"]["mean_size"]), 0)   # its worlds differ in it alone, not in luck
        text = cogov("compare", "p.h5", "--show", "drivers", cwd=self.here).stdout
        self.assertIn("mean size of change (mu*)", text)
        self.assertIn("half of what is believed of it", text)

    def test_indices_of_a_sweep_are_those_of_its_ranges(self):
        names = ["x1", "x2", "x3"]
        factors = "".join(f"\"parameters.{name}\" = {{ low = -1.0, high = 1.0 }}\n" for name in names)
        rows = self.rows("drivers", run="sweep", replicates=1, luck=0,
                         more='[design]\nkind = "saltelli"\nsamples = 64\n[design.factors]\n' + factors)
        v = 1 / 3   # of a uniform number, in place of the triangle's
        whole = v * 1.25 + 0.64 * v * v
        found = {row["name"].split(".")[-1]: row for row in rows if row["kind"] == "input"}
        for name, first, total in (("x1", v, v + 0.64 * v * v), ("x2", 0.25 * v, 0.25 * v), ("x3", 0, 0.64 * v * v)):
            for index, exact in (("first_order", first / whole), ("total", total / whole)):
                mean, high = (float(found[name][index + end]) for end in ("", "_high"))
                self.assertAlmostEqual(mean, exact, delta=21 / 2.36 * (high - mean) + 1e-6)

    def test_morris_changes_are_those_of_the_formula(self):
        factors = "".join(f"\"parameters.{name}\" = {{ low = -1.0, high = 1.0 }}\n" for name in ("x1", "x2", "x3", "x4"))
        rows = self.rows("drivers", run="sweep", replicates=1, luck=0,
                         more='[design]\nkind = "morris"\ntrajectories = 32\n[design.factors]\n' + factors)
        found = {row["name"].split(".")[-1]: row for row in rows if row["kind"] == "input"}
        step = 4 / 3   # of -1 ... 1, half of a grid of four
        self.assertAlmostEqual(float(found["x2"]["mean_size"]), step / 2 * 1e6, delta=2)   # counts are whole
        self.assertLess(float(found["x2"]["deviation"]), 2)
        self.assertGreater(float(found["x3"]["deviation"]), 1e5)   # which hangs on x1
        self.assertEqual(float(found["x4"]["mean_size"]), 0)

    def test_luck_and_parameters_are_told_apart(self):
        rows = self.rows("drivers", replicates=2048, luck=0.3, more='[uncertain]\nlucks = 2\npriors = "all"')
        variance = {row["name"]: row for row in rows if row["kind"] == "variance"}
        for name, exact in (("luck", 0.09), ("parameters", ALL)):
            value, error = (float(variance[name][key]) / 1e12 for key in ("variance", "variance_error"))
            self.assertAlmostEqual(value, exact, delta=6 * error)
        self.assertEqual(variance["people"]["variance"], "")
        shares = {row["name"]: row for row in rows if row["kind"] == "group"}   # each a subject of its own
        self.assertEqual({shares[name]["beyond_chance"] for name in ("parameters.x1", "parameters.x2")}, {"1"})
        means = ALL + 0.045
        self.assertAlmostEqual(float(shares["parameters.x1"]["alone"]), V / means, delta=0.06)
        self.assertAlmostEqual(float(shares["parameters.x2"]["added"]), 0.25 * V / means, delta=0.06)
        self.assertAlmostEqual(float(shares["parameters.x5"]["alone"]), 0, delta=0.03)
        text = cogov("compare", "p.h5", "--show", "drivers", cwd=self.here).stdout
        self.assertIn("parameters.x1", text)

    def test_knowing_is_worth_what_the_formula_says(self):
        rows = self.rows("decision", replicates=4096, luck=0.3, more='[uncertain]\nlucks = 2\npriors = "all"')
        at_one = [row for row in rows if float(row["worth"]) == 1]
        found = {row["name"]: row for row in at_one if row["kind"] == "input"}
        # Where one is worth 1 and costs 2, the gain is x1 + x2 / 2 + 0.8 x1 x3 millions a week: E max(0, x) = 1 / 6.
        for name, exact in (("parameters.x1", 52e6 / 6), ("parameters.x2", 52e6 / 12), ("parameters.x3", 0),
                            ("parameters.x8", 0)):
            value, error = (float(found[name][key]) for key in ("information", "information_error"))
            self.assertAlmostEqual(value, exact, delta=6 * error + 0.005 * 52e6, msg=name)
        self.assertEqual(found["parameters.x1"]["beyond_chance"], "1")
        options = {row["name"]: row for row in at_one if row["kind"] == "option"}
        all_known = next(row for row in at_one if row["kind"] == "information")
        self.assertEqual(float(options["nothing"]["net"]), 0)   # is always a choice
        best = min(float(row["expected_loss"]) for row in options.values())
        self.assertAlmostEqual(float(all_known["information"]), best, delta=1e-6 * best)
        free = [row for row in rows if float(row["worth"]) == 0 and row["kind"] == "option"]
        self.assertEqual({row["name"]: row["best"] for row in free}, {"nothing": "1", "something": "0"})
        with h5py.File(os.path.join(self.here, "p.h5")) as file:
            self.assertEqual((file["worth"].attrs["low"], file["worth"].attrs["high"]), (0, 2))
        self.assertIn("means over 2 runs", cogov("compare", "p.h5", "--show", "decision", cwd=self.here).stdout)
        self.assertEqual({float(row["worth"]) for row in self.told("decision", "--worth", "3")}, {3.0})

    def test_export_has_what_compare_tells(self):
        told = self.rows("decision", replicates=600, luck=0, more='[uncertain]\npriors = "all"')
        self.assertEqual(cogov("export", "p.h5", "-o", "tables", cwd=self.here).returncode, 0)
        for name in ("decision", "drivers"):
            with open(os.path.join(self.here, "tables", name + ".csv"), encoding="utf-8-sig") as file:
                self.assertEqual(list(csv.DictReader(file)), told if name == "decision" else self.told("drivers"))

    def test_few_worlds_say_that_they_are_few(self):
        self.rows("drivers", replicates=32, luck=0, more='[uncertain]\npriors = "all"')
        self.assertIn("cannot be told by so few", cogov("compare", "p.h5", "--show", "drivers", cwd=self.here).stdout)

    def test_a_worth_that_makes_no_sense_is_told_with_its_place(self):
        usual = 'worth = { low = 0, high = 2, source = "assumed" }'
        for said, words in (('worth = 3', "a range and where it is from"),
                            ('worth = { low = 3, high = 2, source = "x" }', "must not be more"),
                            ('worth = { low = 0, high = 2 }', "no source"),
                            ('measure = "things"', "does not say what one more is worth"),
                            ('measure = "cost"\nworth = { low = 0, high = 2, source = "x" }', "no measure that counts")):
            text = PAYOFF.format(replicates=16, luck=0, more="").replace(usual, said)
            with open(os.path.join(self.here, "w.toml"), "w") as file:
                file.write(text)
            done = cogov("check", "w.toml", cwd=self.here)
            self.assertNotEqual(done.returncode, 0, said)
            self.assertRegex(done.stderr, r"w\.toml:\d+:\d+: .*" + words)


if __name__ == "__main__":
    unittest.main(verbosity=1)
