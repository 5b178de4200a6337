#!/usr/bin/python3
"""compare_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the tables of `cogov compare`, against the same numbers
computed here from the HDF5 with NumPy, and what it says of mistakes."""
import csv
import io
import json
import math
import os
import shutil
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import Case, write  # noqa: E402

R = 12
T = 2.2009852        # Student's 97.5 % quantile with 11 degrees of freedom
SCENARIO = """population = "{population}"
weeks = 110
burn_in = 4
replicates = 12
seed = 8
[arms.base]
[arms.ends]
[[arms.ends.policies]]
lever = "admin_relief"
level = 0.6
end = 40
[[arms.ends.policies]]
lever = "points"
level = 0.5
start = 4
end = 30
[arms.stays]
[[arms.stays.policies]]
lever = "flexible_hours"
level = 1.0
[arms.dear]
[[arms.dear.policies]]
lever = "venues"
level = 1.0
"""

HIRE = """population = "{population}"
weeks = 60
burn_in = 2
replicates = 3
[parameters]
coming_of_age = 0
[arms.base]
[arms.hire]
[[arms.hire.policies]]
lever = "hire_workers"
level = 1.7
sustain = 0
half_life = 20
"""


def interval(differences):
    return differences.mean(), T * differences.std(ddof=1) / numpy.sqrt(len(differences))


class Compare(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write(os.path.join(cls.root, "s.toml"), SCENARIO.format(population=os.path.join(cls.town, "population")))
        made = harness.cogov("run", "s.toml", "-o", "r.h5", "--quiet", cwd=cls.root)
        assert made.code == 0, made
        cls.file = os.path.join(cls.root, "r.h5")
        with h5py.File(cls.file) as file:
            cls.data = {name: file[name][:].astype(float) for name in
                        ("participants", "residents", "reached", "waits", "requests_served", "spending", "neighbour_trust",
                         "neighbour_ties", "load_ratio", "requests_unmet", "participants_membership",
                         "residents_membership", "quits", "posts")}
            cls.yearly = {name: file["yearly/" + name][:].astype(float) for name in ("stayed", "took_part_before")}
            cls.histogram = file["yearly/engagement_histogram"][:].astype(float)
            cls.levers = list(file["lever"].asstr()[:])
            cls.communities = list(file["community"].asstr()[:])
            cls.episodes = [(file["arms/arm"].asstr()[file["episodes/arm_index"][e]], file["episodes/kind"].asstr()[e],
                             file["episodes/name"].asstr()[e], file["episodes/level"][e], file["episodes/start"][e],
                             file["episodes/end"][e]) for e in range(len(file["episodes/arm_index"]))]
            arm, replicate = file["arm"].asstr()[:], file["replicate"][:]
        cls.of = {name: numpy.flatnonzero(arm == name)[numpy.argsort(replicate[arm == name])]
                  for name in ("base", "ends", "stays", "dear")}

    def table(self, *words):
        return list(csv.DictReader(io.StringIO(self.run_well("compare", self.file, *words, "--format", "csv").out)))

    def close(self, row, name, mean, half=None, rel=1e-9):
        self.assertAlmostEqual(float(row[name]), mean, delta=abs(mean) * rel + 1e-12, msg=(name, row))
        if half is not None and half <= 1e-12 * abs(mean):   # all replicates are alike, as of a fixed cost
            self.assertEqual((row[name + "_low"], row[name + "_high"]), ("", ""))
        elif half is not None:
            self.assertAlmostEqual(float(row[name + "_high"]) - float(row[name + "_low"]), 2 * half, delta=half * 1e-6 + 1e-12)

    def minus_base(self, values, arm):
        """By replicate; values are by run."""
        return values[self.of[arm]] - values[self.of["base"]]

    def rate(self, weeks, axes=(2, 3, 4)):
        d = self.data
        return d["participants"][:, weeks].sum(axis=(1, *axes)) / d["residents"][:, weeks].sum(
            axis=(1, *[a for a in axes if a < 4]))


class Tables(Compare):
    def test_differences_by_community_channel_and_band(self):
        rows = {(r["arm"], r["community"], r["measure"]): r for r in self.table("--split", "community")}
        rate = self.rate(slice(58, 110), (3, 4))
        for k, name in enumerate(self.communities):
            self.close(rows["stays", name, "participation"], "difference", *interval(self.minus_base(rate[:, k], "stays")))
        self.assertIn(("stays", "all", "waiting"), rows)
        rows = {(r["arm"], r["channel"], r["measure"]): r for r in self.table("--split", "channel")}
        d = self.data
        govern = d["participants"][:, 58:, :, :, 1].sum(axis=(1, 2, 3)) / d["residents"][:, 58:].sum(axis=(1, 2, 3))
        self.close(rows["ends", "govern", "participation"], "difference", *interval(self.minus_base(govern, "ends")))
        self.assertNotIn(("ends", "govern", "waiting"), rows)     # waits are not told by channel
        rows = {(r["arm"], r["band"], r["measure"]): r for r in self.table()}
        unmet = d["requests_unmet"][:, 58:, :, 2].sum(axis=(1, 2))
        unmet = unmet / (unmet + d["requests_served"][:, 58:, :, 2].sum(axis=(1, 2)))
        self.close(rows["ends", "older", "unmet"], "level", unmet[self.of["ends"]].mean())

    def test_periods(self):
        d = self.data
        for words, weeks in ((["--period", "all"], slice(0, 110)), (["--period", "30:41"], slice(30, 41)),
                             (["--period", "7:8"], slice(7, 8))):
            rows = {(r["arm"], r["group"], r["measure"]): r for r in self.table("--split", "none", *words)}
            self.close(rows["ends", "all", "participation"], "difference", *interval(self.minus_base(self.rate(weeks), "ends")))
            reach = d["reached"][:, weeks.stop - 1].sum(axis=(1, 2)) / d["residents"][:, weeks.stop - 1].sum(axis=(1, 2))
            self.close(rows["ends", "all", "reach"], "difference", *interval(self.minus_base(reach, "ends")))
            self.close(rows["ends", "all", "load"], "level", d["load_ratio"][self.of["ends"]][:, weeks].mean())
            self.close(rows["dear", "all", "cost"], "level",
                       d["spending"][self.of["dear"]][:, weeks].sum(axis=(2, 3)).mean())
        rows = {(r["arm"], r["group"], r["measure"]): r for r in self.table("--split", "none", "--period", "area")}
        weekly = d["participants"].sum(axis=(2, 3, 4)) / d["residents"].sum(axis=(2, 3))
        self.close(rows["stays", "all", "participation"], "difference", *interval(self.minus_base(weekly.sum(axis=1), "stays")))

    def test_week_by_week(self):
        rows = {(r["arm"], int(r["week"])): r for r in self.table("--show", "weekly", "--by", "participation")}
        self.assertEqual(len(rows), 4 * 110)
        weekly = self.data["participants"].sum(axis=(2, 3, 4)) / self.data["residents"].sum(axis=(2, 3))
        for week in (0, 29, 109):
            self.close(rows["ends", week], "level", weekly[self.of["ends"], week].mean())
            self.close(rows["stays", week], "difference", *interval(self.minus_base(weekly[:, week], "stays")))
            self.assertEqual(rows["base", week]["difference"], "")
        bands = {(r["arm"], r["band"], int(r["week"])): r for r in self.table("--show", "weekly", "--split", "band")}
        older = self.data["participants"][:, 50, :, 2].sum(axis=(1, 2)) / self.data["residents"][:, 50, :, 2].sum(axis=1)
        self.close(bands["stays", "older", 50], "difference", *interval(self.minus_base(older, "stays")))
        text = self.run_well("compare", self.file, "--show", "weekly").out
        self.assertIn("every 13th week", text)
        self.assertIn("109", text)

    def test_intervals_that_hold_together_are_wider_by_one_factor(self):
        alone, together = ({(r["arm"], r["band"], r["measure"]): r for r in self.table(*words)}
                           for words in ([], ["--simultaneous"]))
        factors = []
        for key, row in alone.items():
            if not row["difference_low"]:   # what does not vary, such as a fixed cost
                continue
            factors.append((float(together[key]["difference_high"]) - float(together[key]["difference_low"])) /
                           (float(row["difference_high"]) - float(row["difference_low"])))
        self.assertLess(max(factors) - min(factors), 1e-6)
        self.assertGreater(factors[0], 1.2)
        said = json.loads(self.run_well("compare", self.file, "--simultaneous", "--format", "json").out)["simultaneous"]
        self.assertAlmostEqual(said["standard_errors"] / T, factors[0], places=5)
        self.assertIn("hold for all", self.run_well("compare", self.file, "--show", "weekly", "--simultaneous").out)

    # The same sup-t bootstrap in NumPy, with luck of its own: quantiles of 4000 samples differ by less than 4 %.
    def test_simultaneous_factor_against_numpys(self):
        weekly = self.data["participants"].sum(axis=(2, 3, 4)) / self.data["residents"].sum(axis=(2, 3))
        columns = numpy.concatenate([self.minus_base(weekly, arm) for arm in ("ends", "stays", "dear")], axis=1)
        columns = columns[:, columns.std(axis=0) > 1e-15]
        columns = (columns - columns.mean(axis=0)) / columns.std(axis=0, ddof=1)
        rng = numpy.random.default_rng(4)
        largest = [numpy.abs(columns[rng.integers(0, R, R)].sum(axis=0)).max() for _ in range(4000)]
        sup = numpy.quantile(largest, 0.95) / numpy.sqrt(R - 1)
        # Student's t with 11 degrees of freedom beyond which lies as much as beyond sup of a normal: from a large sample.
        beyond = math.erfc(sup / math.sqrt(2))
        t = numpy.abs(rng.standard_t(R - 1, 4_000_000))
        expected = numpy.quantile(t, 1 - beyond)
        rows = self.table("--show", "weekly", "--simultaneous")
        row = next(r for r in rows if r["arm"] == "stays" and r["week"] == "80")
        half = T * self.minus_base(weekly[:, 80], "stays").std(ddof=1) / numpy.sqrt(R)
        found = (float(row["difference_high"]) - float(row["difference_low"])) / 2 / half * T
        self.assertLess(abs(found / expected - 1), 0.08)

    def test_costs_by_lever_for_one_more_and_the_frontier(self):
        rows = {r["arm"]: r for r in self.table("--show", "costs")}
        spent = self.data["spending"][:, 58:].sum(axis=2).mean(axis=1)       # run, lever
        for l, lever in enumerate(self.levers):
            for arm in self.of:
                self.close(rows[arm], "cost_" + lever, spent[self.of[arm], l].mean())
        further, gained = self.minus_base(spent.sum(axis=1), "stays"), self.minus_base(
            self.data["participants"][:, 58:].sum(axis=(1, 2, 3, 4)) / 52, "stays")
        self.close(rows["stays"], "further_cost", *interval(further))
        self.close(rows["stays"], "count", *interval(gained))
        self.close(rows["stays"], "cny_for_one_more", further.mean() / gained.mean())
        a, b, n = further.mean(), gained.mean(), R                                # Fieller's quadratic
        va, vb, c = further.var(ddof=1) / n, gained.var(ddof=1) / n, numpy.cov(further, gained)[0, 1] / n
        roots = numpy.roots([b * b - T * T * vb, -2 * (a * b - T * T * c), a * a - T * T * va])
        self.close(rows["stays"], "cny_for_one_more_low", min(roots), rel=1e-5)
        self.close(rows["stays"], "cny_for_one_more_high", max(roots), rel=1e-5)

        rate = self.rate(slice(58, 110))
        points = {arm: (rate[self.of[arm]].mean(), spent[self.of[arm]].sum(axis=1).mean()) for arm in self.of}
        # On the frontier: for some price of effect, nobody does better.
        best = {max(points, key=lambda arm: price * points[arm][0] - points[arm][1])
                for price in numpy.logspace(-6, 12, 6000)}
        self.assertEqual({arm for arm in rows if float(rows[arm]["efficient"]) == 1} & best, best)
        for arm in rows:
            if rows[arm]["better"]:
                better = points[rows[arm]["better"]]
                self.assertTrue(better[0] >= points[arm][0] and better[1] <= points[arm][1])
        reach = {r["arm"]: r for r in self.table("--show", "costs", "--by", "reach", "--period", "all")}
        yearly = self.minus_base(self.data["spending"].sum(axis=(1, 2, 3)) / 110, "dear") * 52
        more = self.minus_base(self.data["reached"][:, 109].sum(axis=(1, 2)), "dear")
        self.close(reach["dear"], "count", *interval(more))
        if reach["dear"]["cny_for_one_more"]:
            self.close(reach["dear"], "cny_for_one_more", yearly.mean() / more.mean())

    def test_posts_paid_for_stand_beside_posts_there(self):
        path = write(os.path.join(self.here, "hire.toml"), HIRE.format(population=os.path.join(self.town, "population")))
        self.run_well("run", path, "-o", "hire.h5", "--quiet")
        with h5py.File(os.path.join(self.here, "hire.h5")) as file:
            arm, posts, spending = file["arm"].asstr()[:], file["posts"][:, 8:].sum(axis=2), file["spending"][:, 8:].sum(axis=(2, 3))
        there = posts[arm == "hire"].mean() - posts[arm == "base"].mean()
        paid = spending[arm == "hire"].mean() * 52 / 48000
        self.assertGreater(abs(paid - there), 0.5)
        text = self.run_well("compare", "hire.h5", "--show", "costs").out
        self.assertIn(f"hire_workers of 'hire': {paid:.1f} more posts are paid for than in 'base', {there:.1f} more are there", text)
        table = {row["arm"]: row for row in csv.DictReader(io.StringIO(self.run_well("compare", "hire.h5", "--show", "costs", "--format", "csv").out))}
        self.assertAlmostEqual(float(table["hire"]["posts_paid_for"]), paid, places=8)
        self.assertAlmostEqual(float(table["hire"]["posts_there"]), there, places=8)
        # What does not fade is there as it is paid for.
        self.run_well("run", path, "-o", "kept.h5", "--quiet", "--set", "arms.hire.policies.hire_workers.sustain=1")
        with h5py.File(os.path.join(self.here, "kept.h5")) as file:
            arm, posts, spending = file["arm"].asstr()[:], file["posts"][:].sum(axis=2), file["spending"][:].sum(axis=(2, 3))
        numpy.testing.assert_allclose(spending[arm == "hire"] * 52 / 48000, posts[arm == "hire"] - posts[arm == "base"], rtol=1e-12)
        self.assertNotIn("are there", self.run_well("compare", "kept.h5", "--show", "costs").out)
        self.assertNotIn("are there", self.run_well("compare", self.file, "--show", "costs").out)

    def test_less_of_something_is_bought_too(self):
        text = self.run_well("compare", self.file, "--show", "costs", "--by", "waiting", "--smallest-first").out
        self.assertIn("for one less", text)
        self.assertNotIn("one more", text)

    def test_costs_of_policies_that_ended_are_named(self):
        last_year = self.run_well("compare", self.file, "--show", "costs").out
        self.assertIn("Careful: policies of ends ended", last_year)
        self.assertNotIn("Careful", self.run_well("compare", self.file, "--show", "costs", "--period", "all").out)

    def test_what_lasts_after_policies_have_ended(self):
        rows = self.table("--show", "lasting", "--by", "neighbour_trust")
        self.assertEqual({r["arm"] for r in rows}, {"ends"})                      # the others' policies go on
        self.assertEqual([(int(r["first"]), int(r["last"])) for r in rows],
                         [(0, 39), (40, 52), (53, 65), (66, 91), (92, 109)])
        self.assertEqual({int(r["policies_end"]) for r in rows}, {40})
        d = self.data
        weekly = d["neighbour_trust"].sum(axis=(2, 3)) / d["neighbour_ties"].sum(axis=(2, 3))
        during = self.minus_base(weekly[:, 0:40].mean(axis=1), "ends")
        self.close(rows[0], "difference", *interval(during))
        after = self.minus_base(weekly[:, 66:92].mean(axis=1), "ends")
        self.close(rows[3], "difference", *interval(after), rel=1e-6)
        if rows[3]["left"]:
            self.close(rows[3], "left", after.mean() / during.mean(), rel=1e-6)

    def test_episodes_are_in_the_file(self):
        self.assertEqual(self.episodes, [("ends", "policy", "admin_relief", 0.6, 0, 40), ("ends", "policy", "points", 0.5, 4, 30),
                                         ("stays", "policy", "flexible_hours", 1.0, 0, 110),
                                         ("dear", "policy", "venues", 1.0, 0, 110)])

    def test_details(self):
        rows = {(r["arm"], r["band"], r["measure"]): r for r in self.table("--show", "details")}
        again = self.yearly["stayed"][:, 1].sum(axis=1) / self.yearly["took_part_before"][:, 1].sum(axis=1)
        self.close(rows["stays", "older", "stayed"], "difference", *interval(self.minus_base(again[:, 2], "stays")))
        d = self.data
        quits = d["quits"][:, 58:].sum(axis=(1, 2)) / d["posts"][:, 58:].sum(axis=(1, 2))
        self.close(rows["ends", "all", "quits"], "level", quits[self.of["ends"]].mean())
        rows = {(r["arm"], r["membership"], r["measure"]): r for r in self.table("--show", "details", "--split", "membership")}
        rate = d["participants_membership"][:, 58:].sum(axis=(1, 2, 4)) / d["residents_membership"][:, 58:].sum(axis=(1, 2))
        for at, who in enumerate(("party", "others")):
            self.close(rows["stays", who, "participation_party"], "difference",
                       *interval(self.minus_base(rate[:, at], "stays")))
        self.assertNotIn(("base", "party", "quits"), rows)   # posts are nobody's
        self.assertIn("stayed: at the end of week 51",
                      self.run_well("compare", self.file, "--show", "details", "--period", "3:60").out)

    def test_equity(self):
        rows = {(r["arm"], r["band"], r["measure"]): r for r in self.table("--show", "equity")}
        d = self.data
        share = d["participants"][:, 58:].sum(axis=(1, 2, 4)) / d["participants"][:, 58:].sum(axis=(1, 2, 3, 4))[:, None]
        people = d["residents"][:, 58:].sum(axis=(1, 2)) / d["residents"][:, 58:].sum(axis=(1, 2, 3))[:, None]
        represented = share / people
        self.close(rows["stays", "older", "representation"], "difference",
                   *interval(self.minus_base(represented[:, 2], "stays")))
        middle = (numpy.arange(256) + 0.5) / 256
        for band, bins in (("all", self.histogram[:, 1].sum(axis=(1, 2))), ("young", self.histogram[:, 1, :, 0].sum(axis=1))):
            gini, top = [], []
            for counts in bins:
                held = numpy.repeat(middle, counts.astype(int))
                n = len(held)
                gini.append(((2 * numpy.arange(1, n + 1) - n - 1) * held).sum() / (n * held.sum()))
                tenth = n / 10                                                  # not a whole number of people
                whole = int(tenth)
                top.append((held[n - whole:].sum() + (tenth - whole) * held[n - whole - 1]) / held.sum())
            self.close(rows["ends", band, "gini"], "difference", *interval(self.minus_base(numpy.array(gini), "ends")), rel=1e-6)
            self.close(rows["base", band, "top_tenth"], "level", numpy.array(top)[self.of["base"]].mean())
        self.assertNotIn("gini", {r["measure"] for r in self.table("--show", "equity", "--period", "60:72")})   # no year ends
        self.assertIn("none is among these", self.run_well("compare", self.file, "--show", "equity", "--period", "60:72").out)
        self.assertIn("gini: at the end of week 51", self.run_well("compare", self.file, "--show", "equity", "--period", "3:60").out)
        # Nobody is a resident of a channel: no share of residents to set the share of participants against.
        self.assertEqual({r["channel"] for r in self.table("--show", "equity", "--split", "channel")}, {"all"})
        order = self.table("--by", "gini", "--smallest-first")
        levels = [float(r["level"]) for r in order]
        self.assertEqual(levels, sorted(levels))

    def test_order_says_what_tells_arms_apart(self):
        text = self.run_well("compare", self.file, "--by", "waiting", "--smallest-first").out
        self.assertTrue("sure at 95 %" in text or "more replicates would" in text, text)
        rows = self.table("--show", "order", "--period", "0:30")
        rate = self.rate(slice(0, 30))
        self.assertEqual([r["arm"] for r in rows], sorted(self.of, key=lambda arm: -rate[self.of[arm]].mean()))
        first, second = rows[0]["arm"], rows[1]["arm"]
        self.close(rows[0], "over_next", *interval(rate[self.of[first]] - rate[self.of[second]]))


class Alike(Case):
    """What cannot be estimated is not told as certain."""
    TABLES = ([], ["--split", "community"], ["--period", "all"], ["--period", "area"], ["--show", "equity"], ["--show", "order"],
              ["--show", "costs"], ["--show", "costs", "--by", "reach"], ["--show", "weekly"], ["--show", "lasting"])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        write(os.path.join(cls.root, "s.toml"), SCENARIO.format(population=os.path.join(cls.town, "population")))
        for replicates in (2, 3, 9):
            made = harness.cogov("run", "s.toml", "-o", f"r{replicates}.h5", "--quiet", "--set", f"replicates={replicates}",
                                 "--set", "weeks=56", cwd=cls.root)
            assert made.code == 0, made
            cls.said = made.out
        shutil.copy(os.path.join(cls.root, "r2.h5"), os.path.join(cls.root, "alike2.h5"))
        shutil.copy(os.path.join(cls.root, "r9.h5"), os.path.join(cls.root, "alike9.h5"))
        for replicates in (2, 9):
            harness.make_replicates_alike(os.path.join(cls.root, f"alike{replicates}.h5"))

    def rows(self, name, *words):
        out = self.run_well("compare", os.path.join(self.root, name), *words, "--format", "csv").out
        return list(csv.DictReader(io.StringIO(out)))

    def numbers(self, row, name):
        """Mean and whether there is an interval, which has both ends or none, and a width."""
        low, high = row[name + "_low"], row[name + "_high"]
        self.assertEqual(low == "", high == "", row)
        if low:
            self.assertGreater(float(high) - float(low), 1e-12 * abs(float(row[name])), (name, row))
        return row[name], low != ""

    def test_replicates_that_tie_have_no_interval_star_or_p(self):
        for name in ("alike2.h5", "alike9.h5"):
            for words in self.TABLES:
                with self.subTest(name, words=words):
                    text = self.run_well("compare", os.path.join(self.root, name), *words).out
                    self.assertNotRegex(text, r"±0\.?0* |±-?0(\.0+)?$|\d \*|100\.0 %|\(\*\)$")
                    told = text.split("Difference from", 1)[-1]
                    self.assertNotRegex(told, r"(-?[\d.]+) \(\1 to \1\)")
                    self.assertNotIn("nan", text)
                    for row in self.rows(name, *words):
                        for column in row:
                            if column.endswith("_low"):
                                self.assertEqual(row[column], "", (column, row))
                        for column in ("p", "p_holm", "excludes_zero", "best", "share_efficient"):
                            self.assertEqual(row.get(column, ""), "", row)
                    json.loads(self.run_well("compare", os.path.join(self.root, name), *words, "--format", "json").out)
        text = self.run_well("compare", os.path.join(self.root, "alike2.h5")).out
        self.assertRegex(text, r"\+\d+\.\d+ \?")
        self.assertIn("? All replicates are alike here", text)

    def test_a_fixed_cost_has_no_interval_and_the_table_says_why(self):
        rows = {(r["arm"], r["band"], r["measure"]): r for r in self.rows("r9.h5")}
        row = rows["dear", "all", "cost"]
        self.assertGreater(float(row["difference"]), 0)
        self.assertEqual([row[name] for name in ("difference_low", "difference_high", "p", "p_holm", "excludes_zero")], [""] * 5)
        self.assertEqual(rows["stays", "all", "participation"]["excludes_zero"], "1")
        self.assertIn(" ?", self.said)
        self.assertEqual(self.said.count("? All replicates are alike here"), 1)   # what one more costs has intervals

    def test_intervals_of_few_replicates_are_never_empty(self):
        for name in ("r2.h5", "r3.h5", "r9.h5"):
            for words in self.TABLES:
                for row in self.rows(name, *words):
                    for column in row:
                        if column.endswith("_low"):
                            self.numbers(row, column[:-4])

    def test_few_replicates_do_not_say_how_sure_an_order_is(self):
        for name, told in (("r2.h5", False), ("r3.h5", False), ("r9.h5", True)):
            self.assertEqual({row["best"] != "" for row in self.rows(name, "--show", "order")}, {told})
            self.assertEqual({row["share_efficient"] != "" for row in self.rows(name, "--show", "costs")}, {told})
            text = self.run_well("compare", os.path.join(self.root, name), "--show", "order").out
            self.assertEqual("takes 8 replicates" in text, not told)
            self.assertEqual("first in" in text, told)


class Mistakes(Compare):
    def test_are_named_with_what_there_is(self):
        for words, said in (
                (["--show", "wekly"], ["no table 'wekly'", "weekly", "lasting"]),
                (["--split", "comunity"], ["no axis of measures 'comunity'", "community", "none"]),
                (["--by", "wating"], ["no measure 'wating'", "waiting"]),
                (["--period", "last"], ["--period last", "FIRST:LAST"]),
                (["--period", "40:30"], ["FIRST must be less than LAST"]),
                (["--period", "0:111"], ["111", "110"]),
                (["--period", "x:3"], ["FIRST"]),
                (["--show", "lasting", "--period", "0:3"], ["--show lasting does not go with --period"]),
                (["--show", "differences", "--by", "waiting"], ["--show differences does not go with --by"]),
                (["--show", "order", "--split", "band"], ["does not go with --split"]),
                (["--show", "equity", "--smallest-first"], ["does not go with --smallest-first"]),
                (["--show", "costs", "--period", "area"], ["means over a period"]),
                (["--show", "points"], ["no table 'points'"]),
                (["--by", "representation"], ["always 1 of everybody"]),
                (["--show", "weekly", "--by", "gini"], ["at the end of each year only"]),
                (["--show", "lasting", "--by", "top_tenth"], ["at the end of each year only"]),
                (["--show", "weekly", "--by", "stayed"], ["at the end of each year only", "--show details"]),
                (["--show", "costs", "--by", "cost"], ["what is paid, not what it buys"]),
                (["--show", "drivers"], ["differ by luck alone", "[uncertain]"]),
                (["--show", "decision"], ["differ by luck alone", "[uncertain]"]),
                (["--show", "costs", "--worth", "3"], ["--show costs does not go with --worth"]),
                (["--baseline", "bas"], ["no arm 'bas'", "base"]),
                (["--point", "0"], ["--point is of sweeps"])):
            with self.subTest(words=words):
                self.refused(harness.cogov("compare", self.file, *words, cwd=self.here), *said)

    def test_simultaneous_intervals_need_replicates(self):
        self.run_well("run", self.scenario, "-o", "few.h5", *harness.SMALL)
        self.refused(harness.cogov("compare", "few.h5", "--simultaneous", cwd=self.here), "at least 8", "has 2")

    def test_nothing_to_tell_is_said(self):
        write(os.path.join(self.here, "plain.toml"), harness.HEAD.replace('"population"', f'"{self.town}/population"'))
        self.run_well("run", "plain.toml", "-o", "plain.h5", "--quiet")
        self.refused(harness.cogov("compare", "plain.h5", "--show", "costs", cwd=self.here), "spends")
        done = self.run_well("compare", "plain.h5", "--show", "lasting")
        self.assertIn("nothing can be said", done.out)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
