#!/usr/bin/env python3
"""Files that others made, in good faith or not, and files of users' own that are in the way.

usage: hostile_test.py PATH_TO_COGOV SOURCE_DIR [--thorough] [unittest's words]
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import NEVER, SMALL, Case, cogov, read, write  # noqa: E402


class Results(Case):
    """Results files whose parts do not agree with one another, valid as HDF5."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sound = os.path.join(cls.root, "sound.h5")
        done = cogov("run", os.path.join(cls.town, "scenario.toml"), "-o", cls.sound, *SMALL, cwd=cls.root)
        assert done.code == 0, done

    def crafted(self, craft):
        path = os.path.join(self.here, "x.h5")
        shutil.copy(self.sound, path)
        with harness.editing(path) as file:
            craft(file)
        return path

    def is_refused(self, craft, *words):
        self.crafted(craft)
        for command in (["compare", "x.h5"], ["export", "x.h5", "-o", "tables"], ["report", "x.h5", "-o", "r.html"],
                        ["compare", "x.h5", "--show", "weekly"]):
            done = cogov(*command, cwd=self.here)
            if "built without the report" in done.err:
                continue
            self.assertIn(done.code, (1, 2), f"{command}: {done}")
            self.said(done, done.code, "x.h5", *words)
            self.assertFalse(os.path.exists(os.path.join(self.here, "r.html")))

    def replaced(self, name, values, **how):
        """A dataset of the same name and attributes, with other values."""
        def craft(file):
            old = file[name]
            attributes = [(key, value) for key, value in old.attrs.items()
                          if key not in ("DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME")]
            scale = old.attrs.get("CLASS")
            old_kind = old.dtype.kind
            new_values = values(old[...]) if callable(values) else values
            del file[name]
            if old_kind == "O":
                how["dtype"] = h5py.string_dtype()
            made = file.create_dataset(name, data=new_values, **how)
            for key, value in attributes:
                made.attrs[key] = value
            if scale is not None:
                made.attrs["CLASS"] = scale
        return craft

    def test_are_read_with_a_sentence_where_they_have_no_checksums(self):
        self.crafted(lambda file: None)
        done = self.run_well("compare", "x.h5")
        self.assertEqual(done.err.count("no checksums"), 1, done)
        self.assertEqual(done.out, cogov("compare", self.sound, cwd=self.here).out)

    def test_are_refused_where_their_checksums_were_lost(self):
        path = os.path.join(self.here, "x.h5")
        shutil.copy(self.sound, path)
        with h5py.File(path, "r+") as file:
            file.attrs["note"] = "changed by another program, which knows nothing of checksums"
        self.refused(cogov("compare", "x.h5", cwd=self.here), "another program has changed it", "cogov_checksums")
        self.refused(cogov("run", self.scenario, "-o", "x.h5", "--resume", *SMALL, cwd=self.here), "cannot be resumed", code=1)

    def test_indices_lead_nowhere(self):
        self.is_refused(lambda f: f["arms"].attrs.modify("baseline", numpy.int32(-1)), "baseline")
        self.is_refused(lambda f: f["arms"].attrs.modify("baseline", numpy.int32(2 ** 31 - 1)), "baseline")
        self.is_refused(lambda f: f["arm_index"].__setitem__(0, 77), "arm")
        self.is_refused(lambda f: f["arm_index"].__setitem__(0, -1), "arm")
        self.is_refused(lambda f: f["point"].__setitem__(0, 3), "point")
        self.is_refused(lambda f: f["replicate"].__setitem__(0, -4), "replicate")
        self.is_refused(lambda f: f["replicate"].__setitem__(1, f["replicate"][0]), "twice")
        self.is_refused(lambda f: f["episodes/arm_index"].__setitem__(0, 9), "episode")
        self.is_refused(lambda f: f["episodes/point"].__setitem__(0, -9), "episode")
        self.is_refused(lambda f: f["measures/digits"].__setitem__(0, 1000), "digits")
        self.is_refused(lambda f: f["measures/shown_as"].__setitem__(0, float("nan")), "shown_as")

    def test_numbers_that_there_cannot_be(self):
        for name, value in (("steps_per_year", 0), ("steps_per_year", -52), ("burn_in", -1)):
            self.is_refused(lambda f, n=name, v=value: f.attrs.modify(n, numpy.int32(v)), name)
        self.is_refused(lambda f: f["summary/weeks"].__setitem__(0, 10 ** 6), "window")
        self.is_refused(lambda f: f["measures"].attrs.modify("groups", "nobody"), "does not have")

    def test_lists_too_short_or_too_long(self):
        self.is_refused(self.replaced("community_zh", lambda old: old[:-1]), "community_zh")
        self.is_refused(self.replaced("community", lambda old: [*old, b"one more"]), "community")
        self.is_refused(self.replaced("band", lambda old: old[:1]), "band")
        self.is_refused(self.replaced("week", lambda old: old[:-1], maxshape=None), "should be")
        self.is_refused(self.replaced("run", lambda old: old[:0], maxshape=(None,)))
        self.is_refused(self.replaced("runs/key", lambda old: old[:-1]), "key")
        self.is_refused(self.replaced("arms/title", lambda old: old[:-1]), "title")
        self.is_refused(self.replaced("measures/over", lambda old: old[:-1]), "over")
        self.is_refused(self.replaced("participants", lambda old: old[:, :, :, :, :-1]), "participants")
        self.is_refused(self.replaced("residents", lambda old: old[0]), "dimensions")

    def test_names_that_are_there_twice(self):
        def twice(old):
            old[1] = old[0]
            return old
        self.is_refused(self.replaced("community", twice), "twice")
        self.is_refused(self.replaced("arms/arm", twice), "twice")

    def test_groups_that_lie_in_themselves(self):
        def cycle(file):
            file["provenance/again"] = file["provenance"]
        self.crafted(cycle)
        done = cogov("check", "x.h5", cwd=self.here)
        self.said(done, 2, "x.h5", "second time")

    def test_nothing_outside_the_file_is_followed(self):
        secret = write(os.path.join(self.here, "secret"), b"\x01\x02\x03\x04" * 100)

        def external_storage(file):
            shape, kind = file["arm_index"].shape, file["arm_index"].dtype
            del file["arm_index"]
            file.create_dataset("arm_index", shape=shape, dtype=kind, external=[(secret, 0, h5py.h5f.UNLIMITED)])

        def virtual(file):
            layout = h5py.VirtualLayout(shape=file["arm_index"].shape, dtype="i4")
            layout[:] = h5py.VirtualSource(self.sound, "arm_index", shape=file["arm_index"].shape)
            del file["arm_index"]
            file.create_virtual_dataset("arm_index", layout)

        def external_link(file):
            del file["arm_index"]
            file["arm_index"] = h5py.ExternalLink(self.sound, "/arm_index")

        for craft in (external_storage, virtual, external_link):
            self.is_refused(craft, "arm_index")
        for name in ("tables", "r.html"):
            self.assertFalse(os.path.exists(os.path.join(self.here, name)))

    def test_more_numbers_than_any_memory(self):
        def huge(file):
            del file["runs/seed"]
            file.create_dataset("runs/seed", shape=(2 ** 40,), dtype="u8", chunks=(2 ** 20,))
        self.is_refused(huge, "seed")

    def test_bytes_changed_at_will_neither_crash_nor_hang_a_reader(self):
        self.crafted(lambda file: None)   # no checksums: HDF5 itself meets what is changed, in a process of its own
        sound, luck = read(os.path.join(self.here, "x.h5")), random.Random(5)
        for k in range(2000 if harness.THOROUGH else 40):
            data = bytearray(sound)
            for _ in range(luck.choice((1, 1, 4, 30))):
                data[luck.randrange(len(data) if k % 2 else 20000)] = luck.randrange(256)
            write(os.path.join(self.here, "x.h5"), bytes(data))
            done = cogov(*luck.choice((["compare", "x.h5"], ["export", "x.h5", "-o", "tables", "--force"], ["check", "x.h5"])),
                         cwd=self.here)
            self.assertIn(done.code, (0, 1, 2), f"{k}: {done}")
            for word in NEVER:
                self.assertNotIn(word, done.err, done)


class OwnFiles(Case):
    """What cogov did not make it does not touch."""

    def test_a_lock_that_is_a_link_to_a_file(self):
        os.mkdir(os.path.join(self.here, "r.cogov"))
        mine = write(os.path.join(self.here, "mine.txt"), "process of thought\n")
        for link in (os.symlink, os.link):
            link(mine, os.path.join(self.here, "r.cogov", "lock"))
            self.refused(cogov("run", self.scenario, "-o", "r.h5", *SMALL, cwd=self.here), "lock", "no lock of cogov", code=1)
            self.assertEqual(read(mine), b"process of thought\n")
            os.remove(os.path.join(self.here, "r.cogov", "lock"))
        write(os.path.join(self.here, "r.cogov", "lock"), "my own words")
        self.refused(cogov("run", self.scenario, "-o", "r.h5", *SMALL, cwd=self.here), "no lock of cogov", code=1)
        self.assertEqual(read(os.path.join(self.here, "r.cogov", "lock")), b"my own words")

    def test_a_folder_of_that_name_keeps_what_is_in_it(self):
        folder = os.path.join(self.here, "r.cogov")
        os.makedirs(os.path.join(folder, "parts"))
        kept = {name: write(os.path.join(folder, name), name)
                for name in ("notes.txt", "parts/part-of-my-thesis.h5", "parts/notes.txt", "joined.txt", "part-1.h5")}
        os.mkdir(os.path.join(folder, "photos"))
        for words in (["--force"], ["--force"], ["--resume"]):
            self.run_well("run", self.scenario, "-o", "r.h5", *SMALL, *words)
            for name, path in kept.items():
                self.assertEqual(read(path).decode(), name)
            self.assertTrue(os.path.isdir(os.path.join(folder, "photos")))
            self.assertFalse(os.path.exists(os.path.join(folder, "plan.h5")))

    def test_a_plan_that_is_none(self):
        os.mkdir(os.path.join(self.here, "r.cogov"))
        mine = write(os.path.join(self.here, "r.cogov", "plan.h5"), "what I will do")
        self.refused(cogov("run", self.scenario, "-o", "r.h5", *SMALL, "--force", cwd=self.here), "plan.h5 is in the way", code=1)
        self.assertEqual(read(mine), b"what I will do")

    def test_a_link_as_output_stays_and_its_target_is_written(self):
        os.mkdir(os.path.join(self.here, "elsewhere"))
        where = {"run": ["-o"], "synth": ["-o"], "report": ["-o"], "trace": []}
        self.run_well("run", self.scenario, "-o", "plain.h5", *SMALL)
        for name in (*where, "merge"):
            os.symlink(os.path.join("elsewhere", name), os.path.join(self.here, f"link-{name}"))
        self.run_well("run", self.scenario, "-o", "link-run", *SMALL)
        self.run_well("synth", self.scenario, "-o", "link-synth", "--quiet")
        self.run_well("run", self.scenario, "-o", "t.h5", "--trace", "link-trace", *SMALL)
        self.run_well("run", self.scenario, "-o", "s.h5", "--shard", "0/1", *SMALL)
        self.run_well("merge", "link-merge", "s.shard-0-of-1.cogov")
        names = ["run", "synth", "trace", "merge"]
        if "built without the report" not in cogov("report", "plain.h5", "-o", "link-report", cwd=self.here).err:
            names.append("report")
        for name in names:
            self.assertTrue(os.path.islink(os.path.join(self.here, f"link-{name}")), name)
            self.assertGreater(os.path.getsize(os.path.join(self.here, "elsewhere", name)), 1000, name)
        self.assertEqual(read(os.path.join(self.here, "elsewhere", "run")), read(os.path.join(self.here, "plain.h5")))
        self.assertEqual(sorted(os.listdir(os.path.join(self.here, "elsewhere"))), sorted(names))
        os.symlink("round", os.path.join(self.here, "round"))
        self.refused(cogov("run", self.scenario, "-o", "round", *SMALL, cwd=self.here), "link", code=1)

    def test_what_dead_processes_left_is_removed_and_what_living_ones_write_is_not(self):
        self.run_well("run", self.scenario, "-o", "r.h5", *SMALL)
        host = os.uname().nodename
        dead = subprocess.Popen(["true"])
        dead.wait()
        for product, command in (("p.h5", ["synth", self.scenario, "-o", "p.h5", "--quiet"]),
                                 ("t.h5", ["run", self.scenario, "-o", "q.h5", "--force", "--trace", "t.h5", *SMALL]),
                                 ("tables/runs.csv", ["export", "r.h5", "-o", "tables"]), ("m.html", ["report", "r.h5", "-o", "m.html"])):
            path = os.path.join(self.here, product)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            left = write(f"{path}.tmp.{host}.{dead.pid}.0", "half")
            living = write(f"{path}.tmp.{host}.{os.getpid()}.0", "half")
            mine = write(f"{path}.tmp.notes", "mine")
            if "built without the report" in cogov(*command, cwd=self.here).err:
                continue
            self.assertTrue(os.path.exists(path), product)
            self.assertFalse(os.path.exists(left), product)
            self.assertTrue(os.path.exists(living), product)
            self.assertTrue(os.path.exists(mine), product)


class Processes(Case):
    """Several at once, or killed."""

    def setUp(self):
        super().setUp()
        text = read(self.scenario).decode().replace('"population"', f'"{self.town}/population"')
        self.scenario = write(os.path.join(self.here, "s.toml"), text)

    def test_a_killed_merge_is_given_again(self):
        for i in (0, 1):
            self.run_well("run", self.scenario, "-o", "r.h5", "--replicates", "40", "--set", "weeks=8", "--set", "burn_in=2",
                          "--shard", f"{i}/2", "--quiet")
        shards = [f"r.shard-{i}-of-2.cogov" for i in (0, 1)]
        began = time.monotonic()
        self.run_well("merge", "right.h5", *shards)
        seconds, luck = time.monotonic() - began, random.Random(3)
        for _ in range(60 if harness.THOROUGH else 6):
            run = subprocess.Popen([harness.COGOV, "merge", "r.h5", *shards], cwd=self.here, stderr=subprocess.PIPE)
            time.sleep(luck.uniform(0, seconds))
            run.send_signal(signal.SIGKILL)
            run.communicate()
            if not os.path.exists(os.path.join(self.here, "r.h5")):
                self.run_well("merge", "r.h5", *shards)
            self.assertEqual(read(os.path.join(self.here, "r.h5")), read(os.path.join(self.here, "right.h5")))
            self.assertEqual(sorted(os.listdir(self.here)), sorted(["r.h5", "right.h5", "s.toml", *shards]))
            os.remove(os.path.join(self.here, "r.h5"))

    def test_of_two_at_once_each_ends_well_or_says_why(self):
        """Two seeds, one output, a little apart: the file is always the whole result of one that said it had written it."""
        words = ["run", self.scenario, "-o", "r.h5", "--set", "weeks=3", "--set", "burn_in=1", "--replicates", "2", "--quiet"]
        right = {}
        for seed in (1, 2):
            self.run_well(*words, "--seed", str(seed))
            right[seed] = read(os.path.join(self.here, "r.h5"))
            os.remove(os.path.join(self.here, "r.h5"))
        luck = random.Random(11)
        for pair in range(64 if harness.THOROUGH else 12):
            force = ["--force"] if pair % 2 else []
            runs = {}
            for seed in (1, 2):
                runs[seed] = subprocess.Popen([harness.COGOV, *words, "--seed", str(seed), *force], cwd=self.here,
                                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                time.sleep(luck.uniform(0, 0.15))
            said = {seed: run.communicate()[1] for seed, run in runs.items()}
            well = [seed for seed, run in runs.items() if run.returncode == 0]
            self.assertTrue(well, said)
            found = read(os.path.join(self.here, "r.h5"))
            self.assertIn(found, [right[seed] for seed in well], said)
            if not force:   # the second never replaces what the first has finished
                self.assertEqual(len(well), 1, said)
            self.leaves("r.h5", "s.toml")
            os.remove(os.path.join(self.here, "r.h5"))


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
