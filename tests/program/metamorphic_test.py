#!/usr/bin/python3
"""metamorphic_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: changes that must not change a result, files in, files out.

Where results must be the same, they are compared bit for bit. Where a change brings other luck, means are compared by
Welch's z, at most 5.7 each (false-alarm rate 1.2e-8 for one, below 10^-6 for all of this file); seeds are fixed.
"""
import os
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, write  # noqa: E402

SETTINGS = 'population = "{population}"\nweeks = 30\nburn_in = 6\nreplicates = 3\nseed = 5\n'
LIVELY = '[[emergencies]]\nstart = 8\nweeks = 5\n'


def policy(arm, lever, level, **others):
    lines = [f"[[arms.{arm}.policies]]", f'lever = "{lever}"', f"level = {level}"]
    return "\n".join(lines + [f"{key} = {value}" for key, value in others.items()]) + "\n"


class Metamorphic(Case):
    def setUp(self):
        super().setUp()
        self.count = 0

    def ran(self, text, *words, population=None):
        """The results of a scenario: {arm: {observation: array (replicate, week, ...)}}."""
        self.count += 1
        scenario = write(os.path.join(self.here, f"s{self.count}.toml"),
                         SETTINGS.format(population=population or os.path.join(self.town, "population")) + text)
        path = os.path.join(self.here, f"s{self.count}.h5")
        self.run_well("run", scenario, "-o", path, "--quiet", *words)
        with h5py.File(path) as file:
            arm = file["arm"].asstr()[...]
            weekly = {name: file[name][...] for name in file if isinstance(file[name], h5py.Dataset)
                      and file[name].ndim >= 3}
            yearly = file["yearly"] if "yearly" in file else {}
            weekly |= {"yearly/" + name: item[...] for name, item in yearly.items() if item.ndim >= 3}
            if "spending" in weekly:   # levers used only: by name
                spending = weekly.pop("spending")
                for at, lever in enumerate(file["lever"].asstr()[...]):
                    weekly["spending on " + lever] = spending[..., at]
            return {name: {key: values[arm == name] for key, values in weekly.items()} for name in dict.fromkeys(arm)}

    def same(self, a, b, spending=True):
        names = {name for name in [*a, *b] if spending or not name.startswith("spending")}
        for name in sorted(names):
            self.assertIn(name, a)
            self.assertIn(name, b)
            self.assertTrue(numpy.array_equal(a[name], b[name]), name)

    def differ(self, a, b):
        self.assertFalse(numpy.array_equal(a["participants"], b["participants"]))

    def people(self, name="people.h5"):
        path = os.path.join(self.here, name)
        self.run_well("synth", self.scenario, "-o", path, "--quiet", "--force")
        return path

    def test_renumbering_residents_changes_nothing(self):
        one = self.people()
        other = os.path.join(self.here, "shuffled.h5")
        luck = numpy.random.default_rng(7)
        with h5py.File(one) as a, h5py.File(other, "w") as b:
            n = len(a["id"])
            order = luck.permutation(n)               # the new row r is the old row order[r]
            place = numpy.argsort(order)
            for name, item in a.items():
                if isinstance(item, h5py.Group):
                    a.copy(name, b)
                elif name.startswith("tie_") and name.endswith(("_from", "_to")):
                    b[name] = place[item[...]].astype("u4")
                elif item.dtype.kind != "O" and item.shape == (n,) and name != "resident":
                    b[name] = item[...][order]
                elif not name.startswith("tie_") and name != "resident":
                    b[name] = item[...]
            for layer in ("household", "neighbour", "friend", "work"):   # and ties in any order
                mixed = luck.permutation(len(b[f"tie_{layer}_from"]))
                for end in ("from", "to"):
                    b[f"tie_{layer}_{end}"][...] = b[f"tie_{layer}_{end}"][...][mixed]
            for name, value in a.attrs.items():
                if not name.startswith("_") and name != "cogov_checksums":
                    b.attrs[name] = value
        text = LIVELY + "[arms.base]\n[arms.x]\n" + policy("x", "add_volunteers", 5)
        for demography in ("on", "off"):
            words = ["--set", f"demography={demography}", "--set", "weeks=60"]
            a, b = (self.ran(text, *words, population=path) for path in (one, other))
            self.same(a["base"], b["base"])
            self.same(a["x"], b["x"])
            self.assertGreater(a["base"]["participants"].sum(), 0)

    def test_two_towns_side_by_side_behave_like_one(self):
        one, two = self.people(), os.path.join(self.here, "two.h5")
        with h5py.File(one) as a, h5py.File(two, "w") as b:
            n, communities = len(a["id"]), len(a["community"])
            for name, item in a.items():
                if isinstance(item, h5py.Group) or name == "resident" or (name.startswith("tie_") and name.count("_") == 1):
                    continue
                values = item[...]
                if item.dtype.kind == "O":
                    texts = item.asstr()[...]
                    b[name] = [*texts, *(text + "2" for text in texts)]
                    continue
                shift = {"id": n, "resident_community": communities, "household": int(a["household"][...].max()) + 1,
                         "grid": int(a["grid"][...].max()) + 1}.get(name, n if name.startswith("tie_") else 0)
                b[name] = numpy.concatenate([values, values + numpy.array(shift, values.dtype)])
        words = ["--set", "demography=off", "--set", "replicates=32", "--set", "weeks=40"]
        text = LIVELY + "[arms.base]\n"
        alone = self.ran(text, *words, population=one)["base"]
        both = self.ran(text, *words, "--seed", "77", population=two)["base"]
        compared = 0
        for name in ("participants", "aware", "volunteers", "requests_opened", "requests_served", "requests_open",
                     "engagement", "institution_trust", "trust_in_others", "neighbour_trust", "reached",
                     "volunteer_hours", "service_chance", "posts_vacant"):
            x = alone[name].reshape(32, 40, communities, -1).sum(axis=(1, 3))
            y = both[name].reshape(32, 40, 2 * communities, -1).sum(axis=(1, 3))
            for half in (y[:, :communities], y[:, communities:]):
                for k in range(communities):
                    a, b = x[:, k], half[:, k]
                    error = numpy.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 32)
                    self.assertLessEqual(abs(a.mean() - b.mean()), 5.7 * error + 1e-9 * abs(a.mean()), (name, k))
                    compared += 1
        self.assertEqual(compared, 14 * 2 * communities)

    def test_every_lever_at_level_0_is_the_baseline(self):
        import json
        levers = [row["name"] for row in json.loads(self.run_well("describe", "lever", "--format", "json").out)]
        self.assertEqual(len(levers), 24)
        text = LIVELY + "[arms.base]\n" + "".join(f"[arms.{lever}]\n" + policy(lever, lever, 0.0) for lever in levers)
        found = self.ran(text)
        for lever in levers:
            self.same(found["base"], found[lever], spending=False)
            self.assertEqual(found[lever]["spending on " + lever].sum(), 0)

    def test_a_policy_for_all_is_one_for_every_community_listed(self):
        with open(os.path.join(self.town, "population", "communities.csv"), encoding="utf-8-sig") as file:
            header, *rows = [line.strip().split(",") for line in file if line.strip()]
        names = [row[header.index("community")] for row in rows]
        subdistricts = sorted({row[header.index("subdistrict")] for row in rows})
        text = LIVELY + "[arms.base]\n[arms.everywhere]\n" + policy("everywhere", "admin_relief", 0.5)
        for arm, targets in (("each", names), ("backwards", names[::-1]), ("subdistricts", subdistricts)):
            text += f"[arms.{arm}]\n" + policy(arm, "admin_relief", 0.5, targets=targets)
        found = self.ran(text)
        for arm in ("each", "backwards", "subdistricts"):
            self.same(found["everywhere"], found[arm])
        self.differ(found["base"], found["everywhere"])

    def test_two_policies_of_half_the_level_are_one(self):
        text = LIVELY + "[arms.base]\n"
        levels = {"admin_relief": 0.5, "add_volunteers": 4, "digital_platform": 0.8, "worker_training": 0.3, "points": 0.25}
        for lever, level in levels.items():
            text += f"[arms.whole_{lever}]\n" + policy(f"whole_{lever}", lever, level, ramp=4, sustain=0.5)
            text += f"[arms.split_{lever}]\n" + 2 * policy(f"split_{lever}", lever, level / 2, ramp=4, sustain=0.5)
        found = self.ran(text)
        for lever in levels:
            self.same(found["whole_" + lever], found["split_" + lever])
            self.differ(found["base"], found["whole_" + lever])

    def test_the_order_of_policies_arms_and_files_does_not_matter(self):
        parts = [policy("x", "admin_relief", 0.3), policy("x", "points", 0.2, start=3),
                 policy("x", "digital_platform", 0.7), policy("x", "digital_specialist", 1.0),
                 policy("x", "admin_relief", 0.2, start=10), policy("x", "grid_management", 0.7)]
        y = "[arms.y]\n" + policy("y", "hire_workers", 2)
        found = [self.ran(LIVELY + text) for text in
                 ("[arms.base]\n[arms.x]\n" + "".join(parts) + y, y + "[arms.x]\n" + "".join(parts[::-1]) + "[arms.base]\n")]
        write(os.path.join(self.here, "first.toml"), "[arms.x]\n" + "".join(parts))
        found.append(self.ran('include = "first.toml"\n' + LIVELY + "[arms.base]\n" + y))
        for arm in ("base", "x", "y"):
            self.same(found[0][arm], found[1][arm])
            self.same(found[0][arm], found[2][arm])

    def test_adding_an_arm_changes_no_other(self):
        text = LIVELY + "[arms.base]\n[arms.x]\n" + policy("x", "venues", 1.0, start=4)
        few = self.ran(text)
        more = self.ran(text + "[arms.y]\n" + policy("y", "venues", 2.0, start=1) + "[[arms.y.emergencies]]\nstart = 20\nweeks = 3\n")
        self.same(few["base"], more["base"], spending=False)
        self.same(few["x"], more["x"])
        self.differ(few["x"], more["y"])

    def test_adding_replicates_changes_no_other(self):
        text = LIVELY + "[arms.base]\n"
        few, more = self.ran(text), self.ran(text, "--replicates", "18")
        self.same(few["base"], {name: values[:3] for name, values in more["base"].items()})

    def test_a_longer_run_starts_with_the_shorter_one(self):
        text = LIVELY + "[arms.base]\n[arms.x]\n" + policy("x", "worker_pay", 0.5, start=6)
        short, long = self.ran(text, "--weeks", "55"), self.ran(text, "--weeks", "110")
        for arm in ("base", "x"):
            for name, values in short[arm].items():
                self.assertTrue(numpy.array_equal(values, long[arm][name][:, :values.shape[1]]), name)

    def test_emergencies_of_the_scenario_are_those_of_every_arm(self):
        arms = "[arms.base]\n{0}[arms.x]\n" + policy("x", "emergency_plan", 1.0) + "{1}"
        own = [LIVELY.replace("[[emergencies]]", f"[[arms.{arm}.emergencies]]") for arm in ("base", "x")]
        common, each = self.ran(LIVELY + arms.format("", "")), self.ran(arms.format(*own))
        for arm in ("base", "x"):
            self.same(common[arm], each[arm])

    def test_a_policy_that_ended_has_been_no_policy_where_it_never_began(self):
        text = LIVELY + "[arms.base]\n[arms.late]\n" + policy("late", "points", 1.0, start=25)
        found = self.ran(text)
        for name, values in found["base"].items():
            if not name.startswith(("yearly", "spending")):
                self.assertTrue(numpy.array_equal(values[:, :25], found["late"][name][:, :25]), name)
        self.differ(found["base"], found["late"])

    def test_a_value_said_is_the_value_by_default(self):
        text = LIVELY + "[arms.base]\n"
        self.same(self.ran(text)["base"], self.ran(text + "[parameters]\nb_social = 0.8\nquit = 0.0035\n")["base"])

    def test_lanes_threads_and_instruction_sets_change_no_byte(self):
        text = LIVELY + "[arms.base]\n[arms.x]\n" + policy("x", "social_organisations", 20.0)
        reference = self.ran(text, "--weeks", "54")
        for words in (["--lanes", "1"], ["--threads", "1"], ["--threads", "2", "--lanes", "1"], ["--instruction-set", "v2"],
                      ["--memory", "1M"]):
            other = self.ran(text, "--weeks", "54", *words)
            for arm in ("base", "x"):
                self.same(reference[arm], other[arm])


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
