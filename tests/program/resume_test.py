#!/usr/bin/python3
"""resume_test.py PATH_TO_COGOV SOURCE_DIR [--kills N] [-k substring]: what is finished is never lost and never done twice.

Runs are stopped (killed at random moments, 12 times or as --kills says; a full disk; a damaged part) and resumed. In the
end the file is the undisturbed run's, byte for byte.
"""
import os
import signal
import shutil
import subprocess
import sys
import time

import h5py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, Stoppable, cogov, read, write  # noqa: E402

SETTINGS = 'population = "{population}"\nweeks = 54\nburn_in = 4\nreplicates = 40\nseed = 5\n'
ARMS = ('[arms.base]\n[arms.x]\n[[arms.x.policies]]\nlever = "admin_relief"\nlevel = 0.5\n'
        '[arms.y]\n[[arms.y.policies]]\nlever = "venues"\nlevel = 0.5\nstart = 3\n')


class Resume(Stoppable):
    command, runs = "run", 120

    def setUp(self):
        super().setUp()
        self.population = os.path.join(self.town, "population")
        self.scenario = write(os.path.join(self.here, "s.toml"), SETTINGS.format(population=self.population) + ARMS)

    def test_killed_at_random_moments_nothing_is_lost_or_repeated(self):
        self.check_kills()

    def test_interrupted_it_says_how_to_go_on(self):
        run = self.started()
        time.sleep(0.6 * type(self).seconds if hasattr(type(self), "seconds") else 0.5)
        run.send_signal(signal.SIGINT)
        said = run.communicate()[1]
        if run.returncode == 0:
            self.skipTest("it was done before it could be stopped")
        self.assertEqual(run.returncode, 130)
        self.assertIn("--resume goes on with them", said)
        self.resumed()
        self.same()

    def test_full_disk_and_then_room(self):
        self.check_full_disk(400)   # without room for the joined file

    def test_changed_run_that_found_no_room_to_join_goes_on(self):
        """All of its runs are there then, and beside them the finished ones that it left out."""
        self.run_well("run", self.scenario, "-o", "r.h5", "--quiet")
        write(self.scenario, SETTINGS.format(population=self.population) + ARMS.replace("0.5\nstart", "0.9\nstart"))
        limited = subprocess.run(["bash", "-c", f'ulimit -f 700; exec "{harness.COGOV}" run s.toml -o r.h5 --resume --quiet'],
                                 cwd=self.here, capture_output=True, text=True, check=False)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertIn("120 of 120 runs are safe", limited.stderr)
        self.run_well("run", self.scenario, "-o", "r.h5", "--resume", "--quiet")
        self.run_well("run", self.scenario, "-o", "all.h5", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def stopped_with_parts(self):
        """The folder of a run that was killed with all parts but one."""
        for share in (0.7, 0.8, 0.6, 0.9, 0.5, 0.75, 0.85, 0.65):
            self.undisturbed()
            self.kill_after(share * self.seconds)
            if self.parts() > 0 and not os.path.exists(os.path.join(self.here, "r.h5")):
                return self.parts()
            self.clear()
        self.skipTest("no run could be stopped in the middle")

    def test_damaged_part_is_named_and_done_again(self):
        there = self.stopped_with_parts()
        folder = os.path.join(self.here, "r.cogov", "parts")
        victim = sorted(name for name in os.listdir(folder) if name.endswith(".h5"))[0]
        with h5py.File(os.path.join(folder, victim)) as file:
            lost = len(file["runs/status"])
        data = bytearray(read(os.path.join(folder, victim)))
        data[len(data) // 2] ^= 1
        write(os.path.join(folder, victim), bytes(data))
        found, done = self.resumed()
        self.assertEqual(found, there - lost)
        self.assertIn(victim, done.err)
        self.assertIn("done again", done.err)
        self.same()

    def test_more_replicates_take_over_whole_blocks(self):
        shutil.copy(self.undisturbed(), os.path.join(self.here, "r.h5"))
        found, _ = self.resumed("--replicates", "60")
        self.assertEqual(found, 3 * 32)   # blocks of 16; the third had 8 and has 16 now
        self.run_well("run", self.scenario, "-o", "all.h5", "--replicates", "60", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def test_changed_arm_alone_is_done_again(self):
        shutil.copy(self.undisturbed(), os.path.join(self.here, "r.h5"))
        change = ["--set", "arms.x.policies.admin_relief.level=0.25"]
        self.assertEqual(self.resumed(*change)[0], 80)
        self.run_well("run", self.scenario, "-o", "all.h5", "--quiet", *change)
        self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "all.h5")))

    def test_other_seed_touches_nothing(self):
        shutil.copy(self.undisturbed(), os.path.join(self.here, "r.h5"))
        done = cogov("run", self.scenario, "-o", "r.h5", "--resume", "--seed", "6", "--no-progress", cwd=self.here)
        self.refused(done, "120 finished runs are stored", "not one of them is asked for now", code=1)
        self.same()
        os.remove(os.path.join(self.here, "r.h5"))
        there = self.stopped_with_parts()
        for _ in range(2):
            done = cogov("run", self.scenario, "-o", "r.h5", "--resume", "--seed", "6", "--no-progress", cwd=self.here)
            self.refused(done, "not one of them is asked for now", code=1)
        self.assertEqual(self.resumed()[0], there)
        self.same()

    def test_files_that_hold_no_results_are_not_replaced(self):
        self.run_well("synth", self.scenario, "-o", "people.h5", "--quiet")
        write(os.path.join(self.here, "notes.h5"), "mine")
        for name in ("people.h5", "notes.h5"):
            before = read(os.path.join(self.here, name))
            for word in ("--force", "--resume"):
                self.refused(cogov("run", self.scenario, "-o", name, word, "--quiet", cwd=self.here), "is not a results file", code=1)
            self.assertEqual(read(os.path.join(self.here, name)), before)
        before = read(self.scenario)
        for word in ("--force", "--resume"):
            self.refused(cogov("run", self.scenario, "-o", self.scenario, word, cwd=self.here), "is the scenario itself")
        self.assertEqual(read(self.scenario), before)

    def test_leftovers_of_a_stop_while_taking_over_are_used(self):
        there = self.stopped_with_parts()
        folder = os.path.join(self.here, "r.cogov")
        os.rename(os.path.join(folder, "parts"), os.path.join(folder, "parts.before.0"))
        os.mkdir(os.path.join(folder, "parts"))
        old = os.path.join(folder, "parts.before.0")
        name = sorted(n for n in os.listdir(old) if n.endswith(".h5"))[-1]
        shutil.copy(os.path.join(old, name), os.path.join(folder, "parts", name))   # one part was written anew already
        self.assertEqual(self.resumed()[0], there)
        self.same()

    def test_damaged_results_file_is_not_resumed(self):
        path = os.path.join(self.here, "r.h5")
        data = read(self.undisturbed())
        write(path, data[: len(data) // 2])
        self.refused(cogov("run", self.scenario, "-o", "r.h5", "--resume", "--quiet", cwd=self.here), "cannot be resumed", code=1)
        self.run_well("run", self.scenario, "-o", "r.h5", "--force", "--quiet")
        self.same()

    def test_new_title_takes_over_everything(self):
        shutil.copy(self.undisturbed(), os.path.join(self.here, "r.h5"))
        found, _ = self.resumed("--set", "title=Another")
        self.assertEqual(found, 120)
        with h5py.File(os.path.join(self.here, "r.h5")) as file:
            self.assertEqual(file.attrs["title"], b"Another")

    def test_results_of_another_model_version_are_refused_and_kept(self):
        path = os.path.join(self.here, "r.h5")
        shutil.copy(self.undisturbed(), path)
        with harness.editing(path) as file:
            file.attrs.modify("model_version", 1)
        before = read(path)
        done = cogov("run", self.scenario, "-o", "r.h5", "--resume", "--no-progress", cwd=self.here)
        self.refused(done, "cannot be resumed", "version 1 of the model 'participation'", code=1)
        self.assertEqual(read(path), before)

    def test_second_process_is_refused(self):
        self.undisturbed()
        run = self.started()
        try:
            end = time.monotonic() + 5
            while not os.path.exists(os.path.join(self.here, "r.cogov", "plan.h5")) and time.monotonic() < end:
                time.sleep(0.005)
            done = cogov("run", self.scenario, "-o", "r.h5", "--resume", "--no-progress", cwd=self.here)
            if run.poll() is not None:
                self.skipTest("the first was done too soon")
            self.refused(done, "is being written by another process", code=1)
        finally:
            run.communicate()
        self.same()

    def test_force_and_resume_contradict(self):
        self.refused(cogov("run", self.scenario, "--force", "--resume", cwd=self.here), "give one of them")


class Shards(Case):
    """A run cut into shards and joined is the run in one piece, byte for byte."""
    WORDS = ["--replicates", "40", "--weeks", "9", "--burn-in", "2", "--quiet"]

    def shards(self, count, name="r.h5", scenario=None):
        for i in range(count):
            self.run_well("run", scenario or self.scenario, "-o", name, "--shard", f"{i}/{count}", *self.WORDS)
        return [f"{name[:-3]}.shard-{i}-of-{count}.cogov" for i in range(count)]

    def whole(self):
        self.run_well("run", self.scenario, "-o", "whole.h5", *self.WORDS)
        return read(os.path.join(self.here, "whole.h5"))

    def test_joined_shards_are_the_whole(self):
        whole = self.whole()
        for count in (1, 2, 5):   # three blocks of replicates: of five shards two have nothing to do
            folders = self.shards(count)
            self.run_well("merge", "joined.h5", *reversed(folders), "--force", "--delete-parts")
            self.assertEqual(read(os.path.join(self.here, "joined.h5")), whole)
            self.leaves("joined.h5", "whole.h5")

    def test_stopped_shard_goes_on(self):
        whole = self.whole()
        folders = self.shards(2)
        shutil.rmtree(os.path.join(self.here, folders[0], "parts"))   # as if it had been stopped before its first part
        self.run_well("run", self.scenario, "-o", "r.h5", "--shard", "0/2", "--resume", *self.WORDS)
        self.run_well("merge", "joined.h5", *folders)
        self.assertEqual(read(os.path.join(self.here, "joined.h5")), whole)

    def test_results_file_may_be_a_shard(self):
        whole = self.whole()
        folders = self.shards(2)
        self.run_well("merge", "joined.h5", folders[0], "whole.h5")
        self.assertEqual(read(os.path.join(self.here, "joined.h5")), whole)

    def test_joining_leaves_an_interrupted_run_of_that_name_alone(self):
        folders = self.shards(2)
        own = os.path.join(self.here, "joined.cogov")
        os.rename(os.path.join(self.here, folders[0]), own)
        parts = sorted(os.listdir(os.path.join(own, "parts")))
        for force in ([], ["--force"]):
            self.refused(cogov("merge", "joined.h5", "joined.cogov", folders[1], *force, cwd=self.here), "joined.cogov", "the same folder")
            self.assertEqual(sorted(os.listdir(os.path.join(own, "parts"))), parts)
        self.run_well("merge", "all.h5", "joined.cogov", folders[1], "--delete-parts")
        self.assertEqual(read(os.path.join(self.here, "all.h5")), self.whole())

    def test_joining_without_room_can_be_repeated(self):
        folders = self.shards(2)
        for blocks in (8, 64, 160):   # of 1024 bytes: at the first part, and later
            limited = subprocess.run(["bash", "-c", f'ulimit -f {blocks}; exec "{harness.COGOV}" merge joined.h5 {" ".join(folders)}'],
                                     cwd=self.here, capture_output=True, text=True, check=False)
            if limited.returncode == 0:
                break
            self.assertIn("ulimit -f", limited.stderr)
            self.leaves(*folders)
        self.run_well("merge", "joined.h5", *folders, "--force")
        self.assertEqual(read(os.path.join(self.here, "joined.h5")), self.whole())

    def test_resuming_for_fewer_runs_than_there_are_is_refused(self):
        whole = self.whole()
        words = ["--weeks", "9", "--burn-in", "2", "--resume"]
        done = cogov("run", self.scenario, "-o", "whole.h5", "--replicates", "16", *words, cwd=self.here)
        self.refused(done, "72 further finished runs", "what was there is kept", code=1)
        self.assertEqual(read(os.path.join(self.here, "whole.h5")), whole)
        self.leaves("whole.h5")

    def test_missing_shards_are_named_and_nothing_is_written(self):
        folders = self.shards(3)
        done = cogov("merge", "joined.h5", folders[0], folders[2], cwd=self.here)
        self.refused(done, "joined.h5 is not written", "48 of 120 runs", "within replicates 16 to 31", code=1)
        self.leaves(*folders)

    def test_shards_of_another_run_are_refused(self):
        folders = self.shards(2)
        other = write(os.path.join(self.town, "other.toml"), 'include = ["scenario.toml"]\nseed = 99\n')
        others = self.shards(2, "o.h5", other)
        self.refused(cogov("merge", "joined.h5", folders[0], others[1], cwd=self.here), "does not belong with")
        self.assertFalse(os.path.exists(os.path.join(self.here, "joined.h5")))

    def test_damaged_part_is_named(self):
        folders = self.shards(2)
        part = os.path.join(self.here, folders[1], "parts")
        part = os.path.join(part, sorted(n for n in os.listdir(part) if n.endswith(".h5"))[0])
        data = bytearray(read(part))
        data[len(data) // 2] ^= 1
        write(part, bytes(data))
        self.refused(cogov("merge", "joined.h5", *folders, cwd=self.here), os.path.basename(part), "it is damaged",
                     "within replicates 16 to 31", code=1)

    def test_mistakes(self):
        folders = self.shards(1)
        self.refused(cogov("merge", "joined.h5", "nothing.cogov", cwd=self.here), "nothing.cogov cannot be read", "no such file or folder")
        self.refused(cogov("merge", "joined.h5", self.town, cwd=self.here), "no folder of a run")
        self.refused(cogov("run", self.scenario, "--shard", "2/2", cwd=self.here), "--shard I/N: I 2")
        self.refused(cogov("run", self.scenario, "--shard", "half", cwd=self.here), "expected I/N")
        write(os.path.join(self.here, "joined.h5"), "mine")
        self.refused(cogov("merge", "joined.h5", *folders, cwd=self.here), "exists already")
        self.assertEqual(read(os.path.join(self.here, "joined.h5")), b"mine")


class Pipe(Case):
    def test_scenario_may_come_through_a_pipe(self):
        text = read(self.scenario).replace(b'population = "population"', f'population = "{self.town}/population"'.encode())
        done = subprocess.run([harness.COGOV, "run", "/dev/stdin", "-o", "r.h5", *harness.SMALL], cwd=self.here, input=text,
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.leaves("r.h5")


class Repeat(Case):
    def test_file_from_elsewhere_writes_nowhere_else(self):
        self.run_well("run", self.scenario, "-o", "a.h5", *harness.SMALL)
        with harness.editing(os.path.join(self.here, "a.h5")) as file:
            group = file["provenance/population"].create_group("..").create_group("..")
            group["evil.txt"] = "evil"
        cogov("check", "a.h5", cwd=self.here)
        self.assertFalse(os.path.exists(os.path.join(os.path.dirname(self.here), "evil.txt")))
        self.assertFalse(os.path.exists(os.path.join(self.here, "evil.txt")))

    def test_results_file_is_repeated_without_its_sources(self):
        place = os.path.join(self.here, "gone")
        shutil.copytree(self.town, place)
        self.run_well("run", os.path.join(place, "scenario.toml"), "-o", "a.h5", *harness.SMALL)
        shutil.rmtree(place)
        self.run_well("run", "a.h5", "-o", "b.h5", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "a.h5")), read(os.path.join(self.here, "b.h5")))
        self.run_well("check", "a.h5")
        self.run_well("run", "a.h5", "-o", "c.h5", "--quiet", "--set", "replicates=1")
        with h5py.File(os.path.join(self.here, "c.h5")) as file:
            self.assertEqual(len(set(file["replicate"][:])), 1)

    def test_small_model_is_repeated_with_its_table(self):
        shutil.copytree(os.path.join(harness.SOURCE, "scenarios", "small"), os.path.join(self.here, "small"))
        self.run_well("run", "small/ageing.toml", "-o", "a.h5", "--quiet", "--burn-in", "3", "--replicates", "2")
        shutil.rmtree(os.path.join(self.here, "small"))
        self.run_well("run", "a.h5", "-o", "b.h5", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "a.h5")), read(os.path.join(self.here, "b.h5")))

    def test_population_file_must_still_be_there(self):
        self.run_well("synth", self.scenario, "-o", "people.h5", "--quiet")
        self.run_well("run", self.scenario, "--population", "people.h5", "--set", "demography=off", "-o", "a.h5", *harness.SMALL)
        self.run_well("run", "a.h5", "-o", "b.h5", "--quiet")
        self.assertEqual(read(os.path.join(self.here, "a.h5")), read(os.path.join(self.here, "b.h5")))
        # Other people under the same name are not passed over in silence.
        self.run_well("synth", self.scenario, "-o", "people.h5", "--quiet", "--force", "--set", "population_seed=9")
        done = self.run_well("run", "a.h5", "-o", "d.h5")
        self.assertIn("6 of 6 runs are not those of a.h5", done.err)
        os.remove(os.path.join(self.here, "people.h5"))
        self.refused(cogov("run", "a.h5", "-o", "c.h5", cwd=self.here), "the scenario inside a.h5", "people.h5' cannot be read")


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
