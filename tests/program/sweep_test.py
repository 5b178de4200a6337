#!/usr/bin/python3
"""sweep_test.py PATH_TO_COGOV SOURCE_DIR [--kills N] [-k substring]: designs, run as people run them.

Every run of a sweep is the run that its point's values give on their own; stopped, cut into shards or repeated, a sweep
leaves the same bytes; what is told of its points and factors is in the file.
"""
import csv
import io
import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, Stoppable, cogov, read, write  # noqa: E402

HEAD = 'population = "{population}"\nweeks = 9\nburn_in = 3\nreplicates = 20\nseed = 5\n'
ARMS = ('[arms.base]\n[arms.x]\n[[arms.x.policies]]\nlever = "admin_relief"\nlevel = 0.5\n'
        '[arms.y]\n[[arms.y.policies]]\nlever = "venues"\nlevel = 0.5\nstart = 3\n')
DESIGN = ('[design]\nkind = "factorial"\n[design.factors]\n"arms.x.policies.admin_relief.level" = [0.0, 0.5, 1.0]\n'
          '"parameters.b_social" = [1.0, 3.0]\n')


def p_value(differences):
    """Student's two-sided p-value of a mean of 0, its density added up."""
    n = len(differences)
    t = abs(differences.mean()) / (differences.std(ddof=1) / math.sqrt(n))
    density = (1 + numpy.linspace(0, t, 100_001) ** 2 / (n - 1)) ** (-n / 2)
    density *= math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2)) / math.sqrt((n - 1) * math.pi)
    return 1 - 2 * numpy.trapz(density, dx=t / 100_000)


class Sweeps(Case):
    def setUp(self):
        super().setUp()
        self.population = os.path.join(self.town, "population")
        self.scenario = self.written(ARMS + DESIGN)

    def written(self, text, name="s.toml"):
        return write(os.path.join(self.here, name), HEAD.format(population=self.population) + text)

    def swept(self, *words, scenario=None, name="r.h5"):
        self.run_well("sweep", scenario or self.scenario, "-o", name, "--quiet", *words)
        return os.path.join(self.here, name)


class Tables(Sweeps):
    def told(self, factors):
        listed = "".join(f'"parameters.{name}" = [{value}, {value / 2}]\n' for name, value in factors)
        scenario = self.written(ARMS + '[design]\nkind = "points"\n[design.factors]\n' + listed, "wide.toml")
        self.swept("--set", "weeks=4", "--set", "replicates=2", "--force", scenario=scenario)
        return [self.run_well("compare", "r.h5", "--show", "points", "--format", form).out for form in ("text", "csv")]

    def test_factors_that_no_terminal_has_room_for_are_counted(self):
        parameters = json.loads(self.run_well("describe", "parameter", "--format", "json").out)
        some = [(one["name"], float(one["default"])) for one in parameters if "share" in one["unit"] or "utility" in one["unit"]]
        some = [(name, value) for name, value in some if value > 0][:14]
        text, table = self.told(some)
        self.assertIn("6 columns are left out here, where there is no room for them; --format csv has all\n", text)
        self.assertIn("; ... [14]\n", text)
        heading = next(line for line in text.splitlines() if line.startswith("arm "))
        self.assertIn(" [8] ", heading)
        self.assertNotIn("[9]", heading)
        self.assertIn("cost, CNY/week", heading)
        for name, _ in some:
            self.assertIn("parameters." + name, table.splitlines()[0])

    def test_few_factors_are_all_shown(self):
        text, _ = self.told([("b_social", 2.0), ("habit_rate", 0.1), ("b_habit", 1.0)])
        self.assertNotIn("left out", text)
        self.assertIn(" [3] ", text)

    def test_a_bad_name_in_the_header_of_points_is_told_at_its_cell(self):
        scenario = self.written(ARMS + '[design]\nkind = "points"\nfile = "p.csv"\n', "listed.toml")
        for header, column, words in (("parameters.b_habit,parameters.b_socal", 20, "did you mean 'b_social'"),
                                      ("parameters.b_habit,arms.x.policies.admin_relief.levl", 20, "did you mean 'level'")):
            write(os.path.join(self.here, "p.csv"), header + "\n1,0.5\n0.9,0.6\n")
            done = cogov("check", scenario, cwd=self.here)
            self.refused(done, f"p.csv:1:{column}: unknown key", words)
            self.assertEqual(done.err.count("p.csv:"), 1, done)


class Points(Sweeps):
    def test_runs_are_those_of_the_points_values_alone(self):
        with h5py.File(self.swept()) as file:
            point, arm, keys = file["point"][:], file["arm"].asstr()[:], file["runs/key"].asstr()[:]
            participants, spending = file["participants"][:], file["spending"][:]
            level, social = (file["design/values/" + key][:] for key in ("arms.x.policies.admin_relief.level",
                                                                         "parameters.b_social"))
            stands_for = file["design/stands_for"][:]
        self.assertEqual(len(keys), 20 * (6 + 2 + 2))   # x at six points, base and y at each b_social
        for p in range(6):
            self.run_well("run", self.scenario, "-o", "one.h5", "--quiet", "--force", "--set", f"parameters.b_social={social[p]}",
                          "--set", f"arms.x.policies.admin_relief.level={level[p]}")
            with h5py.File(os.path.join(self.here, "one.h5")) as one:
                for a, name in enumerate(("base", "x", "y")):
                    here = (point == stands_for[p, a]) & (arm == name)
                    there = one["arm"].asstr()[:] == name
                    self.assertEqual(here.sum(), 20)
                    self.assertTrue((participants[here] == one["participants"][:][there]).all())
                    self.assertTrue((spending[here] == one["spending"][:][there]).all())
                    self.assertEqual(list(keys[here]), list(one["runs/key"].asstr()[:][there]))

    def test_same_bytes_whatever_computes_them(self):
        whole = read(self.swept())
        for words in (["--threads", "1"], ["--threads", "3", "--lanes", "1"], ["--memory", "1M"], ["--instruction-set", "v2"]):
            self.assertEqual(read(self.swept("--force", *words)), whole, words)

    def test_many_points_show_the_most_and_the_least(self):
        levels = ", ".join(f"{x / 50}" for x in range(45))
        many = self.written(ARMS + '[design]\nkind = "factorial"\n[design.factors]\n'
                            f'"arms.x.policies.admin_relief.level" = [{levels}]\n', "many.toml")
        path = self.swept("--set", "weeks=53", "--replicates", "2", scenario=many)
        for words, label in (([], "weekly participation"), (["--show", "equity"], "the most engaged tenth"),
                             (["--show", "points", "--by", "waiting", "--smallest-first"], "waiting")):
            text = self.run_well("compare", path, *words).out
            self.assertRegex(text, f"Of 46 rows the 20 with most and with least .*{label}")
        def order(*words):
            text = self.run_well("compare", path, "--show", "points", "--by", "load", *words).out
            return [line.split()[1] for line in text.splitlines() if line.startswith("x ")]
        self.assertEqual(order()[-1], "0.88")                        # relief makes the load smaller
        self.assertEqual(order("--smallest-first")[0], "0.88")
        self.refused(cogov("compare", self.swept(scenario=many, name="short.h5"), "--show", "equity", cwd=self.here),
                     "at the end of each year, so it takes 52 weeks")
        self.assertIn("with most and with least Gini of engagement", self.run_well("compare", path, "--by", "gini").out)
        self.refused(cogov("compare", path, "--by", "representation", cwd=self.here), "always 1 of everybody")
        rows = json.loads(self.run_well("compare", path, "--show", "equity", "--format", "json").out)["points"]
        self.assertEqual(set(rows[1]["measures"]), {"top_tenth", "gini"})
        self.assertEqual(len(rows), 47)

    def test_arms_have_effects_of_their_own_factors_only(self):
        text = self.written(ARMS + '[design]\nkind = "latin_hypercube"\npoints = 8\n[design.factors]\n'
                            '"arms.x.policies.admin_relief.level" = { low = 0.0, high = 1.0 }\n'
                            '"parameters.b_social" = { low = 1.0, high = 3.0 }\n', "both.toml")
        found = {e["arm"]: e for e in json.loads(self.run_well("compare", self.swept(scenario=text), "--show", "effects",
                                                               "--format", "json").out)}
        self.assertEqual(list(found["base"]["effects"]), ["parameters.b_social"])
        self.assertEqual(list(found["base"]["partial"]), ["parameters.b_social"])
        self.assertEqual(list(found["y"]["effects"]), ["parameters.b_social"])
        self.assertEqual(len(found["x"]["effects"]), 3)

    def test_factors_are_columns_of_the_exported_runs(self):
        self.swept()
        self.run_well("export", "r.h5", "-o", "tables")
        with open(os.path.join(self.here, "tables", "runs.csv"), encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(list(rows[0])[:6], ["run", "arm", "point", "replicate", "arms.x.policies.admin_relief.level",
                                             "parameters.b_social"])
        values = {(r["arm"], r["point"]): (r["arms.x.policies.admin_relief.level"], r["parameters.b_social"]) for r in rows}
        self.assertEqual(values["x", "3"], ("0.5", "3"))
        self.assertEqual(values["base", "1"], ("", "3"))     # relief does not change it

    def test_factors_are_in_the_file(self):
        with h5py.File(self.swept()) as file:
            runs = {name: file["runs/" + name][:] for name in ("arms.x.policies.admin_relief.level", "parameters.b_social")}
            arm = file["arm"].asstr()[:]
            self.assertEqual(file["design"].attrs["kind"], b"factorial")
            self.assertEqual(list(file["design/factor"].asstr()[:]), list(runs))
        relief, social = runs.values()
        self.assertTrue(numpy.isnan(relief[arm != "x"]).all())   # nothing of it in the other arms
        self.assertEqual(set(relief[arm == "x"]), {0, 0.5, 1})
        self.assertEqual(set(social), {1, 3})

    def test_ages_of_bands_are_told_where_all_points_have_the_same(self):
        design = '[arms.base]\n[design]\nkind = "factorial"\n[design.factors]\n"parameters.{}" = {}\n'
        for factor, values, told in (("b_social", "[1.0, 3.0]", ["18-34", "35-59", "60+"]), ("band_cut_older", "[50, 70]", None)):
            made = self.swept("--force", scenario=self.written(design.format(factor, values), f"{factor}.toml"))
            with h5py.File(made) as file:
                self.assertEqual(list(file["ages"].asstr()[:]) if "ages" in file else None, told)
                self.assertEqual("ages_zh" in file, told is not None)
                self.assertIn("subdistrict", file)

    def test_xarray_opens_every_group(self):
        path = self.swept()
        done = subprocess.run([sys.executable, os.path.join(harness.HERE, "xarray_test.py"), path], capture_output=True, text=True)
        if done.returncode == 2:
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        import xarray
        for engine in ("netcdf4", "h5netcdf"):
            with xarray.open_dataset(path, group="design", engine=engine) as design:
                self.assertEqual(dict(design.sizes), {"point": 6, "factor": 2, "design_arm": 3})
                self.assertEqual(list(design.design_arm.values), ["base", "x", "y"])
                self.assertEqual(design.stands_for.dims, ("point", "design_arm"))
            with xarray.open_dataset(path, group="runs", engine=engine) as runs:
                self.assertEqual(runs["parameters.b_social"].dims, ("run",))
            with xarray.open_dataset(path, group="design/values", engine=engine) as values:
                self.assertEqual(values["parameters.b_social"].dims, ("point",))

    def test_points_come_from_a_table(self):
        with open(os.path.join(self.population, "communities.csv"), encoding="utf-8-sig") as file:
            names = [row["community"] for row in csv.DictReader(file)]
        write(os.path.join(self.here, "p.csv"), "arms.x.policies.admin_relief.level,parameters.b_social,arms.x.policies[0].targets\n"
              f'0.25,1.5,"[""{names[0]}""]"\n1.0,2.0,"[""{names[1]}""]"\n')
        scenario = self.written(ARMS + '[design]\nkind = "points"\nfile = "p.csv"\n')
        path = self.swept(scenario=scenario)
        with h5py.File(path) as file:
            self.assertEqual(list(file["design/values/parameters.b_social"][:]), [1.5, 2.0])
            self.assertEqual(list(file["design/values/arms.x.policies[0].targets"].asstr()[:]), [f'["{n}"]' for n in names[:2]])
            spending, arm, point = file["spending"][:].sum(axis=(1, 3)), file["arm"].asstr()[:], file["point"][:]
        for p in range(2):   # spent where the point says
            self.assertEqual(set(numpy.nonzero(spending[(arm == "x") & (point == p)].sum(axis=0))[0]), {p})
        before = read(path)
        os.remove(os.path.join(self.here, "p.csv"))   # it is in the results
        self.run_well("run", "r.h5", "-o", "again.h5", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "again.h5")), before)

    def test_random_designs_are_the_same_every_time(self):
        for kind in ('kind = "latin_hypercube"\npoints = 5\nseed = 3', 'kind = "sobol"\npoints = 4', 'kind = "morris"\ntrajectories = 2'):
            scenario = self.written(ARMS + f'[design]\n{kind}\n[design.factors]\n"parameters.b_social" = {{ low = 1.0, high = 3.0 }}\n'
                                    '"arms.x.policies.admin_relief.start" = { low = 0, high = 8, whole = true }\n'
                                    '"parameters.habit_rate" = { low = 0.01, high = 0.2, log = true }\n')
            words = ["--replicates", "2", "--weeks", "9", "--burn-in", "0"]
            first = read(self.swept(*words, scenario=scenario))
            self.assertEqual(read(self.swept(*words, "--force", "--threads", "1", scenario=scenario)), first)
            os.remove(os.path.join(self.here, "r.h5"))

    def test_mistakes(self):
        plain = self.written(ARMS, "plain.toml")
        self.refused(cogov("sweep", plain, cwd=self.here), "has no [design]")
        slip = self.written(ARMS + DESIGN.replace("b_social", "b_socail"), "slip.toml")
        for command in ("sweep", "check"):
            self.refused(cogov(command, slip, cwd=self.here), "slip.toml:", "b_socail", "did you mean 'b_social'")
        high = self.written(ARMS + DESIGN.replace("3.0]", "300.0]"), "high.toml")
        self.refused(cogov("sweep", high, cwd=self.here), "high.toml:", "b_social 300", "out of range")
        people = self.written(ARMS + '[design]\nkind = "factorial"\n[design.factors]\npopulation = ["a", "b"]\n', "people.toml")
        self.refused(cogov("sweep", people, cwd=self.here), "people.toml:", "'population' names files")
        os.remove(people)
        self.run_well("run", slip, "-o", "r.h5", "--quiet")   # the design is not its business
        self.leaves("r.h5", "s.toml", "plain.toml", "slip.toml", "high.toml")

    def test_more_than_can_be_listed_is_refused_at_once(self):
        design = '[design]\nkind = "sobol"\npoints = {}\n[design.factors]\n"arms.x.policies.admin_relief.level" = {{ low = 0.0, high = 1.0 }}\n'
        large = self.written(ARMS + design.format(1000), "large.toml")
        for command in ("check", "sweep"):
            self.refused(cogov(command, large, "--replicates", "1000000", cwd=self.here), "command line: 1002 settings (arms at points) with "
                         "1000000 replicates each are 1002000000 runs; a plan can have 10000000 at most: take fewer replicates or points")
        wide = self.written(ARMS + design.format(1000000) + "".join(f'"arms.x.policies.admin_relief.ramp{n}" = [1, 2]\n'
                                                                    for n in range(30)), "wide.toml")
        self.refused(cogov("check", wide, cwd=self.here), "31 factors at 1000000 points are 31000000 values")
        self.leaves("s.toml", "large.toml", "wide.toml")

    def test_settings_of_one_arm_are_many(self):
        many = self.written(ARMS + '[design]\nkind = "sobol"\npoints = 30000\n[design.factors]\n'
                            '"arms.x.policies.admin_relief.level" = { low = 0.0, high = 1.0 }\n'
                            '"arms.x.policies.admin_relief.start" = { low = 0, high = 8, whole = true }\n', "many.toml")
        done = self.run_well("sweep", many, "--set", "replicates=1", "--dry-run", "--format", "json")
        told = json.loads(done.out)
        self.assertEqual((told["runs"], told["worlds"]), (30002, 1))

    def told_beforehand(self, text, *words, command="sweep"):
        told = json.loads(self.run_well(command, write(os.path.join(self.here, "s.toml"), text), "--dry-run", "--format", "json", *words).out)
        self.leaves("s.toml")
        self.assertAlmostEqual(told["seconds_about"], sum(told["seconds_" + part] for part in
                                                          ("planning", "making_people", "simulating", "storing")), places=9)
        self.assertFalse(told["seconds_are_at_least"])
        return told

    def test_dry_run_knows_that_storing_many_short_runs_takes_longer_than_their_weeks(self):
        few = ('model = "logit_contagion"\nagents = 100\nburn_in = 0\nweeks = 4\nreplicates = 1\n[arms.base]\n[design]\n'
               'kind = "latin_hypercube"\npoints = {points}\n[design.factors]\n"arms.base.parameters.base" = {{ low = -2.0, high = 0.0 }}\n')
        told = self.told_beforehand(few.format(points=20000))
        self.assertGreater(told["seconds_storing"], 5 * told["seconds_simulating"])
        self.assertGreater(told["bytes_packed_about"], told["bytes_raw"])   # what describes a run is larger than its four weeks
        self.assertLess(self.told_beforehand(few.format(points=1000))["seconds_storing"], told["seconds_storing"])

    def test_dry_run_knows_that_each_point_with_other_people_makes_them(self):
        told = self.told_beforehand(HEAD.format(population=self.population) + '[arms.base]\n[design]\nkind = "factorial"\n[design.factors]\n'
                                    '"population_seed" = { low = 1, high = 500, levels = 500, whole = true }\n',
                                    "--set", "weeks=1", "--set", "burn_in=0", "--set", "replicates=1")
        self.assertEqual(told["worlds"], 500)
        self.assertGreater(told["seconds_making_people"], 5 * told["seconds_simulating"])

    def test_dry_run_of_one_long_run_is_its_weeks(self):
        told = self.told_beforehand(HEAD.format(population=self.population), "--set", "weeks=5200", "--set", "replicates=1", command="run")
        self.assertEqual(told["runs"], 1)
        self.assertGreater(told["seconds_simulating"], told["seconds_about"] / 2)

    def test_dry_run_tells_replicates_that_cost_nothing(self):
        for replicates, free in ((1, 0), (4, 0), (5, 11), (15, 1), (16, 0), (18, 0), (25, 7)):
            told = self.told_beforehand(HEAD.format(population=self.population), "--replicates", replicates, command="run")
            self.assertEqual(told["free_replicates"], free, replicates)
        self.assertEqual(self.told_beforehand(HEAD.format(population=self.population), "--replicates", 5, "--lanes", 1,
                                              command="run")["free_replicates"], 0)
        sentence = "11 more replicates would take no longer: 16 runs advance together (--replicates 16)"
        self.assertIn(sentence, self.run_well("run", "s.toml", "--replicates", 5, "--dry-run").out)
        self.assertIn(sentence, self.run_well("run", "s.toml", "--replicates", 5, "--no-progress").err)
        self.assertNotIn("more replicate", self.run_well("run", "s.toml", "--replicates", 16, "--no-progress", "--force").err)

    def test_shards_that_have_nothing_to_do_are_told(self):
        one = write(os.path.join(self.here, "s.toml"), HEAD.format(population=self.population))
        sentence = "this plan has 1 piece of work (blocks of 16 replicates times worlds): shards 1 to 7 of 8 have nothing to do"
        dry = self.run_well("run", one, "--shard", "3/8", "--replicates", 16, "--dry-run")
        self.assertIn(sentence, dry.err)
        self.assertIn("Runs: 0 ", dry.out)
        done = self.run_well("run", one, "-o", "r.h5", "--shard", "3/8", "--replicates", 16, "--no-progress")
        self.assertIn(sentence, done.err)
        self.assertIn("shard 3/8 is done: 0 runs", done.err)
        self.assertNotIn("nothing to do", self.run_well("run", one, "--shard", "1/2", "--replicates", 17, "--dry-run").err)
        self.assertIn("shard 2 of 3 has nothing to do", self.run_well("run", one, "--shard", "1/3", "--replicates", 17, "--dry-run").err)

    def test_dry_run_where_the_folder_cannot_be_written_to_tells_the_time_all_the_same(self):
        told = json.loads(self.run_well("sweep", self.scenario, "--dry-run", "--format", "json", "-o", "no/such/folder/r.h5").out)
        self.assertGreater(told["seconds_storing"], 0)

    def test_dry_run_tells_the_plan_and_leaves_nothing(self):
        done = self.run_well("sweep", self.scenario, "--dry-run")
        for words in ("6 points of 2 factors", "parameters.b_social: 1.0, 3.0", "arm 'base' is run at 2 points", "Runs: 200",
                      "20 parts over 2 worlds", "Results: about", "Time: about"):
            self.assertIn(words, done.out)
        told = json.loads(self.run_well("sweep", self.scenario, "--dry-run", "--format", "json").out)
        self.assertEqual((told["runs"], told["points"], told["worlds"]), (200, 6, 2))
        self.assertEqual(told["factors"][1]["values"], [1, 3] * 3)
        runs = list(csv.DictReader(io.StringIO(self.run_well("sweep", self.scenario, "--dry-run", "--format", "csv").out)))
        self.leaves("s.toml")
        with h5py.File(self.swept()) as file:
            self.assertEqual([row["key"] for row in runs], list(file["runs/key"].asstr()[:]))
            self.assertEqual([row["arm"] for row in runs], list(file["arm"].asstr()[:]))
            for row, value in zip(runs, file["runs/arms.x.policies.admin_relief.level"][:]):
                self.assertEqual(row["arms.x.policies.admin_relief.level"] == "", numpy.isnan(value))
            # What it says of the size is what is there: unpacked, all numbers of all runs.
            size = [0]
            file.visititems(lambda name, d: size.__setitem__(0, size[0] + d.size * d.dtype.itemsize)
                            if isinstance(d, h5py.Dataset) and d.ndim > 2 and d.shape[0] == 200 else None)
            self.assertEqual(told["bytes_raw"], size[0])

    def test_dry_run_lists_every_run_of_many_below_one_header(self):
        text = self.run_well("sweep", self.scenario, "--replicates", "1001", "--dry-run", "--format", "csv").out
        runs = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([row["run"] for row in runs], [str(r) for r in range(10 * 1001)])


class Compared(Sweeps):
    """What is told of points and factors, beside the same computed with NumPy from the file."""

    def participation(self, file):
        last = {name: file["summary/" + name][:, 1].reshape(len(file["run"]), -1).sum(1) for name in ("participants", "residents")}
        return last["participants"] / last["residents"]

    def test_points_and_factors(self):
        path = self.swept()
        with h5py.File(path) as file:
            y, point, arm = self.participation(file), file["point"][:], file["arm"].asstr()[:]
            stands_for = file["design/stands_for"][:]
            level, social = (file["design/values/" + key][:] for key in ("arms.x.policies.admin_relief.level", "parameters.b_social"))
        of = lambda name, a, p: y[(arm == name) & (point == stands_for[p, a])]  # noqa: E731
        difference = numpy.array([of("x", 1, p) - of("base", 0, p) for p in range(6)])   # [point][replicate]
        rows = [r for r in csv.DictReader(io.StringIO(self.run_well("compare", path, "--format", "csv").out))
                if r["measure"] == "participation"]
        self.assertEqual(len(rows), 6 + 2 + 2)
        for row in rows:
            if row["arm"] == "x":
                d = difference[int(row["point"])]
                self.assertAlmostEqual(float(row["difference"]), d.mean(), 12)
                half = 2.0930240544082634 * d.std(ddof=1) / numpy.sqrt(20)
                if level[int(row["point"])] == 0:   # the baseline again: no difference, and no interval of it
                    self.assertEqual((half, row["difference_high"], row["p_holm"]), (0, "", ""))
                else:
                    self.assertAlmostEqual(float(row["difference_high"]), d.mean() + half, 12)
        told = json.loads(self.run_well("compare", path, "--by", "participation", "--format", "json").out)
        effects = {one["arm"]: one for one in told}
        self.assertEqual(set(effects), {"base", "x", "y"})
        a, b = level * 2 - 1, social - 2
        columns = numpy.stack([numpy.ones(6), a, b, a * b], 1)
        fit = numpy.linalg.lstsq(columns, difference, rcond=None)[0]   # [term][replicate]
        for name, term in (("arms.x.policies.admin_relief.level", 1), ("parameters.b_social", 2),
                           ("arms.x.policies.admin_relief.level x parameters.b_social", 3)):
            found = effects["x"]["effects"][name]
            self.assertAlmostEqual(found["mean"], 2 * fit[term].mean(), 12)
            half = 2.0930240544082634 * 2 * fit[term].std(ddof=1) / numpy.sqrt(20)
            self.assertAlmostEqual(found["high"] - found["mean"], half, 12)
        for value in (0, 0.5, 1):
            found = effects["x"]["partial"]["arms.x.policies.admin_relief.level"][f"{value:g}"]
            self.assertAlmostEqual(found["mean"], difference[level == value].mean(), 12)
            self.assertEqual(found["points"], 2)
        self.assertEqual(effects["base"]["response"], "level")
        # The highest is a setting, not a mean over other factors; what is not told from it is counted (Holm).
        top = difference.mean(1).argmax()
        highest = effects["x"]["highest"]
        self.assertEqual(highest["point"], top)
        self.assertAlmostEqual(highest["mean"], difference[top].mean(), 12)
        p = sorted(p_value(difference[top] - difference[other]) for other in range(6) if other != top)
        adjusted = numpy.maximum.accumulate([x * (len(p) - k) for k, x in enumerate(p)])
        self.assertEqual(highest["not_told_from_it"], (adjusted > 0.05).sum())
        self.assertEqual(effects["x"]["lowest"]["point"], difference.mean(1).argmin())
        text = self.run_well("compare", path).out
        for words in ("Of 6 points the effect of 'x' on weekly participation is highest at point ", "and lowest at point ",
                      "6 points (factorial), 20 replicates", "[1] x.admin_relief.level; [2] b_social", "What moves the effect of 'x'"):
            self.assertIn(words, text)

    def test_of_one_replicate_effects_are_told_without_intervals(self):
        path = self.swept("--set", "replicates=1")
        with h5py.File(path) as file:
            y, point, arm = self.participation(file), file["point"][:], file["arm"].asstr()[:]
            stands_for = file["design/stands_for"][:]
        difference = numpy.array([float(y[(arm == "x") & (point == stands_for[p, 1])][0] - y[(arm == "base") & (point == stands_for[p, 0])][0])
                                  for p in range(6)])
        told = {one["arm"]: one for one in json.loads(self.run_well("compare", path, "--show", "effects", "--format", "json").out)}
        self.assertEqual(told["x"]["highest"]["point"], difference.argmax())
        for found in (*told["x"]["effects"].values(), told["x"]["highest"], told["x"]["partial"]["parameters.b_social"]["1"]):
            self.assertIsInstance(found["mean"], float)
            self.assertIsNone(found["high"])
        text = self.run_well("compare", path, "--show", "effects").out
        self.assertIn("Every point was run once, so nothing is known of how far off this may be", text)
        self.assertNotIn("±", text)
        self.assertNotIn("not told from it", text)

    def test_a_factor_of_names_is_told_by_value_and_not_put_into_the_linear_model(self):
        text = self.written(ARMS + '[design]\nkind = "factorial"\n[design.factors]\n"parameters.b_social" = [1.0, 3.0]\n'
                            '"demography" = ["on", "off"]\n')
        path = self.swept("--set", "replicates=2", scenario=text)
        found = json.loads(self.run_well("compare", path, "--show", "effects", "--format", "json").out)[0]
        self.assertEqual(list(found["effects"]), ["parameters.b_social"])
        self.assertEqual(set(found["partial"]["demography"]), {"on", "off"})
        self.assertIn("Not in this model, since values that are names have no lowest and highest: demography",
                      self.run_well("compare", path, "--show", "effects").out)

    def test_where_nothing_is_told_of_factors_it_is_said(self):
        path = self.swept("--set", "replicates=1")
        with harness.editing(path) as file:
            file["runs/status"][:] = 1
        self.assertIn("Nothing is told of what factors do", self.run_well("compare", path, "--show", "effects").out)

    def test_one_point_is_compared_as_a_run_is(self):
        path = self.swept()
        self.run_well("run", self.scenario, "-o", "one.h5", "--quiet", "--set", "parameters.b_social=3.0",
                      "--set", "arms.x.policies.admin_relief.level=1.0")
        at = lambda file, *words: self.run_well("compare", file, "--format", "csv", *words).out  # noqa: E731
        self.assertEqual(at(path, "--point", "5"), at("one.h5"))
        self.refused(cogov("compare", path, "--point", "6", cwd=self.here), "--point 6", "from 0 to 5")


class Stopped(Sweeps, Stoppable):
    command, runs = "sweep", 200

    def test_killed_at_random_moments_nothing_is_lost_or_repeated(self):
        self.check_kills()

    def test_full_disk_and_then_room(self):
        for blocks in (500, 60):   # without room for the joined file, then for parts too
            self.check_full_disk(blocks)

    def test_further_points_take_over_those_that_are_there(self):
        self.swept()
        more = self.written(ARMS + DESIGN.replace("0.0, 0.5, 1.0", "0.0, 0.25, 0.5, 1.0"), "more.toml")
        done = self.run_well("sweep", more, "-o", "r.h5", "--resume", "--no-progress")
        self.assertIn("resuming: 200 of 240 runs", done.err)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(self.swept(scenario=more, name="all.h5")))

    def test_points_of_a_run_are_taken_over_too(self):
        self.run_well("run", self.scenario, "-o", "r.h5", "--quiet", "--set", "parameters.b_social=3.0")
        done = self.run_well("sweep", self.scenario, "-o", "r.h5", "--resume", "--no-progress")
        self.assertIn("resuming: 60 of 200 runs", done.err)
        self.same()

    def test_refused_resumption_leaves_all_as_it_was(self):
        for i in range(2):
            self.run_well("sweep", self.scenario, "-o", "r.h5", "--shard", f"{i}/2", "--quiet")
        refused = cogov("sweep", self.scenario, "-o", "r.h5", "--shard", "0/2", "--resume", "--seed", "7", cwd=self.here)
        self.refused(refused, "not one of them is asked for now", "what was there is kept", code=1)
        self.run_well("merge", "r.h5", "r.shard-0-of-2.cogov", "r.shard-1-of-2.cogov", "--delete-parts")
        self.same()
        self.refused(cogov("sweep", self.scenario, "-o", "r.h5", "--resume", "--seed", "7", cwd=self.here), "not one", code=1)
        self.refused(cogov("run", self.scenario, "-o", "r.h5", "--resume", cwd=self.here), "holds a sweep")
        self.leaves("r.h5", "s.toml")
        self.same()

    def test_stored_sweep_over_a_file_of_points_is_repeated(self):
        write(os.path.join(self.here, "points.csv"), "parameters.b_social\n3.0\n4.0\n")
        listed = self.written(ARMS + '[design]\nkind = "points"\nfile = "points.csv"\n', "listed.toml")
        first = read(self.swept(scenario=listed, name="first.h5"))
        self.run_well("check", "first.h5")
        for command in ("run", "sweep"):
            self.run_well(command, "first.h5", "-o", "again.h5", "--quiet", "--force")
            self.assertEqual(read(os.path.join(self.here, "again.h5")), first)

    def test_run_does_not_resume_an_interrupted_sweep(self):
        self.run_well("sweep", self.scenario, "-o", "r.h5", "--shard", "0/2", "--quiet")
        folder = os.path.join(self.here, "r.cogov")
        os.rename(os.path.join(self.here, "r.shard-0-of-2.cogov"), folder)
        before = sorted(os.listdir(os.path.join(folder, "parts")))
        self.refused(cogov("run", self.scenario, "-o", "r.h5", "--resume", cwd=self.here), "holds a sweep", "r.cogov/plan.h5")
        self.assertEqual(sorted(os.listdir(os.path.join(folder, "parts"))), before)

    def test_shards_joined_are_the_whole(self):
        for count in (3, 5):   # two blocks of replicates over two worlds: four pieces
            for i in range(count):
                self.run_well("sweep", self.scenario, "-o", "r.h5", "--shard", f"{i}/{count}", "--quiet")
            folders = [f"r.shard-{i}-of-{count}.cogov" for i in range(count)]
            self.run_well("merge", "joined.h5", *reversed(folders), "--force", "--delete-parts")
            self.same("joined.h5")

    def test_missing_points_are_named(self):
        for i in range(2):
            self.run_well("sweep", self.scenario, "-o", "r.h5", "--shard", f"{i}/4", "--quiet")
        done = cogov("merge", "joined.h5", "r.shard-0-of-4.cogov", "r.shard-1-of-4.cogov", cwd=self.here)
        self.refused(done, "joined.h5 is not written", "40 of 200 runs", "within replicates 16 to 19, points 0 to 5", code=1)

    def test_sweep_is_repeated_from_its_results(self):
        place = os.path.join(self.here, "gone")
        shutil.copytree(self.town, place)
        scenario = write(os.path.join(place, "s.toml"), HEAD.format(population="population") + ARMS + DESIGN)
        path = self.swept(scenario=scenario)
        shutil.rmtree(place)
        for command in ("run", "sweep"):
            done = self.run_well(command, "r.h5", "-o", "again.h5", "--force")
            self.assertNotIn("not those of", done.err)
            self.assertEqual(read(os.path.join(self.here, "again.h5")), read(path))


class Worlds(Sweeps):
    """Replicates that are possible worlds."""
    KEYS = ["parameters.reach", "parameters.v_prior_young", "levers.venues.cost"]

    def uncertain(self, text, name="w.toml"):
        return self.written(ARMS + "[uncertain]\n" + text, name)

    def ran(self, scenario, *words, name="r.h5"):
        self.run_well("run", scenario, "-o", name, "--quiet", *words)
        return os.path.join(self.here, name)

    def file_of_draws(self, rows):
        write(os.path.join(self.here, "d.csv"), "# model: participation\n# model_version: 3\n" + ",".join(self.KEYS) + "\n" +
              "".join(f"{4 + r / 8},{0.5 + r / 256},{800 + r}\n" for r in range(rows)))
        return self.uncertain('draws = "d.csv"\n')

    def test_a_worlds_runs_are_those_of_its_values_stated(self):
        scenario = self.uncertain('priors = ["reach", "v_prior_young", "venues.cost"]\nlucks = 2\n')
        with h5py.File(self.ran(scenario)) as file:
            replicate, keys = file["replicate"][:], file["runs/key"].asstr()[:]
            participants, spending = file["participants"][:], file["spending"][:]
            self.assertEqual(file["draws"].attrs["source"], b"priors")
            self.assertEqual(file["draws"].attrs["lucks"], 2)
            self.assertEqual(list(file["draws/key"].asstr()[:]), self.KEYS)
            values = [file["draws/values/" + key][:] for key in self.KEYS]
            self.assertIn("\nreach,4,4,", file["provenance/parameters.csv"].asstr()[()])   # not as in the first world
        self.assertEqual([len(one) for one in values], [10, 10, 10])
        plain = self.written(ARMS, "plain.toml")
        for world in (0, 7):
            stated = [word for key, x in zip(self.KEYS, values) for word in ("--set", f"{key}={float(x[world])!r}")]
            with h5py.File(self.ran(plain, *stated, "--force", name="one.h5")) as one:
                here, there = replicate // 2 == world, one["replicate"][:] // 2 == world
                self.assertEqual(here.sum(), 6)   # of three arms
                self.assertTrue((participants[here] == one["participants"][:][there]).all())
                self.assertTrue((spending[here] == one["spending"][:][there]).all())
                self.assertEqual(list(keys[here]), list(one["runs/key"].asstr()[:][there]))

    def test_same_bytes_whatever_computes_them(self):
        scenario = self.uncertain('priors = "all"\nlucks = 2\npopulation_seeds = 2\n')
        whole = read(self.ran(scenario, "--replicates", "36"))
        for words in (["--threads", "1"], ["--threads", "3", "--lanes", "1"], ["--instruction-set", "v2"]):
            self.assertEqual(read(self.ran(scenario, "--replicates", "36", "--force", *words)), whole, words)
        for count in (2, 3):
            for i in range(count):
                self.ran(scenario, "--replicates", "36", "--shard", f"{i}/{count}")
            self.run_well("merge", "joined.h5", *(f"r.shard-{i}-of-{count}.cogov" for i in range(count)), "--force",
                          "--delete-parts")
            self.assertEqual(read(os.path.join(self.here, "joined.h5")), whole)

    def test_more_worlds_take_over_those_that_are_there(self):
        scenario = self.uncertain('priors = "all"\n')
        self.ran(scenario, "--replicates", "16")
        done = self.run_well("run", scenario, "-o", "r.h5", "--replicates", "32", "--resume", "--no-progress")
        self.assertIn("resuming: 48 of 96 runs are there already", done.err)
        more = self.ran(scenario, "--replicates", "32", name="more.h5")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(more))

    def test_stored_worlds_are_repeated_without_their_file_of_draws(self):
        first = read(self.ran(self.file_of_draws(20), name="first.h5"))
        os.remove(os.path.join(self.here, "d.csv"))
        done = self.run_well("run", "first.h5", "-o", "again.h5")
        self.assertNotIn("not those of", done.err)
        self.assertEqual(read(os.path.join(self.here, "again.h5")), first)

    def test_points_are_run_in_every_world(self):
        scenario = self.written(ARMS + DESIGN + '[uncertain]\npriors = "all"\n', "w.toml")
        with h5py.File(self.swept("--replicates", "2", scenario=scenario)) as file:
            self.assertEqual(len(file["run"]), 2 * (6 + 2 + 2))
            self.assertNotIn("parameters.b_social", list(file["draws/key"].asstr()[:]))
            one = {name: file[name][:] for name in ("point", "replicate", "participants", "arm_index")}
        self.ran(scenario, "--replicates", "2", "--set", "parameters.b_social=3.0", name="point.h5")
        with h5py.File(os.path.join(self.here, "point.h5")) as alone:
            for world in (0, 1):
                there = (one["point"] == 3) & (one["replicate"] == world) & (one["arm_index"] == 1)
                here = (alone["replicate"][:] == world) & (alone["arm_index"][:] == 1)
                self.assertTrue((one["participants"][there] == alone["participants"][:][here]).all())

    def test_check_says_what_is_drawn_and_what_not(self):
        done = self.run_well("check", self.file_of_draws(20))
        self.assertRegex(done.out, r"20 possible worlds: 3 parameters of \d+ drawn from .*d\.csv; not drawn: .*parameters\.b_social")
        self.assertIn("remark", done.err)
        done = self.run_well("check", self.uncertain('priors = "all"\nlucks = 4\n'), "--set", "parameters.reach=5")
        self.assertRegex(done.out, r"5 possible worlds: .* drawn from priors, each world with 4 lucks; not drawn: parameters\.reach\.\n")
        self.assertIn("calibrated", done.err)
        done = cogov("check", self.file_of_draws(19), cwd=self.here)
        self.refused(done, "w.toml:", "20 replicates are 20 worlds, and ", "d.csv has draws of 19: take 19 replicates at most")

    def test_draws_are_a_table_of_the_export(self):
        self.ran(self.file_of_draws(20))
        self.run_well("export", "r.h5", "-o", "tables")
        rows = {}
        for name in ("runs", "draws"):
            with open(os.path.join(self.here, "tables", name + ".csv"), encoding="utf-8-sig") as file:
                rows[name] = list(csv.DictReader(file))
        self.assertEqual(list(rows["draws"][0]), ["world"] + self.KEYS)
        self.assertEqual(list(rows["draws"][3].values()), ["3", "4.375", "0.51171875", "803"])
        self.assertTrue(all(one["world"] == one["replicate"] for one in rows["runs"]))


class Until(Sweeps):
    """Replicates are added until differences are known as closely as was asked for."""

    def setUp(self):
        super().setUp()
        self.scenario = self.written(ARMS + DESIGN)
        self.goal = ["--until", "participation ± 0.1pp", "--no-progress"]

    def replicates(self, path):
        with h5py.File(os.path.join(self.here, path)) as file:
            return 1 + int(file["replicate"][:].max())

    def widths(self, path, *words):
        rows = [r for r in csv.DictReader(io.StringIO(self.run_well("compare", path, "--format", "csv", *words).out))
                if r["measure"] == "participation" and r["difference"] and r.get("band", "all") == "all"]
        for r in rows:   # from a level of 0 there is no difference, and no interval of it
            self.assertTrue(r["difference_high"] or float(r["difference"]) == 0, r)
        return [float(r["difference_high"] or 0) - float(r["difference"]) for r in rows]

    def test_intervals_are_as_narrow_as_asked(self):
        done = self.run_well("run", self.scenario, "-o", "r.h5", *self.goal)
        made = self.replicates("r.h5")
        self.assertIn(f"{made} replicates suffice for participation ± 0.1pp", done.err)
        self.assertGreaterEqual(made, 48)   # twice met: at 32 at the earliest
        self.assertEqual(made % 16, 0)
        self.assertLess(max(self.widths("r.h5")), 0.001)
        # The same runs as if so many had been asked for at once.
        self.run_well("run", self.scenario, "-o", "all.h5", "--quiet", "--replicates", str(made))
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def test_it_goes_on_from_what_is_there(self):
        self.run_well("run", self.scenario, "-o", "all.h5", *self.goal)
        self.run_well("run", self.scenario, "-o", "r.h5", "--quiet", "--replicates", "40")
        self.run_well("run", self.scenario, "-o", "r.h5", "--resume", *self.goal)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))
        done = self.run_well("run", self.scenario, "-o", "r.h5", "--resume", *self.goal)   # nothing more to do
        self.assertIn("\n0 runs of", done.err)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def test_killed_it_makes_as_many_in_the_end(self):
        began = time.monotonic()
        self.run_well("run", self.scenario, "-o", "all.h5", *self.goal)
        seconds = time.monotonic() - began
        luck = random.Random(5)
        for _ in range(4):
            run = subprocess.Popen([harness.COGOV, "run", self.scenario, "-o", "r.h5", "--resume", *self.goal], cwd=self.here,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(luck.uniform(0.2, 1) * seconds)
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.run_well("run", self.scenario, "-o", "r.h5", "--resume", *self.goal)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def test_finished_replicates_are_never_too_many(self):
        self.run_well("run", self.scenario, "-o", "r.h5", "--quiet", "--replicates", "64")
        whole = read(os.path.join(self.here, "r.h5"))
        done = cogov("run", self.scenario, "-o", "r.h5", "--until", "participation ± 9pp", "--at-most", "32", "--resume", cwd=self.here)
        self.refused(done, "--at-most 32 is fewer than the 64 replicates that are there already")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), whole)

    def test_every_point_of_a_sweep_is_known_so_closely(self):
        self.run_well("sweep", self.scenario, "-o", "r.h5", *self.goal)
        found = self.widths("r.h5")
        self.assertEqual(len(found), 8)
        self.assertLess(max(found), 0.001)

    def test_what_cannot_be_reached_is_said_and_kept(self):
        done = cogov("run", self.scenario, "-o", "r.h5", "--until", "participation ± 0.01pp", "--at-most", "40", cwd=self.here)
        self.assertEqual(done.code, 1, done)
        self.assertIn("40 replicates are not enough", done.err)
        self.assertIn("weekly participation", done.out)   # the table all the same
        self.assertEqual(self.replicates("r.h5"), 40)
        done = cogov("run", self.scenario, "-o", "s.h5", "--until", "waiting ± 5%",
                     "--set", "arms.x.policies.admin_relief.level=0.0005", cwd=self.here)
        self.assertEqual(done.code, 1, done)
        self.assertIn("a difference may still be 0", done.err)

    def test_mistakes(self):
        for goal, words in (("particpation ± 0.1pp", "did you mean 'participation'?"), ("participation 0.1", "there is no ±"),
                            ("participation ± 0.1", "percentage points (pp)"), ("waiting ± -1", "more than 0")):
            self.refused(cogov("run", self.scenario, "--until", goal, cwd=self.here), words)
        self.refused(cogov("run", self.scenario, "--until", "waiting ± 1", "--shard", "0/2", cwd=self.here), "give one of the two")
        self.refused(cogov("run", self.scenario, "--until", "gini ± 0.1", cwd=self.here), "no year ends in 9 weeks")
        self.refused(cogov("run", self.scenario, "--until", "representation ± 0.1", cwd=self.here), "1 of everybody")
        self.refused(cogov("run", self.scenario, "--at-most", "64", cwd=self.here), "--at-most bounds the replicates that --until adds")
        self.refused(cogov("run", self.scenario, "--dry-run", "--until", "waiting ± 1", cwd=self.here), "leave --until and --trace out")
        self.refused(cogov("run", self.scenario, "--until", "waiting ± 1", "--at-most", "3", cwd=self.here), "--at-most 3")
        self.leaves("s.toml")


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
