#!/usr/bin/python3
"""python_test.py PACKAGES COGOV SOURCE_DIR [-k substring]: the Python package beside the program: the same numbers, everything that people may
get wrong as an exception, and runs that end when they are told to.

PACKAGES is the folder that `import cogov` finds it in, COGOV the program.
"""
import ast
import concurrent.futures
import inspect
import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PACKAGES, COGOV, SOURCE = map(os.path.abspath, sys.argv[1:4])
sys.path.insert(0, PACKAGES)
import h5py  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
import xarray  # noqa: E402

import cogov  # noqa: E402
from cogov import _core  # noqa: E402

TOWN = f"""population = "{SOURCE}/scenarios/boli/population"
residents = 300
weeks = 54
burn_in = 2
replicates = 3
title = "A town"
[arms.base]
[arms.relief]
[[arms.relief.policies]]
lever = "admin_relief"
level = 0.5
start = 1
"""
WORLDS = """
[uncertain]
priors = ["reach", "leisure_base"]
lucks = 2
"""


def town(more="", **keys):
    made = cogov.Scenario.from_text(TOWN + more, "town.toml")
    for key, value in keys.items():
        made[key] = value
    return made


def program(*words, cwd):
    done = subprocess.run([COGOV, *words], cwd=cwd, capture_output=True, text=True, timeout=240)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def table(text):
    import io
    return pandas.read_csv(io.StringIO(text), float_precision="round_trip")


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.here = holder.name

    def path(self, name):
        return os.path.join(self.here, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def assertSameTable(self, mine, theirs):
        for name in mine.select_dtypes(object):   # CSV does not tell an empty text from nothing
            mine, theirs = mine.assign(**{name: mine[name].fillna("")}), theirs.assign(**{name: theirs[name].fillna("")})
        pandas.testing.assert_frame_equal(mine, theirs, check_dtype=False, check_exact=True)


class SameAsTheProgram(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = os.path.join(cls.here, "town.toml")
        with open(cls.scenario, "w", encoding="utf-8") as file:
            file.write(TOWN)
        program("run", "town.toml", "-o", "program.h5", "--quiet", cwd=cls.here)
        cls.results = cogov.Scenario(cls.scenario).run()

    def test_arrays_are_those_of_the_file_without_a_copy(self):
        data = self.results.dataset
        with h5py.File(self.path("program.h5")) as file:
            for name in data.data_vars:
                stored = file[name if name in file else f"yearly/{name}"]
                self.assertEqual(data[name].dtype, stored.dtype, name)
                numpy.testing.assert_array_equal(data[name].values, stored[:], name)
                self.assertTrue(numpy.shares_memory(data[name].values, self.results._made.numbers(name)) or not data[name].size, name)
                self.assertFalse(data[name].values.flags.writeable, name)
            observed = {key for key in file if isinstance(file[key], h5py.Dataset) and file[key].ndim > 1}
            self.assertLessEqual(observed | set(file["yearly"]) - {"year"}, set(data.data_vars) | set(data.coords))
        self.assertEqual(data["arm"].values.tolist(), ["base"] * 3 + ["relief"] * 3)
        self.assertEqual(data["participants"].dims[:2], ("run", "week"))
        self.assertEqual(data["participants"].attrs["units"], "person")

    def test_a_dataset_outlives_what_it_was_made_by(self):
        held = town(weeks=3).run().dataset["residents"]
        self.assertEqual(int(held.isel(run=0, week=0).sum()), int(held.isel(run=1, week=0).sum()))
        self.assertGreater(int(held.sum()), 0)

    def test_saved_is_the_file_of_the_program(self):
        name = self.results.save(self.path("saved.h5"))
        with open(name, "rb") as mine, open(self.path("program.h5"), "rb") as theirs:
            self.assertEqual(mine.read(), theirs.read())
        with self.assertRaisesRegex(FileExistsError, "replace=True"):
            self.results.save(name)
        self.results.save(name, replace=True)

    def test_opened_is_what_was_saved(self):
        opened = cogov.open(self.path("program.h5"))
        xarray.testing.assert_identical(opened.dataset, self.results.dataset)
        self.assertSameTable(opened.compare(), self.results.compare())
        copied = opened.save(self.path("copied.h5"))
        self.assertEqual(cogov.open(copied).arms, ["base", "relief"])

    def test_tables_are_those_of_the_program(self):
        for words, mine in (((), {}), (("--split", "community"), {"split": "community"}), (("--period", "5:9"), {"period": (5, 9)}),
                            (("--show", "equity"), {"table": "equity"}), (("--baseline", "relief"), {"baseline": "relief"})):
            theirs = table(program("compare", "program.h5", "--format", "csv", *words, cwd=self.here))
            self.assertSameTable(self.results.compare(**mine), theirs)
        only = self.results.compare(by="participation", split="none")
        self.assertEqual(only[["arm", "measure"]].values.tolist(), [["base", "participation"], ["relief", "participation"]])

    def test_a_scenario_set_here_is_one_set_there(self):
        s = cogov.Scenario(self.scenario)
        s.arms["relief"].policies["admin_relief"].level = 0.25
        s["parameters.admin_share"] = 0.6
        program("run", "town.toml", "-o", "set.h5", "--quiet", "--set", "arms.relief.policies.admin_relief.level=0.25", "--set",
                "parameters.admin_share=0.6", "--replicates", "2", cwd=self.here)
        s.run(replicates=2).save(self.path("mine.h5"))
        with open(self.path("mine.h5"), "rb") as mine, open(self.path("set.h5"), "rb") as theirs:
            self.assertEqual(mine.read(), theirs.read())

    def test_the_page_is_that_of_the_program(self):
        program("report", "program.h5", "-o", "theirs.html", cwd=self.here)
        cogov.open(self.path("program.h5")).report(self.path("mine.html"))
        with open(self.path("mine.html"), "rb") as mine, open(self.path("theirs.html"), "rb") as theirs:
            self.assertEqual(mine.read(), theirs.read())


class Worlds(Case):
    def test_draws_and_tables_of_worlds_are_those_of_the_program(self):
        text = TOWN.replace("weeks = 54", "weeks = 6").replace("replicates = 3", "replicates = 16") + WORLDS
        self.write("worlds.toml", text)
        program("run", "worlds.toml", "-o", "worlds.h5", "--quiet", cwd=self.here)
        r = cogov.Scenario(self.path("worlds.toml")).run()
        with h5py.File(self.path("worlds.h5")) as file:
            self.assertEqual(len(r.draws.columns), len(file["draws/key"]))
            for values in file["draws/values"].values():
                numpy.testing.assert_array_equal(r.draws[numpy.char.decode(values.attrs["key"]).item()], values[:])
        for words, mine in ((("compare",), r.compare()), (("compare", "--show", "luck"), r.compare(luck=True)),
                            (("compare", "--show", "drivers"), r.drivers()),
                            (("compare", "--show", "decision", "--worth", "0:10"), r.decision(worth=(0, 10)))):
            theirs = table(program(words[0], "worlds.h5", "--format", "csv", *words[1:], cwd=self.here))
            self.assertSameTable(mine, theirs)
        r.save(self.path("mine.h5"))
        with open(self.path("mine.h5"), "rb") as mine, open(self.path("worlds.h5"), "rb") as theirs:
            self.assertEqual(mine.read(), theirs.read())


class Sweeps(Case):
    def test_points_of_a_table_are_a_design(self):
        points = pandas.DataFrame({"parameters.reach": [0.2, 0.35, 0.5], "arms.relief.policies.admin_relief.level": [0.1, 0.2, 0.3]})
        s = town(weeks=4)
        r = cogov.sweep(s, points, replicates=2)
        self.assertSameTable(r.points.reset_index(drop=True), points)
        self.assertEqual(sorted(set(r.dataset["point"].values.tolist())), [0, 1, 2])
        with self.assertRaises(KeyError):
            s["design"]   # the scenario itself is what it was
        listed = TOWN.replace("weeks = 54", "weeks = 4").replace("replicates = 3", "replicates = 2") + (
            '[design]\nkind = "points"\n[design.factors]\n"parameters.reach" = [0.2, 0.35, 0.5]\n'
            '"arms.relief.policies.admin_relief.level" = [0.1, 0.2, 0.3]\n')
        self.write("sweep.toml", listed)
        program("sweep", "sweep.toml", "-o", "sweep.h5", "--quiet", cwd=self.here)
        self.assertSameTable(r.compare(), table(program("compare", "sweep.h5", "--show", "points", "--format", "csv", cwd=self.here)))
        xarray.testing.assert_equal(cogov.sweep(cogov.Scenario(self.path("sweep.toml"))).dataset, r.dataset)
        self.assertEqual(r.compare(point=1, split="none").shape, cogov.open(self.path("sweep.h5")).compare(point=1, split="none").shape)

    def test_what_is_no_table_of_points_is_refused(self):
        with self.assertRaisesRegex(ValueError, "a row for each point"):
            cogov.sweep(town(), pandas.DataFrame())
        with self.assertRaises(cogov.Mistakes) as told:
            cogov.sweep(town(), pandas.DataFrame({"parameters.raech": [0.1, 0.2], "parameters.reach": [0.5, 7.0]}))
        self.assertIn("reach", str(told.exception))


class Keys(Case):
    def test_are_read_and_set_by_their_names(self):
        s = town()
        self.assertEqual(s["weeks"], 54)
        self.assertEqual(s["parameters.reach"], cogov.describe.parameters().loc["reach", "default"])
        self.assertEqual(list(s.arms), ["base", "relief"])
        self.assertEqual(s.arms.relief.policies[0].lever, "admin_relief")
        self.assertEqual(s["arms.relief.policies.admin_relief.level"], 0.5)
        s.arms["both"] = {"policies": [{"lever": "admin_relief", "level": numpy.float64(0.1)}, {"lever": "add_volunteers", "level": 1}]}
        self.assertEqual(list(s.arms["both"].policies), ["admin_relief", "add_volunteers"])
        s.arms["both"].policies["add_volunteers"].level = 2
        self.assertEqual(s.arms["both"].policies["add_volunteers"].plain(), {"lever": "add_volunteers", "level": 2})
        s.check()
        again = cogov.Scenario.from_text(s.to_toml(), "again.toml")
        self.assertEqual(again.arms.plain(), s.arms.plain())
        for missing in (lambda: s["arms.releif"], lambda: s.arms["relief"].policies["x"], lambda: s["weeks.x"], lambda: s[""]):
            self.assertRaises(KeyError, missing)
        self.assertRaises(IndexError, lambda: s.arms["relief"].policies[1])
        self.assertRaises(AttributeError, lambda: s.arms.nobody)
        copied = s.copy()
        copied["weeks"] = 3
        self.assertEqual((s["weeks"], copied["weeks"]), (54, 3))

    def test_a_text_stays_what_it_is(self):
        s = town(title='He said "5"\n\\ 勃利 \x7f')
        self.assertEqual(s["title"], 'He said "5"\n\\ 勃利 \x7f')
        s["title"] = "true"
        self.assertEqual(s["title"], "true")

    def test_examples_are_there(self):
        cogov.examples.boli().check()
        with self.assertRaisesRegex(ValueError, "there are ageing, base"):
            cogov.examples.boli("paris")


class Mistaken(Case):
    def mistakes(self, s):
        with self.assertRaises(cogov.Mistakes) as told:
            s.check()
        return told.exception

    def test_every_mistake_has_its_place(self):
        path = self.write("wrong.toml", TOWN.replace("level = 0.5", "level = 7") + "[parameters]\nraech = 1\nhabit_loss = -3\n")
        told = self.mistakes(cogov.Scenario(path))
        self.assertEqual(sorted((one.file, one.line) for one in told), [(path, 11), (path, 14), (path, 15)])
        self.assertTrue(all(one.column > 0 and one.message for one in told))
        self.assertIn("did you mean 'reach'", str(told))
        program_says = subprocess.run([COGOV, "check", path], capture_output=True, text=True)
        self.assertEqual(str(told).strip(), program_says.stderr.strip())
        again = pickle.loads(pickle.dumps(told))
        self.assertEqual((list(again), str(again)), (list(told), str(told)))

    def test_what_was_set_here_is_told_by_its_line_here(self):
        s = town()
        s["parameters.habit_loss"] = -3; line = inspect.currentframe().f_lineno  # noqa: E702
        s.arms["relief"].policies["admin_relief"].level = "much"
        told = self.mistakes(s)
        self.assertEqual([(one.file, one.line) for one in told], [(__file__, line), (__file__, line + 1)])
        self.assertNotIn("--set", str(told))

    def test_a_key_that_leads_nowhere(self):
        s = town()
        s["arms.relief.policies.nobody.level"] = 1
        told = self.mistakes(s)
        self.assertIn("cannot set 'arms.relief.policies.nobody.level'", told[0].message)
        self.assertEqual(told[0].file, __file__)

    def test_what_is_no_scenario(self):
        for text in ("weeks = ", "\0", "\ud800", "=", "[" * 100000, '"' * 50000, "a = " + "[" * 3000, "weeks = 1979-05-27"):
            with self.assertRaises((cogov.Mistakes, UnicodeEncodeError), msg=text[:20]):
                cogov.Scenario.from_text(text).check()
        for path in ("/nowhere.toml", "/", "/dev/null/x", sys.executable, os.path.join(SOURCE, "scenarios")):
            with self.assertRaises(cogov.Mistakes, msg=path):
                cogov.Scenario(path).check()

    def test_values_of_other_kinds(self):
        s = town()
        for value in (None, object(), 1j, {1, 2}, b"x", [object()], lambda: 1):
            with self.assertRaises(TypeError, msg=value):
                s["weeks"] = value
        for value in (float("nan"), float("inf"), 10 ** 400, -1, 10 ** 18, [], {}, "twelve", True, 1.5, numpy.arange(3)):
            s["weeks"] = value
            with self.assertRaises(cogov.Mistakes, msg=value):
                s.run()
        s["weeks"] = 3
        self.assertTrue(s.run().complete)   # after all of that
        for key in (5, None, ("a",)):
            with self.assertRaises((TypeError, KeyError, AttributeError)):
                s[key] = 1

    def test_arguments_of_other_kinds(self):
        r = town(weeks=3).run()
        for wrong in (dict(by="partcipation"), dict(split="bnad"), dict(period="lastyear"), dict(period=(5, 3)), dict(period=(0, 999)),
                      dict(baseline="x"), dict(table="x"), dict(point=0), dict(luck=True, by="x")):
            with self.assertRaises(ValueError, msg=wrong):
                r.compare(**wrong)
        with self.assertRaisesRegex(ValueError, "did you mean 'participation'"):
            r.compare(by="partcipation")
        for wrong in (dict(by=5), dict(period=5), dict(period=(1, 2, 3)), dict(point="x"), dict(split=[])):
            with self.assertRaises((TypeError, ValueError), msg=wrong):
                r.compare(**wrong)
        for call in (r.drivers, r.decision, lambda: r.report(self.path("x.html"), language="fr"), lambda: r.report("/nowhere/x.html"),
                     lambda: r.save("/nowhere/x.h5"), lambda: cogov.describe.levers("x"), lambda: town().run(threads=0),
                     lambda: town().run(threads=1.5)):
            with self.assertRaises((ValueError, OSError)):
                call()
        for call in (lambda: cogov.Results(5), lambda: cogov.sweep(5), lambda: cogov.calibrate(5), lambda: cogov.open(5),
                     lambda: cogov.Scenario(5), lambda: cogov.Scenario.from_text(5), lambda: _core.run(5, False, 0, 0, None), lambda: _core.run(None, False, 0, 0, None),
                     lambda: _core.Results.numbers(None, "participants"), lambda: _core.Results.save(None, "x.h5", False),
                     lambda: _core.calibrate(None, "", "", 0, 0, 0, "", 0, 0, None), lambda: _core.Results.about(None),
                     lambda: _core.Results(), lambda: _core.Scenario()):
            self.assertRaises(TypeError, call)

    def test_a_run_that_would_not_fit_says_so(self):
        with self.assertRaisesRegex(MemoryError, "6 runs take .* of memory, and .* may be used"):
            town().run(memory=1000)

    def test_files_of_others(self):
        not_hdf5 = self.write("text.h5", "hello")
        other = self.path("other.h5")
        with h5py.File(other, "w") as file:
            file["x"] = numpy.arange(5)
        netcdf = self.path("dataset.nc")
        xarray.Dataset({"t": ("x", [1.0, 2.0])}).to_netcdf(netcdf, engine="h5netcdf")
        for path in (not_hdf5, other, netcdf, self.path("nowhere.h5"), self.here):
            with self.assertRaises((cogov.Mistakes, OSError), msg=path):
                cogov.open(path)


class OtherSimulators(Case):
    def dataset(self):
        generator = numpy.random.default_rng(1)
        noise = generator.normal(size=(1, 20, 10, 2))
        reached = 100 + noise + numpy.array([0, 5]).reshape(2, 1, 1, 1)
        return xarray.Dataset({"reached": (("arm", "replicate", "week", "group"), reached), "people": (("arm", "replicate", "week", "group"), numpy.full((2, 20, 10, 2), 400))},
                              {"arm": ["before", "after"], "replicate": range(20), "group": ["young", "old"]})

    def test_are_compared_and_reported(self):
        r = cogov.Results.from_dataset(self.dataset(), {"reached": "reached", "share": {"over": "reached", "under": "people", "better": "more"}},
                                       groups="group", title="Another")
        told = r.compare(by="reached").set_index(["arm", "group"])["difference"]
        # Replicates of one number have the same noise in both arms: the difference is exact, over both groups their mean.
        numpy.testing.assert_allclose([told["after", "young"], told["after", "old"]], 5, rtol=1e-12)
        share = r.compare(by="share", split="none")
        self.assertAlmostEqual(share["difference"][1], 5 / 400, places=12)
        with open(r.report(self.path("other.html")), encoding="utf-8") as page:
            self.assertIn("Another", page.read())
        self.assertEqual(r.dataset["reached"].dims, ("run", "week", "group"))
        with self.assertRaisesRegex(ValueError, "was not made here"):
            r.save(self.path("other.h5"))

    def test_datasets_that_do_not_fit_are_refused(self):
        good, measures = self.dataset(), {"reached": "reached"}
        for data, by, more in ((good, {}, {}), (good, {"x": "nobody"}, {}), (good, {"x": {"over": "reached", "under": "gini"}}, {}),
                               (good, {"x": {"ovr": "reached"}}, {}), (good, {"x": {"over": "reached", "window": "all"}}, {}),
                               (good, {"x": {"over": 5}}, {}), (good, measures, {"baseline": "x"}), (good, measures, {"groups": "x"}),
                               (good, measures, {"step": "day"}), (good, measures, {"steps_per_year": 0}),
                               (good.drop_vars("replicate").rename(replicate="r"), measures, {}), (good[["people"]].drop_vars("people"), measures, {}),
                               (good.isel(arm=slice(0)), measures, {}), (good.isel(week=slice(0)), measures, {}),
                               (good.assign_coords(replicate=[0] * 20), measures, {}), (good.assign_coords(replicate=[-1] * 20), measures, {}),
                               (xarray.Dataset(), measures, {})):
            with self.assertRaises(ValueError, msg=(by, more)):
                cogov.Results.from_dataset(data, by, **more)
        for data in (5, None, pandas.DataFrame()):
            self.assertRaises(TypeError, cogov.Results.from_dataset, data, measures)


class Calibrating(Case):
    def test_targets_of_a_table(self):
        s = cogov.Scenario.from_text(TOWN.replace("weeks = 54", "weeks = 12").replace("[arms.relief]", "").split("[[")[0]
                                     + '[uncertain]\npriors = ["reach", "leisure_base", "v_prior_young", "points.cost"]\n')
        targets = pandas.DataFrame({"name": ["took_part", "trust"], "measure": ["participation", "institution_trust"],
                                    "value": [0.05, 0.55], "sd": [0.3, 0.03], "scale": ["log", "identity"]})
        found = cogov.calibrate(s, targets, runs=640, draws=16)
        self.assertEqual(found.posterior.shape, (16, 4))
        self.assertEqual(found.targets.loc["trust", "observed"], 0.55)
        self.assertIn("parameters.reach", found.parameters.index)
        self.assertLess(found.parameters["left"].min(), 1)   # something was learnt
        targets.loc[1, "measure"] = "partcipation"
        with self.assertRaises(cogov.Mistakes) as told:
            cogov.calibrate(s, targets, runs=640, draws=16)
        self.assertEqual((told.exception[0].file, told.exception[0].line), ("targets", 3))
        self.assertNotIn("/tmp", str(told.exception))
        with self.assertRaisesRegex(ValueError, "nothing says what is known"):
            cogov.calibrate(s, runs=640)


LONG = f"""import sys, time, threading, os
sys.path.insert(0, {PACKAGES!r})
import cogov
s = cogov.examples.boli()
s["weeks"] = 5000
"""


class Stopping(Case):
    def stopped(self, code, after, signals=1):
        """What a process said that runs the code, and how long it took to end after a Ctrl-C some time after it said "go"."""
        run = subprocess.Popen([sys.executable, "-c", LONG + code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.stdout.readline(), "go\n")
        time.sleep(after)
        for _ in range(signals):
            run.send_signal(signal.SIGINT)
            time.sleep(0.2)
        out, err = run.communicate(timeout=120)
        return run.returncode, out, err

    def test_keeps_what_is_finished(self):
        """Runs of little work in many batches: some are there when one of them tells the process to stop."""
        s = town(weeks=30, residents=100)
        before = signal.getsignal(signal.SIGINT)

        def stop(done, planned):
            if done >= 32:
                raise KeyboardInterrupt
        read = _core.read("town.toml", TOWN, [("replicates", "4000", "", 0)])
        made, raised = _core.run(read, False, 0, 0, stop)
        self.assertIsInstance(raised, KeyboardInterrupt)
        r = cogov.Results(made)
        there = int((r.runs["status"] == 0).sum())
        self.assertGreaterEqual(there, 32)
        self.assertLess(there, 8000)
        self.assertFalse(r.complete)
        self.assertEqual(r.dataset.sizes["run"], there)
        self.assertEqual(set(r.runs.loc[r.runs["status"] != 0, "message"]), {"not made"})
        whole = cogov.Scenario.from_text(TOWN, "town.toml").run().dataset
        first = r.dataset["participants"].isel(run=0)
        numpy.testing.assert_array_equal(first.values, whole["participants"].isel(run=0).values)
        r.compare(by="participation")
        self.assertEqual(signal.getsignal(signal.SIGINT), before)
        self.assertTrue(s.run(replicates=2).complete)

    def test_ctrl_c_ends_a_run_and_the_process_goes_on(self):
        code, out, err = self.stopped("""
print("go", flush=True)
try:
    s.run(replicates=64)
except KeyboardInterrupt as stop:   # cogov.Interrupted, once the run has begun
    print("stopped", getattr(stop, "results", None) is s.last, s.last is None or not s.last.complete)
    s["weeks"], s["burn_in"], s["residents"] = 2, 2, 300
    print(s.run(replicates=1).complete)
""", 2)
        self.assertEqual((code, out), (0, "stopped True True\nTrue\n"), err)

    def test_ctrl_c_that_nobody_catches_ends_the_process(self):
        code, out, err = self.stopped("""
print("go", flush=True)
s.run(replicates=64)
""", 1)
        self.assertIn("Interrupt", err)
        self.assertNotEqual(code, 0)

    def test_the_interrupt_button_of_a_notebook_is_a_ctrl_c(self):
        try:
            from jupyter_client.manager import start_new_kernel
        except ImportError as missing:
            self.skipTest(str(missing))
        os.environ.update(PYTHONPATH=PACKAGES, PYDEVD_DISABLE_FILE_VALIDATION="1")
        manager, client = start_new_kernel(kernel_name="python3")
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(client.stop_channels)

        def said(code, interrupt=False):
            """What a cell says; interrupted once it has said "go"."""
            # A request that is there when another fails would be dropped with it.
            asked = client.execute(code, stop_on_error=False)
            out = ""
            while True:
                message = client.get_iopub_msg(timeout=120)
                if message["parent_header"].get("msg_id") != asked:
                    continue
                content = message["content"]
                out += content.get("text", "") if message["msg_type"] == "stream" else content.get("ename", "")
                if interrupt and out == "go\n":
                    manager.interrupt_kernel()
                    interrupt = False
                if content.get("execution_state") == "idle":
                    return out
        # Where the run has not begun yet, it is a plain KeyboardInterrupt.
        self.assertRegex(said(LONG + "print('go', flush=True)\ns.run(replicates=64)", interrupt=True), r"\Ago\n(Interrupted|KeyboardInterrupt)\Z")
        self.assertEqual(said("print(s.last is None or not s.last.complete)"), "True\n")
        self.assertEqual(said("s['weeks'], s['burn_in'], s['residents'] = 2, 2, 300\nprint(s.run(replicates=1).complete)"), "True\n")

    def test_two_runs_in_threads_take_turns(self):
        def run(seed):
            return town(weeks=6).run(seed=seed).dataset["participants"].values.copy()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            side_by_side = list(pool.map(run, [1, 2, 3, 1, 2, 3, 1, 2]))
        for seed, one in zip([1, 2, 3, 1, 2, 3, 1, 2], side_by_side):
            numpy.testing.assert_array_equal(one, side_by_side[seed - 1])
        self.assertFalse(numpy.array_equal(side_by_side[0], side_by_side[1]))


class Stubs(Case):
    def test_tell_what_the_module_has(self):
        with open(os.path.join(PACKAGES, "cogov", "_core.pyi"), encoding="utf-8") as file:
            told = ast.parse(file.read())

        def names_in(body):
            return {one.name: one for one in body if isinstance(one, (ast.FunctionDef, ast.ClassDef))}
        functions = names_in(told.body)
        there = {name for name in vars(_core) if not name.startswith("_") and name != "version"}
        self.assertEqual(set(functions), there)
        for name, stub in functions.items():
            pairs = [(stub, getattr(_core, name))] if isinstance(stub, ast.FunctionDef) else []
            if isinstance(stub, ast.ClassDef):
                own = {one for one in vars(getattr(_core, name)) if not one.startswith("_")}
                self.assertEqual(set(names_in(stub.body)), own, name)
                pairs = [(method, vars(getattr(_core, name))[key]) for key, method in names_in(stub.body).items() if not method.decorator_list]
            for said, real in pairs:
                in_docs = re.match(r"\w+\((.*?)\) ->", real.__doc__)[1]
                arguments = [one.arg for one in said.args.args]
                self.assertEqual(len(arguments), len([one for one in re.split(r", (?=\w+: )", in_docs) if one]), said.name)

    def test_everything_public_has_a_docstring_and_annotations(self):
        for name in cogov.__all__:
            it = getattr(cogov, name)
            self.assertTrue(inspect.getdoc(it), name)
            if inspect.isclass(it):
                for key, member in vars(it).items():
                    if not key.startswith("_") and (callable(member) or isinstance(member, (property, classmethod))):
                        self.assertTrue(inspect.getdoc(getattr(it, key)) or key in ("title", "count", "index"), f"{name}.{key}")
            elif callable(it):
                self.assertIn("return", it.__annotations__, name)


if __name__ == "__main__":
    sys.argv[1:4] = []
    unittest.main()
