#!/usr/bin/python3
"""calibrate_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: cogov calibrate, from a table of what is known to draws that a run takes.

A town of 300 and four parameters that are drawn, so that a calibration takes seconds: what comes out is not to be relied on, and the
program says so. How right draws are is tested where the answer is known (tests/analysis/procedures/calibrate_test.cpp).
"""
import csv
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, cogov, read, write  # noqa: E402

SCENARIO = """population = "{town}/population"
residents = 300
weeks = 12
burn_in = 2
replicates = 16
[arms.base]
"""
CALIBRATION = 'include = "s.toml"\n[uncertain]\npriors = ["reach", "leisure_base", "v_prior_young", "points.cost"]\n'
KNOWN = CALIBRATION + 'targets = "t.csv"\n'
TARGETS = """name,measure,band,value,sd,scale,use,text
took_part,participation,,0.05,0.3,log,calibrate,"a survey, question 1"
trust,institution_trust,young,0.55,0.03,identity,calibrate,question 2
free,input:free_time,,28,1,identity,calibrate,question 3
reached,reach,,0.4,0.3,logit,hold out,question 4
"""
FEW = ["--runs", "640", "--draws", "16"]


class Calibrate(Case):
    def setUp(self):
        super().setUp()
        self.write("s.toml", SCENARIO.format(town=self.town))
        self.write("c.toml", KNOWN)
        self.write("t.csv", TARGETS)

    def write(self, name, text):
        return write(os.path.join(self.here, name), text)

    def calibrate(self, *words):
        return cogov("calibrate", "c.toml", *FEW, *words, cwd=self.here)

    def undisturbed(self):
        """Draws and what was said of them, of a calibration without a stop, made once."""
        cls = type(self)
        if not hasattr(cls, "made"):
            done = self.calibrate()
            self.assertEqual(done.code, 0, done)
            cls.made = os.path.join(self.root, "made")
            shutil.copytree(self.here, cls.made)
            cls.told = done
        return read(os.path.join(cls.made, "posterior.csv"))

    def started(self, *words):
        """In the background, once it has kept some runs."""
        run = subprocess.Popen([harness.COGOV, "calibrate", "c.toml", *(words or FEW)], cwd=self.here, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
        while not os.path.exists(os.path.join(self.here, "posterior.cogov", "wave_00000.csv")):
            self.assertIsNone(run.poll(), "it ended before it had kept any runs")
            time.sleep(0.01)
        return run

    def test_draws_come_with_what_is_known_of_them(self):
        text = self.undisturbed().decode()
        lines = text.splitlines()
        self.assertIn("# command: cogov calibrate c.toml --runs 640 --draws 16", lines)
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        self.assertEqual(len(rows), 16)
        self.assertEqual(set(rows[0]), {"parameters.reach", "parameters.leisure_base", "parameters.v_prior_young", "levers.points.cost"})
        said = self.told.out
        for words in ("took_part", "hold out", "What data narrowed most", "parameters.leisure_base", "1 that they cannot feel keep", "R-hat"):
            self.assertIn(words, said)
        self.assertIn("16 draws in posterior.csv from", self.told.err)
        self.assertTrue(os.path.exists(os.path.join(self.made, "posterior.h5")))

    def test_draws_are_the_worlds_of_a_run(self):
        self.write("posterior.csv", self.undisturbed())
        self.write("r.toml", 'include = "s.toml"\n[uncertain]\ndraws = "posterior.csv"\n')
        said = self.run_well("check", "r.toml")
        self.assertIn("16 possible worlds", said.out)
        self.run_well("run", "r.toml", "-o", "r.h5", "--quiet")
        self.run_well("run", "r.toml", "-o", "few.h5", "--quiet", "--replicates", "4")   # any first of them
        self.refused(cogov("run", "r.toml", "--replicates", "17", cwd=self.here), "posterior.csv")

    def test_mistakes_are_told_before_any_run(self):
        def refused(scenario, targets, *words, options=()):
            self.write("c.toml", scenario)
            self.write("t.csv", targets)
            self.refused(cogov("calibrate", "c.toml", *options, cwd=self.here), *words)
            self.leaves("c.toml", "s.toml", "t.csv")
        refused(CALIBRATION, TARGETS, "c.toml does not say what is known", 'targets = "targets.csv"')
        refused(KNOWN.replace("t.csv", "u.csv"), TARGETS, "u.csv")
        refused(KNOWN, TARGETS.replace("institution_trust", "institution_trsut"),
                "t.csv:3:7: there is no measure 'institution_trsut'; did you mean 'institution_trust'?")
        refused(KNOWN, TARGETS.replace("young", "yung"), "t.csv:3:25: there is no band 'yung'; did you mean 'young'?")
        refused(KNOWN, TARGETS.replace(",0.3,log", ",0,log"), "t.csv:2:31: an error of 0 would have the model meet 'took_part' exactly")
        refused(KNOWN, TARGETS.replace("reached,reach,,0.4,0.3,logit,hold out", "reached,reach,,0.4,0.3,logit,prior"),
                "1 target has use = prior, and as many are needed as there are parameters that follow from them: 9")
        refused(KNOWN.replace('priors = ["reach"', 'worlds = "off"\npriors = ["reach"'), TARGETS, "does not say what is known")
        refused(KNOWN, TARGETS, "--runs 2: 4 parameters take 640 runs at least", options=["--runs", "2"])
        refused(KNOWN, TARGETS, "-o", ".csv", options=["-o", "draws.h5"])

    def test_draws_are_no_beginning(self):
        self.write("posterior.csv", self.undisturbed())
        self.write("c.toml", 'include = "s.toml"\n[uncertain]\ndraws = "posterior.csv"\ntargets = "t.csv"\n')
        self.refused(self.calibrate("-o", "p.csv"), "c.toml:3:", "a calibration begins with what is believed")

    def test_two_values_of_one_number_are_a_remark(self):
        self.write("t.csv", TARGETS + "again,participation,,0.5,0.1,log,calibrate,another survey\n")
        run = self.started()
        run.send_signal(signal.SIGINT)
        self.assertIn("'again' and 'took_part' in line 2 are of the same number", run.communicate()[1])

    def test_what_is_there_is_not_replaced_without_being_asked(self):
        self.write("posterior.csv", "mine")
        self.refused(self.calibrate(), "posterior.csv exists already; --force replaces it, -o names another")
        self.assertEqual(read(os.path.join(self.here, "posterior.csv")), b"mine")
        expected = self.undisturbed_elsewhere()
        self.run_well("calibrate", "c.toml", *FEW, "--force", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "posterior.csv")), expected)

    def undisturbed_elsewhere(self):
        """That of an empty folder, whatever there is in this one."""
        kept, self.here = self.here, os.path.join(self.here, "empty")
        os.mkdir(self.here)
        for name in ("s.toml", "c.toml", "t.csv"):
            shutil.copy(os.path.join(kept, name), self.here)
        expected = self.undisturbed()
        self.here = kept
        return expected

    def test_runs_of_another_calibration_are_refused(self):
        run = self.started()
        run.kill()
        run.communicate()
        self.write("t.csv", TARGETS.replace("0.55", "0.56"))
        self.refused(self.calibrate("--quiet"), "posterior.cogov holds runs of another calibration", "--force starts again", code=1)
        self.assertFalse(os.path.exists(os.path.join(self.here, "posterior.csv")))

    def test_killed_it_goes_on_to_the_same_bytes(self):
        expected = self.undisturbed_elsewhere()
        run = self.started()
        run.kill()
        run.communicate()
        first = os.path.join(self.here, "posterior.cogov", "wave_00000.csv")
        kept = os.stat(first).st_mtime_ns
        done = self.calibrate("--threads", "1")   # whatever the number of threads
        self.assertEqual(done.code, 0, done)
        self.assertEqual(os.stat(first).st_mtime_ns, kept)
        self.assertEqual(read(os.path.join(self.here, "posterior.csv")), expected)

    def test_interrupted_it_says_how_to_go_on(self):
        run = self.started("--runs", "100000")   # as many as nobody waits for
        with open(f"/proc/{run.pid}/status", encoding="ascii") as file:
            most = int(next(line for line in file if line.startswith("VmHWM")).split()[1])
        run.send_signal(signal.SIGINT)
        said = run.communicate()[1]
        self.assertEqual(run.returncode, 130)
        self.assertIn("the finished runs are in posterior.cogov: the same command once more goes on with them", said)
        self.assertLess(most, 1_000_000)   # kB, to plan 100 000 runs

    def test_full_disk_and_then_room(self):
        expected = self.undisturbed_elsewhere()
        # A limit on the size of files, in blocks of 1024 bytes, stands for a disk without room.
        limited = subprocess.run(["bash", "-c", f'ulimit -f 2; exec "{harness.COGOV}" calibrate c.toml {" ".join(FEW)} --quiet'],
                                 cwd=self.here, capture_output=True, text=True)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertIn("posterior.cogov/wave_00000.csv", limited.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.here, "posterior.csv")))
        self.run_well("calibrate", "c.toml", *FEW, "--quiet")
        self.assertEqual(read(os.path.join(self.here, "posterior.csv")), expected)

    def test_describe_lists_what_targets_can_be_of(self):
        said = self.run_well("describe", "target").out
        for words in ("participation", "input:free_time", "counterfactual:household", "h/week"):
            self.assertIn(words, said)
        self.assertIn("all, employed", self.run_well("describe", "target", "input:free_time").out)
        self.refused(cogov("describe", "target", "reech", cwd=self.here), "there is no target 'reech'; did you mean 'reach'?")


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
