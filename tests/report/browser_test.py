#!/usr/bin/python3
"""browser_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: pages of `cogov report` in Chromium: each chart holds the numbers of the
HDF5, nothing is asked of the network, nothing sticks out, and every choice works. COGOV_BROWSER_PACKAGES names the folder with
the node packages of tests/report/browser; without Chromium or node the status is 77, which ctest tells as skipped."""
import csv
import glob
import io
import json
import os
import re
import shutil
import subprocess
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from model import CALIBRATIONS, SCENARIO, SWEEP, Reported, make_calibrations, model_in, rows  # noqa: E402
import harness  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NODE = shutil.which("node")
SECTIONS = re.findall(r'^import "./sections/(\w+).js";$', harness.read(os.path.join(HERE, "../../analysis/report/web/src/sections.js")).decode(), re.M)
OF_CALIBRATIONS = SECTIONS[SECTIONS.index("calibrated"):]
PACKAGES = os.path.abspath(os.environ.get("COGOV_BROWSER_PACKAGES", "none"))


WORLDS = 36   # 5 and 95 % of them lie between two orders: the range is from the 2nd to the 35th
PRICES = """lever,unit_cost_yuan,cost_base,cost_period,unit,unit_zh,effect,effect_zh,source,source_zh
venues,400,seat,year,yuan per seat and year,元/座位·年,"seats are multiplied by 1 + x, and so many more can come","座位乘以 1 + x，来的人随之增多",\
"30 m2 per 100 households; 3 m2 a seat; 700 yuan per m2 of fit-out, over ten years; 200 a year of running them","每百户30平方米，每座位3平方米"
admin_relief,30,hour_cleared,week,,,,,,
"""


def many_arms():
    """Twenty alternatives with long titles in both languages, some too weak to be told from chance."""
    levers = (("admin_relief", 0.9), ("hire_workers", 1.7), ("venues", 1.0), ("points", 8.0), ("flexible_hours", 1.0), ("worker_training", 1e-4),
              ("grid_management", 1.0), ("one_stop_service", 1.0), ("youth_programme", 70.0))
    text = 'title = "Twenty"\npopulation = "{population}"\nweeks = 60\nburn_in = 4\nreplicates = 6\nseed = 8\n'
    text += '[arms.base]\ntitle = "As it is today, without anything that this town has thought about so far"\ntitle_zh = "维持现状，不采取本县至今讨论过的任何一项措施"\n'
    for k in range(1, 20):
        lever, level = levers[k % len(levers)]
        text += (f'[arms.a{k}]\ntitle = "Number {k}: {lever.replace("_", " ")} in all of the communities, with everything that belongs to it"\n'
                 f'title_zh = "第{k}种办法：在全县所有社区同时推行这一措施以及与之配套的全部工作"\n'
                 f'[[arms.a{k}.policies]]\nlever = "{lever}"\nlevel = {level * (1 - k / 40)}\n')
    return text


class Seen(Reported):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        harness.write(os.path.join(cls.root, "many.toml"), many_arms().format(population=os.path.join(cls.town, "population")))
        for words in (["run", "many.toml", "-o", "many.h5", "--quiet"], ["report", "many.h5"]):
            done = harness.cogov(*words, cwd=cls.root)
            assert done.code == 0, done
            if words[0] == "run":   # as if half of what is paid for were there
                with harness.editing(os.path.join(cls.root, "many.h5")) as file:
                    costs = file["provenance/costs.csv"].asstr()[()]
                    assert "hire_workers,48000," in costs, costs
                    file["provenance/costs.csv"][()] = costs.replace("hire_workers,48000,", "hire_workers,24000,")
        for name in ("brock_durlauf", "degroot", "worker_posts"):
            for words in (["run", os.path.join(harness.SOURCE, f"scenarios/small/{name}.toml"), "-o", f"{name}.h5", "--quiet",
                           "--set", "replicates=4", "--set", "weeks=60"], ["report", f"{name}.h5"]):
                done = harness.cogov(*words, cwd=cls.root)
                assert done.code == 0, done
        # The town across possible worlds, and a sweep of it.
        for name, text, command, count in (("worlds", SCENARIO, "run", WORLDS), ("sweep_of_worlds", SWEEP, "sweep", 4)):
            text = re.sub("replicates = .*", f"replicates = {count}", text.format(population=os.path.join(cls.town, "population")))
            harness.write(os.path.join(cls.root, f"{name}.toml"), text + '[uncertain]\npriors = "all"\n')
            for words in ([command, f"{name}.toml", "-o", f"{name}.h5", "--quiet"], ["report", f"{name}.h5"]):
                done = harness.cogov(*words, cwd=cls.root)
                assert done.code == 0, done
        # What the town does with two budgets, and with one that has a condition.
        question = re.sub("weeks = 110", "weeks = 60", re.sub("replicates = .*", "replicates = 8", SCENARIO.split("[arms.late]")[0])).format(
            population=os.path.join(cls.town, "population")) + '[uncertain]\npriors = "all"\n[decision]\n' \
            'budget = {}\nlevers = ["grid_management", "points", "venues"]\n'
        for name, budget, more in (("budgets", "[300, 3000]", ""),
                                   ("budget", "2000", 'at_least = [{measure = "participation", band = "young", change = 0.0}]\n')):
            harness.write(os.path.join(cls.root, f"{name}.toml"), question.format(budget) + more)
            for words in (["decide", f"{name}.toml", "-o", f"{name}.h5", "--quiet"], ["report", f"{name}.h5"]):
                done = harness.cogov(*words, cwd=cls.root)
                assert done.code == 0, done
        # The town's results where less participation is better, and prices are explained at length.
        shutil.copy(os.path.join(cls.root, "town.h5"), os.path.join(cls.root, "less.h5"))
        with harness.editing(os.path.join(cls.root, "less.h5")) as file:
            file["measures/better"][0] = b"less"
            file["provenance/costs.csv"][()] = PRICES
        done = harness.cogov("report", "less.h5", cwd=cls.root)
        assert done.code == 0, done
        cls.names = ("town", "less", "many", "sweep", "worlds", "sweep_of_worlds", "one", "brock_durlauf", "degroot", "worker_posts",
                     "budgets", "budget", *CALIBRATIONS)
        make_calibrations(cls.root)
        pages = [os.path.join(cls.root, f"{name}.html") for name in cls.names]
        done = subprocess.run([NODE, os.path.join(HERE, "browser", "look.mjs"), PACKAGES, CHROMIUM, cls.root, *pages],
                              capture_output=True, timeout=900)
        assert done.returncode == 0, done.stderr.decode()
        cls.seen = {name: told for name, told in zip(cls.names, json.loads(done.stdout).values())}

    def rates(self, name):
        """Participation of each run in the last 52 weeks and in every week, %, and the runs of each arm by replicate."""
        with h5py.File(self.path(f"{name}.h5")) as file:
            participants, residents = (file[name][:].astype(float) for name in ("participants", "residents"))
            arm, replicate = file["arm"].asstr()[:], file["replicate"][:]
        of = {one: numpy.flatnonzero(arm == one)[numpy.argsort(replicate[arm == one])] for one in set(arm)}
        rate = 100 * participants[:, -52:].sum(axis=(1, 2, 3, 4)) / residents[:, -52:].sum(axis=(1, 2, 3))
        return rate, of, 100 * participants.sum(axis=(2, 3, 4)) / residents.sum(axis=(2, 3))

    def reported(self, name, table):
        return rows(model_in(self.path(f"{name}.html"))[0], table)

    def test_says_and_asks_nothing(self):
        for page, told in self.seen.items():
            with self.subTest(page):
                self.assertEqual(told["console"], [])
                self.assertEqual(told["requests"], [])

    def test_every_chart_is_drawn_and_nothing_sticks_out(self):
        for page, told in self.seen.items():
            with self.subTest(page):
                self.assertGreater(len(told["charts"]), 0)
                for name, chart in told["charts"].items():
                    self.assertGreater(chart["shapes"], 4, name)
                    self.assertTrue(any(series["data"] for series in chart["series"]), name)
                self.assertEqual(told["wide"], {"overflow": 0, "cut": []})
                self.assertEqual(told["narrow"]["overflow"], 0)
                self.assertEqual(told["narrow"]["cut"], [])
                self.assertEqual(told["other"]["cut"], [])
                self.assertLessEqual(told["narrow"]["widest"], 390)
                self.assertEqual(told["unnamed"], 0)

    def test_texts_of_charts_lie_on_nothing_else(self):
        for page, told in self.seen.items():
            with self.subTest(page):
                self.assertEqual(told["collisions"], [])
        names = self.seen["many"]["charts"]["costs"]["texts"]
        self.assertEqual(len([text for text in names if text.startswith("T  Number 19")]), 1)   # all have a name there

    def test_tables_use_the_page_and_say_where_they_are_wider(self):
        for page, told in self.seen.items():
            for width, tables in (("1280", told["tables"]["1280"]), ("1280 in Chinese", told["other"]["tables"]), ("390", told["tables"]["390"])):
                if page in ("town", "many"):
                    self.assertGreater(len(tables), 1)
                for one in tables:
                    with self.subTest(page, width=width, table=one["name"]):
                        if width != "390":
                            self.assertLessEqual(one["over"], 1)
                        self.assertEqual((one["said"], one["faded"]), (one["over"] > 1, one["over"] > 1))
                        self.assertTrue(one["stays"])
        self.assertTrue(any(one["over"] > 1 for one in self.seen["many"]["tables"]["390"]))

    def test_hollow_marks_are_those_that_may_be_chance(self):
        hollow_kinds = set()
        for page in ("town", "many"):
            model, _ = model_in(self.path(f"{page}.html"))
            own = [r for r in rows(model, "differences") if r["measure"] == "participation"]
            chance = {r["arm"]: r["arm"] != "base" and not (r["p_holm"] is not None and r["p_holm"] <= 0.05) for r in own if r["axis"] == ""}
            costs = [r for r in rows(model, "costs") if r["measure"] == "participation"]
            found = self.seen[page]["marks"]["costs"]
            self.assertEqual([mark["hollow"] for mark in found], [chance[r["arm"]] for r in costs])
            hollow_kinds |= {(mark["hollow"], row["efficient"]) for mark, row in zip(found, costs)}
            drawn = {model["labels"]["arms"][a]["name"] for a in model["about"]["drawn"]}
            sure = sum(r["p_holm"] is not None and r["p_holm"] <= 0.05 for r in own
                       if r["axis"] in ("", "band") and r["difference"] is not None and r["arm"] in drawn)
            self.assertEqual(sum(not mark["hollow"] for mark in self.seen[page]["marks"]["bands"]), sure)
            for name, all_of in self.seen[page]["marks"].items():
                if all_of:
                    self.assertIn("hollow: the difference may be chance", self.seen[page]["charts"][name]["texts"], name)
        self.assertIn((False, 0), hollow_kinds)     # not efficient, and yet no chance
        self.assertTrue(any(hollow for hollow, _ in hollow_kinds))

    def test_colours_stand_out_by_day_and_by_night(self):
        for page, told in self.seen.items():
            for scheme, found in told["faint"].items():
                with self.subTest(page, scheme=scheme):
                    self.assertGreater(found["looked"], 50)
                    self.assertEqual(found["bad"], [])
            self.assertEqual(told["schemes"], ["light dark", "dark"])

    def test_says_whom_it_is_about(self):
        with h5py.File(self.path("town.h5")) as file:
            residents = int(file["residents"][0, 0].sum())
            self.assertEqual(list(file["ages"].asstr()[:]), ["18-34", "35-59", "60+"])
            communities, communities_zh = (list(file[name].asstr()[:]) for name in ("community", "community_zh"))
        header = self.seen["town"]["assumptions"]
        self.assertIn(f"{residents:,}", header)
        for text in (*communities, "young (18-34)", "middle (35-59)", "older (60+)"):
            self.assertIn(text, header)
        for text in (*communities_zh, "青年（18-34岁）", "老年（60岁以上）"):
            self.assertIn(text, self.seen["town"]["other"]["assumptions"])
        self.assertIn("young (18-34)", self.seen["town"]["charts"]["bands"]["texts"])
        self.assertIn("Agents at the start", self.seen["degroot"]["assumptions"])

    def test_what_is_better_turns_the_order_and_what_figures_say(self):
        alternatives = {name: [row[0] for row in self.seen[name]["choices"] if row[0] in "BC"] for name in ("town", "less")}
        self.assertEqual(sorted(alternatives["town"]), ["B", "C"])
        self.assertEqual(alternatives["less"], alternatives["town"][::-1])
        said = {name: " ".join(self.seen[name]["read"]) for name in ("town", "less")}
        for name, other, text in (("town", "less", "upwards does more"), ("less", "town", "and less of it is better")):
            self.assertIn(text, said[name])
            self.assertNotIn(text, said[other])
        harm, good = ([row for row in self.seen[name]["choices"] if row.startswith("B")][0] for name in ("less", "town"))
        self.assertIn("does harm", harm)
        self.assertNotIn("does harm", good)

    def test_parameters_and_prices_are_explained_in_both_languages(self):
        told = self.seen["less"]["other"]["assumptions"]
        for text in ("元/座位·年", "座位乘以 1 + x，来的人随之增多", "每百户30平方米", "每hour cleared，每周"):
            self.assertIn(text, told)
        self.assertIn("行政事务占用的工时比例", self.seen["sweep"]["other"]["assumptions"])   # a parameter that is not at its default

    def test_what_a_town_has_already_is_said_once_and_of_no_alternative(self):
        self.assertIn("There already, whatever the alternative: party mobilisation 0.3 degree.", self.seen["one"]["notes"])
        self.assertFalse([text for text in self.seen["town"]["notes"] if "There already" in text])

    def test_posts_paid_for_stand_beside_posts_there(self):
        model, _ = model_in(self.path("many.html"))
        apart = [r for r in rows(model, "purchases") if abs(r["paid_for"] - r["there"]) >= 0.5]
        self.assertGreater(len(apart), 0)
        note = [text for text in self.seen["many"]["notes"] if "are paid for" in text]
        self.assertEqual(len(note), 1)
        for row in apart:
            self.assertIn(f"{row['paid_for']:.1f} more posts of community workers are paid for, {row['there']:.1f} more are there", note[0])
        self.assertFalse([text for text in self.seen["town"]["notes"] if "are paid for" in text])

    def test_charts_hold_the_numbers_of_the_file(self):
        with h5py.File(self.path("town.h5")) as file:
            participants, residents = (file[name][:].astype(float) for name in ("participants", "residents"))
            hours = {name: file[name][:, 58:].sum(axis=2).mean(axis=1) for name in file if name.startswith("hours_")}
            spending = file["spending"][:, 58:].sum(axis=(1, 2, 3)) / 52
            arm, replicate = file["arm"].asstr()[:], file["replicate"][:]
        of = {name: numpy.flatnonzero(arm == name)[numpy.argsort(replicate[arm == name])] for name in ("base", "late", "dear")}
        last = slice(58, 110)
        rate = 100 * participants[:, last].sum(axis=(1, 2, 3, 4)) / residents[:, last].sum(axis=(1, 2, 3))
        by_band = 100 * participants[:, last].sum(axis=(1, 2, 4)) / residents[:, last].sum(axis=(1, 2))
        by_place = 100 * participants[:, last].sum(axis=(1, 3, 4)) / residents[:, last].sum(axis=(1, 3))
        weekly = 100 * participants.sum(axis=(2, 3, 4)) / residents.sum(axis=(2, 3))
        charts = self.seen["town"]["charts"]

        marks = [s for s in charts["bands"]["series"] if s["type"] == "scatter"][0]["data"]
        expected = [v for name in ("late", "dear") for v in
                    [(rate[of[name]] - rate[of["base"]]).mean(), *(by_band[of[name]] - by_band[of["base"]]).mean(axis=0)]]
        numpy.testing.assert_allclose(sorted(x for x, _ in marks), sorted(expected), rtol=1e-9, atol=1e-12)

        dots = charts["worlds"]["rows"]
        for name, title in (("late", "Relief from week 20"), ("dear", "dear")):
            numpy.testing.assert_allclose([x for arm, x in dots if arm == title], numpy.sort(rate[of[name]] - rate[of["base"]]), rtol=1e-5)
        difference = [s for s in charts["differences_over_time"]["series"] if s["type"] == "line" and s["name"].startswith("C")][0]
        numpy.testing.assert_allclose([y for _, y in difference["data"]],
                                      (weekly[of["dear"], 1::2] - weekly[of["base"], 1::2]).mean(axis=0), rtol=2e-5, atol=1e-6)

        tiles = [value for _, _, value in charts["tiles_by_community"]["series"][0]["data"]]
        places = (by_place[of["late"]] - by_place[of["base"]]).mean(axis=0)
        numpy.testing.assert_allclose(sorted(tiles), sorted(places), rtol=1e-8)

        plane = [s for s in charts["costs"]["series"] if s["type"] == "scatter"][0]["data"]
        numpy.testing.assert_allclose([x for x, _ in plane], [(spending[of[n]] - spending[of["base"]]).mean() for n in ("base", "late", "dear")],
                                      rtol=1e-9, atol=1e-9)
        for series in charts["hours"]["series"]:      # two bars of 'late': before and with its policy
            self.assertEqual(len(series["data"]), 4)
        whole = sum(values[of["base"]].mean() for values in hours.values())
        self.assertAlmostEqual(sum(s["data"][0][3] for s in charts["hours"]["series"]), whole, delta=whole * 1e-9)

    def test_sweep_map(self):
        with h5py.File(self.path("sweep.h5")) as file:
            participants, residents = (file[f"summary/{name}"][:, 1].astype(float) for name in ("participants", "residents"))
            arm, point = file["arm"].asstr()[:], file["point"][:]
        rate = 100 * participants.sum(axis=(1, 2, 3)) / residents.sum(axis=(1, 2))
        cells = self.seen["sweep"]["charts"]["surface"]["series"][0]["data"]
        self.assertEqual(len(cells), 6)
        for x, y, value in cells:
            expected = rate[(arm == "relief") & (point == 2 * x + y)].mean() - rate[arm == "base"].mean()
            self.assertAlmostEqual(value, expected, delta=1e-8)
        self.assertIn("admin relief", self.seen["sweep"]["answer"][0])
        self.assertEqual(len(self.seen["sweep"]["choices"]), 2)

    def test_the_answer_is_no_surer_than_the_numbers(self):
        told = self.seen["town"]
        self.assertIn("Relief from week 20", told["headline"][0])
        self.assertIn("numbers are guesses", told["below"][0])
        self.assertIn("8 simulated histories", told["below"][1])
        for name in ("one", "degroot"):
            self.assertNotIn("Do “", " ".join([*self.seen[name]["answer"], *self.seen[name]["headline"]]))

    def test_the_first_screen_holds_the_answer(self):
        for name in ("town", "worlds"):
            told = self.seen[name]
            self.assertLess(told["bottom"], 800)      # of the last sentence below the table, in a window 1280 x 800
            self.assertEqual(len(told["choices"]), 3)
            self.assertEqual((len(told["headline"]), len(told["below"])), (1, 2))
            self.assertTrue(told["other"]["headline"][0])

    def test_of_many_alternatives_the_first_are_shown_and_the_others_folded(self):
        self.assertEqual(len(self.seen["many"]["choices"]), 20)
        self.assertEqual(self.seen["many"]["folded_choices"], 13)

    def test_across_worlds_marks_are_medians_and_whiskers_ranges(self):
        rate, of, weekly = self.rates("worlds")
        told = self.seen["worlds"]
        custom, scatter = ([s for s in told["charts"]["bands"]["series"] if s["type"] == kind][0]["data"] for kind in ("custom", "scatter"))
        for arm in ("late", "dear"):
            own = numpy.sort(rate[of[arm]] - rate[of["base"]])
            (at,) = [y for x, y in scatter if abs(x - numpy.median(own)) < 1e-9]
            (whisker,) = [(low, high) for low, high, y, *_ in custom if y == at]
            numpy.testing.assert_allclose(whisker, (own[1], own[WORLDS - 2]), rtol=1e-9)
            self.assertIn(f"{numpy.median(own):+.2f} ({own[1]:.2f} to {own[WORLDS - 2]:.2f})".replace("-", "−"), told["charts"]["bands"]["texts"])
        own = [r for r in self.reported("worlds", "differences") if r["measure"] == "participation" and r["arm"] != "base"]
        crossing = sorted(r["difference_low"] <= 0 <= r["difference_high"] for r in own if r["axis"] in ("", "band"))
        self.assertEqual(sorted(mark["hollow"] for mark in told["marks"]["bands"]), crossing)
        self.assertTrue(crossing[-1] and not crossing[0])
        self.assertIn("hollow: more in some worlds, less in others", told["charts"]["bands"]["texts"])
        dots = told["charts"]["worlds"]["rows"]
        numpy.testing.assert_allclose([x for arm, x in dots if arm == "dear"], numpy.sort(rate[of["dear"]] - rate[of["base"]]), rtol=1e-5)

    def test_across_worlds_it_says_how_often_better_and_best(self):
        rate, of, _ = self.rates("worlds")
        base, late, dear = (rate[of[arm]] for arm in ("base", "late", "dear"))
        better, best = (late > base).sum(), (late > numpy.maximum(base, dear)).sum()
        self.assertLess(best, better)   # so that one is not told as the other
        told = self.seen["worlds"]
        def share(count):
            whole = int(numpy.floor(100 * count / WORLDS + 0.5))
            return f"{min(99, max(1, whole)) if 0 < count < WORLDS else whole}\u00a0%"
        (row,) = [text for text in told["choices"] if "Relief from week 20" in text]
        self.assertIn(f"better in {share(better)}does most in {share(best)}", row)
        head, *found = csv.reader(io.StringIO(told["download"]["text"][1:]))
        columns = [head.index(name) for name in ("better in (share of worlds)", "best in (share of worlds)", "worlds")]
        cells = {row[0]: [row[c] for c in columns] for row in found if row[1] == "everybody"}
        for name, own in (("Relief from week 20", late), ("dear", dear)):
            best = (own > numpy.maximum(base, dear if own is late else late)).sum()
            numpy.testing.assert_allclose([float(x) for x in cells[name]], ((own > base).sum() / WORLDS, best / WORLDS, WORLDS))
        self.assertEqual(cells["As today"][0], "")   # than itself

    def test_across_worlds_nothing_is_told_as_luck_alone(self):
        luck = ("interval", "chance effect", "be chance", "95\u00a0%", " *")
        for name in ("worlds", "sweep_of_worlds"):
            told = self.seen[name]
            texts = [*told["answer"], *told["headline"], *told["choices"], *told["below"], *told["read"], *told["notes"], *(text for chart in told["charts"].values() for text in chart["texts"])]
            self.assertEqual([text for text in texts if any(word in text for word in luck)], [])
            self.assertIn("possible worlds", told["header"])
            self.assertIn("form of the model", " ".join([*told["answer"], *told["below"]]))
            self.assertIn("可能情形", told["other"]["header"])
        texts = " ".join(text for chart in self.seen["town"]["charts"].values() for text in chart["texts"])
        self.assertIn("chance", texts)
        self.assertIn("in all 4 worlds", self.seen["sweep_of_worlds"]["answer"][0])   # too few for ranges of 90 %

    def test_a_sweep_across_worlds_tells_medians(self):
        rate, _, _ = self.rates("sweep_of_worlds")
        with h5py.File(self.path("sweep_of_worlds.h5")) as file:
            arm, point = file["arm"].asstr()[:], file["point"][:]
        cells = self.seen["sweep_of_worlds"]["charts"]["surface"]["series"][0]["data"]
        self.assertEqual(len(cells), 6)
        for x, y, value in cells:
            own = rate[(arm == "relief") & (point == 2 * x + y)] - rate[arm == "base"]
            self.assertAlmostEqual(value, numpy.median(own), delta=1e-8)

    def test_sections_without_data_are_not_there(self):
        ids = {name: told["sections"] for name, told in self.seen.items()}
        for page, told in self.seen.items():
            with self.subTest(page):
                self.assertEqual([int(re.match(r"\d+", text)[0]) for text in told["headings"]], list(range(1, len(ids[page]) + 1)))
        self.assertNotIn("sweep", ids["town"])
        self.assertIn("sweep", ids["sweep"])
        for name in ("interventions", "costs"):
            self.assertIn(name, ids["town"])
            self.assertNotIn(name, ids["one"])
        for name in ("costs", "hours"):
            self.assertNotIn(name, ids["brock_durlauf"])
        self.assertNotIn("knowing", ids["worlds"])      # so few worlds tell nothing
        for name in CALIBRATIONS:
            self.assertEqual(ids[name], OF_CALIBRATIONS)

    def test_a_decision(self):
        for name in ("budgets", "budget"):
            told = self.seen[name]
            self.assertEqual(told["sections"][0], "package")
            self.assertNotIn("answer", told["sections"])
            model = model_in(self.path(f"{name}.html"))[0]
            for one in model["about"]["decision"]["budgets"]:
                with self.subTest(name, money=one["money"]):
                    self.assertTrue(one["any"])
                    self.assertLessEqual(one["cost"]["value"], one["money"])
                    # What the page says of the package is what its arm did.
                    arm = model["labels"]["arms"][one["arm"]]["name"]
                    with h5py.File(self.path(f"{name}.h5")) as file:
                        arms = file["arm"].asstr()[:]
                        part, all_of = file["participants"][:, -52:].sum(axis=(1, 2, 3, 4)), file["residents"][:, -52:].sum(axis=(1, 2, 3))
                    rate = 100 * part / all_of
                    order = [numpy.flatnonzero(arms == which) for which in (arm, "base")]
                    self.assertAlmostEqual(one["gain"]["value"], (rate[order[0]] - rate[order[1]]).mean(), places=9)
            dots = told["charts"]["tried"]["series"][-1]["data"]
            self.assertEqual(len(dots), model["about"]["decision"]["tried"])

    def test_a_calibration(self):
        told = self.seen["few_draws"]
        with h5py.File(self.path("few_draws.h5")) as file:
            after, observed = file["told"][:], file["observed"][:]
            error = numpy.sqrt(file["sd"][:] ** 2 + file["discrepancy"][:] ** 2 + file["source_sd"][:] ** 2)
            logit = file["scale"].asstr()[:] == "logit"
            draws, keys = file["draws"][:], list(file["parameter"].asstr()[:])
            pairs = list(zip(file["ridge_one"].asstr()[:], file["ridge_other"].asstr()[:]))
            agreement = dict(zip(file["target"].asstr()[:], file["agreement"].asstr()[:]))
        on = [(lambda x: numpy.log(x / (1 - x))) if one else (lambda x: x) for one in logit]
        middle = numpy.quantile(after, 0.5, axis=0, method="inverted_cdf")
        errors = [(scale(m) - scale(o)) / e for scale, m, o, e in zip(on, middle, observed, error)]
        marks = [s for s in told["charts"]["targets"]["series"] if s["type"] == "scatter"][0]["data"]
        numpy.testing.assert_allclose(sorted(x for x, _ in marks), sorted(numpy.clip(errors, -6, 6)), rtol=1e-4, atol=1e-5)
        points = told["charts"]["ridges"]["series"][0]["data"]
        one, other = (keys.index(key) for key in pairs[0])
        numpy.testing.assert_allclose(points, draws[:256, [one, other]], rtol=1e-5)

        self.assertEqual(agreement["far_away"], "out of reach")
        self.assertIn("far away", told["answer"][1])
        self.assertIn("4 parameters that targets can feel", told["answer"][2])
        doubted = self.seen["few_draws_zh"]
        self.assertIn("不可依赖", doubted["answer"][0])      # the page opens in the language of its title
        self.assertIn("are not to be relied on", doubted["other"]["answer"][0])
        self.assertNotIn("ridges", doubted["charts"])
        self.assertIn("没有", " ".join(doubted["without"]))

    def test_choices_work(self):
        told = self.seen["town"]
        self.assertNotEqual(told["other_measure"], told["charts"]["bands"]["series"])
        self.assertEqual(told["focus_kept"], "SELECT")

    def test_language(self):
        for page, told in self.seen.items():
            with self.subTest(page):
                opens_in_chinese = page == "few_draws_zh"
                self.assertEqual(told["other"]["lang"], "en" if opens_in_chinese else "zh-CN")
                self.assertEqual((told if opens_in_chinese else told["other"])["headings"][0][1:],
                                 "钱怎么用" if page in ("budgets", "budget") else "一分钟看结论")
                self.assertEqual([m for m in told["other"]["missing"] if m.split(".")[0] in (*SECTIONS, "sentences", "calibration", "columns", "without",
                                  "policy_keys", "undefined", "NaN", "[object")], [])
        self.assertEqual(self.seen["town"]["other"]["title"], "小镇")
        self.assertIn("维持现状", " ".join(self.seen["town"]["other"]["choices"]))

    def test_tables_and_downloads(self):
        for name, told in self.seen.items():
            text = told["download"]["text"]
            self.assertTrue(text.startswith("\ufeff"), name)
            found = list(csv.reader(io.StringIO(text[1:])))
            self.assertEqual(len(found), 1 + told["table"])
        told = self.seen["town"]
        self.assertEqual(told["download"]["name"], "bands.csv")
        found = list(csv.reader(io.StringIO(told["download"]["text"][1:])))
        level = {(row[0], row[1]): float(row[2]) for row in found[1:]}
        own = {r["arm"]: r["level"] for r in self.table("town", "differences") if r["measure"] == "participation" and r["axis"] == ""}
        self.assertEqual(level["As today", "everybody"], own["base"])

    def test_prints(self):
        for page, told in self.seen.items():
            with self.subTest(page):
                self.assertEqual(told["print"]["begins"], "%PDF-")
                self.assertGreater(told["print"]["bytes"], 20_000)
                paper = told["paper"]
                self.assertEqual((paper["background"], paper["papers"]), ("rgb(255, 255, 255)", ["#ffffff"]))   # also from a dark page
                self.assertEqual((paper["asking"], paper["joined"], paper["table_over"]), (0, 0, 0))
                self.assertEqual(paper["cut"], [])
                self.assertLess(paper["highest"], 600)      # of 1017: what stays together leaves no page half empty
        self.assertGreater(self.seen["many"]["paper"]["rows"], 3)
        self.assertLess(self.seen["town"]["print"]["pages"], 13)

    def test_figures(self):
        done = harness.cogov("report", self.path("worker_posts.h5"), "-o", "w.html", "--figures", "figures", cwd=self.here)
        self.assertEqual(done.code, 0, done)
        self.assertIn("figures as SVG and PDF", done.out)
        names = sorted(os.path.basename(p)[:-4] for p in glob.glob(os.path.join(self.here, "figures", "*.svg")))
        self.assertEqual(names, sorted(self.seen["worker_posts"]["charts"]))
        import xml.etree.ElementTree as tree
        for name in names:
            root = tree.parse(os.path.join(self.here, "figures", f"{name}.svg")).getroot()
            self.assertGreater(len(list(root.iter())), 20)
            pdf = harness.read(os.path.join(self.here, "figures", f"{name}.pdf"))
            self.assertEqual(pdf[:5], b"%PDF-")
            self.assertEqual(pdf.count(b"/Type /Page\n"), 1)


if __name__ == "__main__":
    missing = [what for what, there in (("Chromium (Debian: chromium)", CHROMIUM), ("node (Debian: nodejs)", NODE),
                                        ("the packages of tests/report/browser", os.path.isdir(os.path.join(PACKAGES, "node_modules"))))
               if not there]
    if missing:
        print(f"skipped: the report cannot be looked at without {' and '.join(missing)}")
        sys.exit(77)
    sys.exit(harness.main(__doc__))
