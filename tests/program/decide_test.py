#!/usr/bin/python3
"""decide_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: cogov decide, from a question about money to a package.

A town of 300 for a few weeks: what comes out says nothing of towns, but a lever that does nothing is not bought in any.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import h5py

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import HERE, Case, cogov, read, write  # noqa: E402

TOWN = 'population = "{town}/population"\nresidents = 300\nweeks = 8\nburn_in = 2\nreplicates = 16\n'
WORLDS = '[uncertain]\npriors = ["reach", "venues.cost"]\n'
ASKED = '[decision]\nbudget = 16_000\nlevers = ["points", "venues"]\n'
HARMS = "[levers.added_tasks]\ncost = 10\n"
USELESS = "[levers.youth_programme]\nyouth_offer = 0\n" + WORLDS + ASKED.replace('"venues"', '"youth_programme"')
LINES = TOWN.count("\n")   # before what a test adds


class Decide(Case):
    def write_scenario(self, text):
        return write(os.path.join(self.here, "s.toml"), TOWN.format(town=self.town) + text)

    def decided(self, text, *words):
        """Rows of the table, of each budget the package first, and the levels of each by lever."""
        self.write_scenario(text)
        done = self.run_well("decide", "s.toml", "-o", "r.h5", "--quiet", "--force", "--format", "json", *words)
        with h5py.File(os.path.join(self.here, "r.h5")) as file:
            kept = json.loads(file["provenance/decision.json"][()])
        rows = json.loads(done.out)
        levels = {one["arm"]: one["levels"] for one in kept["packages"]}
        for row in rows:
            row["levels"] = {}
            for thing, level in zip(kept["things"], levels.get(row["package"], [])):
                if level != 0:
                    row["levels"][" ".join([thing["name"], *thing["places"]])] = level
        return rows

    def package(self, text, *words):
        return self.decided(text, *words)[0]

    def told(self, text, *words):
        self.write_scenario(text)
        return self.run_well("decide", "s.toml", "-o", "r.h5", "--quiet", "--force", *words).out


class Answers(Decide):
    def test_costs_are_those_of_a_run_of_the_same_package(self):
        rows = [row for row in self.decided(WORLDS + ASKED) if row["levels"]]
        with h5py.File(os.path.join(self.here, "r.h5")) as file:
            resolved = file["provenance/scenario.toml"].asstr()[()]
        seed = next(line for line in resolved.splitlines() if line.startswith("seed = "))
        arms = "[arms.base]\n"
        for row in rows:
            for lever, level in row["levels"].items():
                arms += f'[[arms.{row["package"]}.policies]]\nlever = "{lever}"\nlevel = {level!r}\n'
        self.write_scenario(seed + "\n" + WORLDS + arms)
        self.run_well("run", "s.toml", "-o", "same.h5", "--quiet")
        told = json.loads(self.run_well("compare", "same.h5", "--format", "json").out)
        found = {arm["arm"]: arm["bands"]["all"] for arm in told["arms"]}
        self.assertGreater(len(rows), 5)
        for row in rows:
            of_run = found[row["package"]]
            self.assertAlmostEqual(row["cost"]["value"], 52 * of_run["cost"]["difference"]["mean"], delta=1e-6 * row["cost"]["value"])
            self.assertAlmostEqual(row["gain"]["mean"], of_run["participation"]["difference"]["mean"], places=12)

    def test_more_money_is_never_worse_and_none_buys_nothing(self):
        rows = self.decided(WORLDS + ASKED.replace("16_000", "[16_000, 0, 4_000, 8_000]"))
        first = {}
        for row in rows:
            first.setdefault(row["budget"], row)
            self.assertLessEqual(row["cost"]["value"], row["budget"] * (1 + 1e-9))
        self.assertEqual(list(first), [0, 4000, 8000, 16000])
        self.assertEqual([row["package"] for row in rows if row["budget"] == 0], ["base"])
        gains = [row["gain"]["mean"] for row in first.values()]
        self.assertEqual(gains, sorted(gains))
        self.assertGreater(gains[-1], gains[1])
        self.assertGreater(gains[1], 0)
        said = self.run_well("decide", "s.toml", "-o", "r.h5", "--quiet", "--force").out
        self.assertIn("0 CNY a year\n  Do nothing: no package that this money can buy is better.\n", said)
        self.assertIn("The curve\n", said)

    def test_without_any_money_there_is_an_answer_too(self):
        said = self.told(WORLDS + ASKED.replace("16_000", "0"))
        self.assertIn("Do nothing", said)
        self.run_well("compare", "r.h5")
        self.run_well("report", "r.h5", "-o", "r.html")

    def test_a_lever_that_does_nothing_is_not_bought(self):
        best = self.package(USELESS)   # of equals the cheapest
        self.assertEqual(list(best["levels"]), ["points"])

    def test_what_helps_and_costs_nothing_is_bought_in_full(self):
        best = self.package("[levers.points]\ncost = 0\n" + WORLDS + ASKED)
        self.assertEqual(best["levels"]["points"], 30)

    def test_a_budget_beyond_all_prices_buys_all_that_helps(self):
        best = self.package(WORLDS + ASKED.replace("16_000", "1e9"))
        self.assertEqual(best["levels"]["points"], 30)
        self.assertLess(best["cost"]["value"], 1e6)

    def test_the_money_is_used_where_a_price_bends(self):
        best = self.package(WORLDS + ASKED.replace(', "venues"', ""))   # the more points, the more people come for them
        self.assertGreater(best["cost"]["value"], 0.9 * 16_000)

    def test_a_lever_that_harms_is_not_bought(self):
        harms = HARMS + WORLDS + ASKED.replace('"points", "venues"', '"added_tasks"') + 'measure = "load"\n'
        said = self.told(harms)   # less load is better
        self.assertIn("Do nothing: no package that this money can buy is better.\n  All others that were looked at are worse", said)

    def test_less_is_gained_where_less_is_better(self):
        best = self.package(HARMS + WORLDS + ASKED.replace('"points", "venues"', '"added_tasks", "admin_relief"') + 'measure = "load"\n')
        self.assertEqual(list(best["levels"]), ["admin_relief"])
        self.assertGreater(best["gain"]["mean"], 0)

    def test_conditions_that_nothing_meets_are_an_answer(self):
        said = self.told(WORLDS + ASKED.replace("16_000", "1e9") + 'at_least = [{ measure = "participation", band = "young", change = 50 }]\n')
        self.assertIn("Nothing that was looked at keeps this budget and all conditions, not even doing nothing.", said)
        self.assertRegex(said, r"Without the condition on participation of young: points \d.*, which gains \d")

    def test_a_condition_is_kept_and_its_price_is_told(self):
        asked = WORLDS + ASKED.replace('"venues"', '"admin_relief"') + 'at_least = [{ measure = "load", change_at_most = -0.05 }]\n'
        best = self.package(asked)
        self.assertIn("admin_relief", best["levels"])
        free = self.package(WORLDS + ASKED.replace('"venues"', '"admin_relief"'))
        self.assertLess(free["levels"].get("admin_relief", 0), best["levels"]["admin_relief"])
        self.assertGreater(free["gain"]["mean"], best["gain"]["mean"])
        self.assertIn("Without the condition on load: points", self.told(asked))

    def test_attitude_certainty_and_places(self):
        cautious = self.told(WORLDS + ASKED + 'attitude = "cautious"\n')
        self.assertIn("judged by the mean of the worst fifth of 16 possible worlds", cautious)
        asked = WORLDS.replace("reach", "points.cost") + ASKED.replace(', "venues"', "")
        expected, surely = self.package(asked), self.package(asked + "surely = 1\n")
        self.assertLess(expected["kept_in"], 1)
        self.assertEqual(surely["kept_in"], 1)
        self.assertLess(surely["levels"]["points"], expected["levels"]["points"])
        places = self.package(WORLDS + ASKED + 'spread = "by community"\n')["levels"]
        self.assertLessEqual(set(places), {f"{lever} {place}" for lever in ("points", "venues") for place in ("Dongfeng", "Heping")})

    def test_replicates_that_tell_nothing_apart_say_so(self):
        said = self.told(ASKED, "--replicates", "4")
        self.assertIn("4 replicates do not tell packages apart: that takes 8 at least", said)
        self.assertNotIn("cannot be told", said)

    def test_within_counts_as_equal_what_hardly_differs(self):
        alike = [sum(row["may_be_best"] == "yes" for row in self.decided(WORLDS + ASKED, *words)) for words in ([], ["--within", "0.5pp"])]
        self.assertLess(alike[0], alike[1])

    def draws(self, count):
        luck = random.Random(7)
        write(os.path.join(self.here, "draws.csv"), "# model: participation\n# model_version: " + str(self.version()) + "\nparameters.reach,levers.venues.cost\n" +
              "".join(f"{luck.uniform(2, 12):.4f},{luck.uniform(200, 800):.1f}\n" for _ in range(count)))
        return '[uncertain]\ndraws = "draws.csv"\n' + ASKED

    def version(self):
        model = json.loads(self.run_well("describe", "model", "--format", "json").out)
        return next(row["version"] for row in model if row["name"] == "participation")

    def test_a_guarantee_is_given_when_it_holds(self):
        asked = self.draws(32)
        self.assertIn("Kim & Nelson's procedure: with 95 % the best of these, or within 1.000 pp of it.",
                      self.told(asked, "--guarantee", "--within", "1pp", "--at-most", "32"))
        self.assertRegex(self.told(asked, "--guarantee", "--within", "0.0001pp"),
                         r"procedure has not ended: \d+ packages are left; --at-most allows more worlds")
        self.refused(cogov("decide", "s.toml", "--guarantee", "--within", "1pp", "--at-most", "64", "--force", cwd=self.here),
                     "it may take 64 replicates", "32 rows")


class Stops(Decide):
    def undisturbed(self):
        """The file of a decision without a stop, on two threads, made once; and what it said."""
        cls = type(self)
        self.write_scenario(USELESS.replace("16_000", "1e9"))   # there are equals, so it adds worlds
        if not hasattr(cls, "made"):
            done = self.run_well("decide", "s.toml", "-o", "r.h5", "--threads", "2", "--no-progress", "--at-most", "32")
            cls.made, cls.calm = os.path.join(self.root, "undisturbed.h5"), done.err
            shutil.move(os.path.join(self.here, "r.h5"), cls.made)
        return cls.made

    def started(self):
        return subprocess.Popen([harness.COGOV, "decide", "s.toml", "-o", "r.h5", "--threads", "1", "--no-progress", "--at-most", "32"],
                                cwd=self.here, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def stop_once(self, there, signum):
        """Stops it when a file is there; what it had said."""
        run = self.started()
        while not os.path.exists(os.path.join(self.here, there)):
            self.assertIsNone(run.poll(), f"it ended before there was {there}")
            time.sleep(0.0005)
        run.send_signal(signum)
        said = run.communicate()[1]
        self.assertNotEqual(run.returncode, 0, said)
        return said

    def finish(self):
        """Goes on; is the same file in the end?"""
        kept = [name for name in os.listdir(os.path.join(self.here, "r.search")) if name.startswith("packages_")]
        run = self.started()
        said = run.communicate()[1]
        self.assertEqual(run.returncode, 0, said)
        self.assertEqual(said.count("looking at"), type(self).calm.count("looking at") - len(kept), said)
        same = subprocess.run([sys.executable, os.path.join(HERE, "h5same.py"), type(self).made, "r.h5"], cwd=self.here, capture_output=True, text=True)
        self.assertEqual(same.returncode, 0, same.stdout)
        with h5py.File(type(self).made) as one, h5py.File(os.path.join(self.here, "r.h5")) as other:
            self.assertEqual(one["provenance/decision.json"][()], other["provenance/decision.json"][()])
        self.leaves("r.h5", "s.toml")

    def test_killed_in_the_search_it_goes_on_to_the_same_file(self):
        self.undisturbed()
        self.stop_once("r.search/packages_00002.csv", signal.SIGKILL)
        said = self.stop_once("r.search/packages_00004.csv", signal.SIGTERM)
        self.assertIn("what was run is in r.search: the same command once more goes on with it", said)
        self.finish()

    def test_killed_in_the_last_runs_it_goes_on_to_the_same_file(self):
        self.undisturbed()
        said = self.stop_once("r.cogov", signal.SIGTERM)
        self.assertIn("the same command once more goes on with", said)
        self.assertNotIn("--resume", said)
        self.finish()

    def test_killed_when_it_adds_worlds_it_goes_on_to_the_same_file(self):
        self.undisturbed()
        self.assertIn("packages cannot be told apart yet; going on to 32 runs", type(self).calm)
        self.stop_once("r.h5", signal.SIGKILL)
        self.finish()

    def test_what_is_there_is_not_replaced_without_being_asked(self):
        self.write_scenario(WORLDS + ASKED)
        write(os.path.join(self.here, "r.h5"), "mine")
        self.refused(cogov("decide", "s.toml", "-o", "r.h5", cwd=self.here), "r.h5 exists already; --force replaces it, -o names another")
        self.assertEqual(read(os.path.join(self.here, "r.h5")), b"mine")

    def test_time_that_is_up_is_said(self):
        self.write_scenario(WORLDS + ASKED)
        words = ["decide", "s.toml", "-o", "r.h5", "--quiet", "--time"]
        self.refused(cogov(*words, "0.001s", cwd=self.here), "--time 0.001s: time was up before any package was run")
        seconds = 0.25
        while (done := cogov(*words, f"{seconds}s", cwd=self.here)).code != 0:
            self.refused(done, "time was up before any package was run")
            seconds *= 2
            self.assertLess(seconds, 200)
        with h5py.File(os.path.join(self.here, "r.h5")) as file:
            kept = json.loads(file["provenance/decision.json"][()])
        self.assertGreater(len(kept["tried"]), 1)
        self.assertEqual(kept["cut_short"], "Time was up before nothing better was proposed" in done.out)


class Mistakes(Decide):
    def refuses(self, text, *words, options=()):
        self.write_scenario(text)
        self.refused(cogov("decide", "s.toml", "--quiet", *options, cwd=self.here), *words)
        self.leaves("s.toml")

    def asked(self, was, now, *words):
        """ASKED with one thing changed: the place of `words[0]` is that in the second or third line of [decision]."""
        self.refuses(ASKED.replace(was, now), *words)

    def also(self, line, column, *words):
        """ASKED with one more line."""
        self.refuses(ASKED + line + "\n", f"s.toml:{LINES + 4}:{column}: ", *words)

    def test_a_budget_that_is_none(self):
        at = f"s.toml:{LINES + 2}:"
        self.refuses("", "s.toml does not say what is to be decided: under [decision], budget = 1_000_000 (money a year) and levers")
        self.refuses("[decision]\n", f"s.toml:{LINES + 1}:1: [decision] does not say what is to be decided: budget = 1_000_000")
        self.refuses('[decision]\nlevers = ["points"]\nramp = 3\n', f"{at}10: levers is of a decision about money, and [decision] has no budget",
                     "ramp is of a decision")
        for budget, column, found in (('"much"', 10, '"much"'), ("-1", 10, "-1"), ("1e13", 10, "10000000000000.0"), ("[1, true]", 14, "true"), ("[[1]]", 11, "[1]")):
            self.asked("16_000", budget, f"{at}{column}: budget is money a year, 0 to 1e+12", f"this is {found}")
        self.asked("16_000", "[5, 5.0]", f"{at}14: the budget 5 stands there twice")
        self.asked("16_000", "[]", f"{at}10: budget is an empty list")

    def test_levers_that_are_none(self):
        at = f"s.toml:{LINES + 3}:"
        self.asked('"points"', '"pionts"', at + "11: 'pionts' is none of the levers", "did you mean 'points'?")
        self.asked('"venues"', '"points"', at + "21: 'points' stands there twice")
        self.asked('"venues"', '"积分制"', at + "21: '积分制' stands there twice")
        self.asked('"venues"', "3", at + "21: levers are names in quotes")
        self.asked('"venues"', '"added_tasks"', at + "21: 'added_tasks' has no price", "[levers.added_tasks] cost = ...")
        self.asked('["points", "venues"]', '"points"', at + "10: levers must be an array")
        self.asked('["points", "venues"]', "[]", at + "10: [decision] does not say what the money may go to: levers = [")
        self.refuses("[decision]\nbudget = 1\n", f"s.toml:{LINES + 1}:1: [decision] does not say what the money may go to")

    def test_what_is_to_be_gained(self):
        self.also('measure = "particpation"', 11, "there is no measure 'particpation'; did you mean 'participation'?")
        self.also('measure = "cost"', 11, "'cost' is money, which the budget bounds")
        self.also('measure = "gini"', 11, "'gini' is observed at the end of each year, and no year ends in 8 weeks")
        self.also('better = "less"', 10, "of 'participation' more is better: leave better out")
        self.also('better = "up"', 10, 'better is "more" or "less", not "up"')

    def test_bounds(self):
        self.also("bounds = { hire_workers = { high = 1 } }", 12, "bounds has 'hire_workers', which is not among the levers of this decision")
        self.also("bounds = { points = { low = 9, high = 3 } }", 29, "low 9 must not be more than high 3")
        self.also("bounds = { points = { high = 31 } }", 30, "high 31 is out of range", "0 to 30 (yuan per participation)")
        self.also("bounds = { points = { step = -1 } }", 30, "step -1 is out of range")
        self.also("bounds = { points = { hgih = 3 } }", 23, "unknown key 'hgih' in bounds of 'points'; did you mean 'high'?")
        self.also("bounds = { points = 3 }", 21, "bounds of 'points' must be a table")

    def test_places_attitude_and_dates(self):
        self.also('spread = "by comunity"', 10, "not 'by comunity'; did you mean 'by community'?", "by subdistrict")
        self.also('attitude = "bold"', 12, 'attitude is "expected"', 'not "bold"')
        self.refuses(ASKED + 'attitude = "cautious"\n', f"s.toml:{LINES + 1}:1: ", "the worst fifth of possible worlds", "add [uncertain]")
        self.also("surely = 2", 10, "surely 2 is out of range", "0.5 to 1")
        self.also("ramp = -1", 8, "ramp -1 is out of range", "0 to 5200 (weeks)")
        self.also("start = 100", 9, "start 100 is after the run: its last week is 7")
        self.also("policies.points = { ramp = -1 }", 28, "ramp -1 is out of range")
        self.also("policies.points = { level = 1 }", 21, "unknown key 'level' in policies of 'points'")
        self.also("policies.hire_workers = { ramp = 1 }", 10, "policies has 'hire_workers', which is not among the levers")
        self.also("bugdet = 3", 1, "unknown key 'bugdet' in [decision]; did you mean 'budget'?")

    def test_conditions(self):
        self.also("at_least = [{}]", 13, "this condition has no measure that it is about")
        self.also('at_least = [{ measure = "unmett", change = 0 }]', 25, "there is no measure 'unmett'; did you mean 'unmet'?")
        self.also('at_least = [{ measure = "unmet" }]', 13, "a condition says either change = ...")
        self.also('at_least = [{ measure = "unmet", change = 0, change_at_most = 1 }]', 13, "a condition says either change = ...")
        self.also('at_least = [{ measure = "unmet", change = "a" }]', 43, "change must be a number", "(pp)")
        self.also('at_least = [{ measure = "unmet", band = "yung", change = 0 }]', 41, "'yung' is none of band; did you mean 'young'?")
        self.also('at_least = [{ measure = "unmet", channel = "govern", change = 0 }]', 44, "'unmet' is not told by channel")
        self.also('at_least = [{ measure = "unmet", band = "young", community = "Heping", change = 0 }]', 41, "a condition is of one group")

    def test_options(self):
        def refuses(options, *words, text=ASKED):
            self.refuses(text, *words, options=options.split())
        refuses("--within junk", "--within junk: expected a difference in participation, such as 0.05pp")
        refuses("--within -1", "--within -1: expected a difference")
        for junk in ("junk", "0s", "10", "-5min", "infs"):
            refuses(f"--time {junk}", f"--time {junk}: expected a time such as 90s, 10min or 2h")
        refuses("--at-most 2", "--at-most 2: expected a whole number from 16 to")
        refuses("--guarantee", "--guarantee needs --within: how far from the best is near enough")
        refuses("--guarantee --within 1pp", "--guarantee: it takes worlds that are independent", "take a file of draws", text=WORLDS + ASKED)
        refuses("--guarantee --within 1pp", '--guarantee: it is of means, and attitude is "cautious"', text=WORLDS + ASKED + 'attitude = "cautious"\n')

    def test_a_model_without_levers(self):
        write(os.path.join(self.here, "s.toml"), 'model = "degroot"\n[decision]\nbudget = 3\n')
        done = cogov("decide", "s.toml", cwd=self.here)
        self.refused(done, "s.toml:3:10: the model 'degroot' has nothing that money could go to: leave budget out")
        self.assertNotIn("unknown key", done.err)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
