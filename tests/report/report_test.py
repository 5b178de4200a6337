#!/usr/bin/python3
"""report_test.py PATH_TO_COGOV SOURCE_DIR [-k substring]: the numbers of `cogov report`, against the same computed here from the
HDF5 with NumPy, and what it says of mistakes."""
import csv
import os
import re
import shutil
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from model import SWEEP, T, Reported, make_calibrations, model_in, rows  # noqa: E402
import harness  # noqa: E402
from harness import write  # noqa: E402


HIRE = """population = "{population}"
weeks = 60
burn_in = 2
replicates = 3
[costs]
hire_workers = 24000
[arms.base]
[arms.hire]
[[arms.hire.policies]]
lever = "hire_workers"
level = 1.7
ramp = 4
sustain = 0
half_life = 20
[arms.venues]
[[arms.venues.policies]]
lever = "venues"
level = 1.0
"""


def interval(values):
    half = T * values.std(ddof=1) / numpy.sqrt(len(values))
    return values.mean(), values.mean() - half, values.mean() + half


class Numbers(Reported):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with h5py.File(os.path.join(cls.root, "town.h5")) as file:
            cls.data = {name: file[name][:].astype(float) for name in
                        ("participants", "residents", "reached", "spending", "waits", "requests_served", "hours_admin",
                         "hours_service", "hours_outreach", "hours_coordination")}
            cls.histogram = file["yearly/engagement_histogram"][:].astype(float)
            cls.bands = list(file["band"].asstr()[:])
            cls.communities = list(file["community"].asstr()[:])
            arm, replicate = file["arm"].asstr()[:], file["replicate"][:]
        cls.of = {name: numpy.flatnonzero(arm == name)[numpy.argsort(replicate[arm == name])]
                  for name in ("base", "late", "dear")}

    def close(self, row, name, expected, rel=1e-8):
        mean, low, high = expected
        if high - low <= 1e-11 * abs(mean) + 1e-15:   # runs that are alike have no interval
            expected = (mean,)
            self.assertEqual((row[name + "_low"], row[name + "_high"]), (None, None), row)
        for suffix, value in zip(("", "_low", "_high"), expected):
            self.assertAlmostEqual(row[name + suffix], value, delta=abs(expected[0]) * rel + 1e-9, msg=(name + suffix, row))

    def minus_base(self, values, arm):
        return values[self.of[arm]] - values[self.of["base"]]

    def test_differences_by_group(self):
        found = {(r["measure"], r["axis"], r["group"], r["arm"]): r for r in self.table("town", "differences")}
        d = self.data
        last = slice(58, 110)
        all_of = 100 * d["participants"][:, last].sum(axis=(1, 2, 3, 4)) / d["residents"][:, last].sum(axis=(1, 2, 3))
        self.close(found["participation", "", "all", "late"], "difference", interval(self.minus_base(all_of, "late")))
        self.close(found["participation", "", "all", "base"], "level", interval(all_of[self.of["base"]]))
        for b, band in enumerate(self.bands):
            of_band = 100 * d["participants"][:, last, :, b].sum(axis=(1, 2, 3)) / d["residents"][:, last, :, b].sum(axis=(1, 2))
            self.close(found["participation", "band", band, "dear"], "difference", interval(self.minus_base(of_band, "dear")))
            share = (of_band / all_of)
            self.close(found["representation", "band", band, "late"], "level", interval(share[self.of["late"]]))
        for k, place in enumerate(self.communities):
            reach = 100 * d["reached"][:, 109, k].sum(axis=1) / d["residents"][:, 109, k].sum(axis=1)
            self.close(found["reach", "community", place, "late"], "difference", interval(self.minus_base(reach, "late")))
        waits = d["waits"][:, last].sum(axis=(1, 2, 3)) / d["requests_served"][:, last].sum(axis=(1, 2, 3))
        self.close(found["waiting", "", "all", "late"], "difference", interval(self.minus_base(waits, "late")))
        self.assertIsNone(found["waiting", "", "all", "base"]["difference"])
        self.assertNotIn(("representation", "", "all", "late"), found)      # always 1
        people, middle = self.histogram[:, 1].sum(axis=(1, 2)), numpy.arange(256) + 0.5
        below = numpy.cumsum(people * middle, axis=1) - people * middle / 2
        gini = 1 - 2 * (people * below).sum(axis=1) / (people.sum(axis=1) * (people * middle).sum(axis=1))
        self.close(found["gini", "", "all", "dear"], "level", interval(gini[self.of["dear"]]))

    def test_dots_are_the_runs_and_who_gains_most_is_told_from_the_others(self):
        d, last = self.data, slice(58, 110)
        taking, people = d["participants"][:, last].sum(axis=(1, 2, 4)), d["residents"][:, last].sum(axis=(1, 2))
        all_of, by_band = 100 * taking.sum(axis=1) / people.sum(axis=1), 100 * taking / people
        gains = {r["arm"]: r["group"] for r in self.table("town", "gains")}
        for arm in ("late", "dear"):
            differences = self.minus_base(all_of, arm)
            dots = [r["difference"] for r in self.table("town", "spread") if r["arm"] == arm]
            numpy.testing.assert_allclose(dots, numpy.sort(differences), rtol=1e-5, atol=1e-9)
            own = self.minus_base(by_band, arm) * numpy.sign(differences.mean())
            most = int(own.mean(axis=0).argmax())
            told = all(interval(own[:, most] - own[:, other])[1] > 0 for other in range(len(self.bands)) if other != most)
            self.assertEqual(gains.get(arm), self.bands[most] if told else None)
        self.assertIn("late", gains)

    def test_weeks(self):
        found = {(r["measure"], r["group"], r["arm"], r["week"]): r for r in self.table("town", "weekly")}
        weeks = sorted({key[3] for key in found})
        self.assertEqual(weeks, list(range(1, 110, 2)))                    # every second, since 110 are too many
        d = self.data
        rate = 100 * d["participants"].sum(axis=(2, 3, 4)) / d["residents"].sum(axis=(2, 3))
        for week in (1, 41, 109):
            row = found["participation", "all", "late", week]
            of = numpy.sort(rate[self.of["late"], week])
            for name, q in (("low_95", 0.025), ("low_50", 0.25), ("median", 0.5), ("high_50", 0.75), ("high_95", 0.975)):
                expected = numpy.quantile(of, q, method="inverted_cdf")
                self.assertAlmostEqual(row[name], expected, delta=1e-5 * expected, msg=name)
            self.close(row, "difference", interval(self.minus_base(rate[:, week], "late")), rel=2e-5)
        older = 100 * d["participants"][:, 109, :, 2].sum(axis=(1, 2)) / d["residents"][:, 109, :, 2].sum(axis=1)
        self.assertAlmostEqual(found["participation", "older", "base", 109]["median"],
                               numpy.quantile(older[self.of["base"]], 0.5, method="inverted_cdf"), delta=1e-4)
        govern = 100 * d["participants"][:, 109, :, :, 1].sum(axis=(1, 2)) / d["residents"][:, 109].sum(axis=(1, 2))
        self.assertAlmostEqual(found["participation", "govern", "dear", 109]["high_95"],
                               govern[self.of["dear"]].max(), delta=1e-4)

    def test_costs(self):
        found = {(r["measure"], r["arm"]): r for r in self.table("town", "costs")}
        d = self.data
        last = slice(58, 110)
        cost = d["spending"][:, last].sum(axis=(1, 2, 3)) / 52
        more = d["participants"][:, last].sum(axis=(1, 2, 3, 4)) / 52
        row = found["participation", "late"]
        self.close(row, "further_cost", interval(self.minus_base(cost, "late")))
        self.close(row, "count", interval(self.minus_base(more, "late")))
        self.assertAlmostEqual(row["cny_for_one_more"],
                               self.minus_base(cost, "late").mean() / self.minus_base(more, "late").mean(), places=6)
        self.assertLess(row["cny_for_one_more_low"], row["cny_for_one_more"])
        self.assertEqual(found["participation", "base"]["efficient"], 1)
        spending = {(r["arm"], r["lever"]): r for r in self.table("town", "spending")}
        self.assertAlmostEqual(spending["dear", "venues"]["spending"], cost[self.of["dear"]].mean(), places=6)
        self.assertNotIn(("dear", "admin_relief"), spending)

    def test_hours(self):
        found = {(r["arm"], r["part"]): r for r in self.table("town", "hours")}
        self.assertEqual({part for _, part in found}, {"hours_admin", "hours_other", "hours_service", "hours_outreach", "hours_coordination"})
        for part in ("hours_admin", "hours_outreach"):
            weekly = self.data[part].sum(axis=2)
            row = found["late", part]
            self.close(row, "hours", interval(weekly[self.of["late"], 58:].mean(axis=1)))
            self.close(row, "difference", interval(self.minus_base(weekly[:, 58:].mean(axis=1), "late")))
            self.close(row, "before", interval(weekly[self.of["late"], :20].mean(axis=1)))   # its policy starts in week 20
            self.assertIsNone(found["dear", part]["before"])
        self.assertAlmostEqual(sum(found["base", part]["share"] for _, part in found if _ == "base"), 100, places=8)

    def test_what_is_paid_for_and_what_is_there(self):
        path = write(os.path.join(self.here, "hire.toml"), HIRE.format(population=os.path.join(self.town, "population")))
        self.run_well("run", path, "-o", "hire.h5", "--quiet")
        self.run_well("report", "hire.h5", "-o", "hire.html")
        model, _ = model_in(os.path.join(self.here, "hire.html"))
        with h5py.File(os.path.join(self.here, "hire.h5")) as file:
            spending, posts, arm = file["spending"][:, 8:].sum(axis=2).mean(axis=1), file["posts"][:, 8:].sum(axis=2).mean(axis=1), file["arm"].asstr()[:]
            self.assertEqual(list(file["pays_for"].asstr()[:]), ["posts" if name == "hire_workers" else "" for name in file["lever"].asstr()[:]])
            lever = list(file["lever"].asstr()[:]).index("hire_workers")
        found = {r["arm"]: r for r in rows(model, "purchases")}
        self.assertEqual(set(found), {"hire"})
        row = found["hire"]
        self.assertEqual((row["lever"], row["what"]), ("hire_workers", "posts"))
        self.assertAlmostEqual(row["paid_for"], spending[arm == "hire", lever].mean() * 52 / 24000, places=8)   # at the scenario's price
        self.assertAlmostEqual(row["there"], posts[arm == "hire"].mean() - posts[arm == "base"].mean(), places=8)
        self.assertGreater(abs(row["paid_for"] - row["there"]), 0.5)
        # A name that is no observation of every week is nothing that could be counted.
        with harness.editing(os.path.join(self.here, "hire.h5")) as file:
            file["pays_for"][:] = [b"none", b"stayed"]
        self.run_well("report", "hire.h5", "-o", "other.html")
        self.assertEqual(rows(model_in(os.path.join(self.here, "other.html"))[0], "purchases"), [])

    def test_sweep(self):
        model = self.models["sweep"][0]
        self.assertEqual(model["about"]["points"], 6)
        self.assertEqual(model["about"]["design"], {"name": "factorial", "en": "factorial", "zh": "全因子"})
        self.assertEqual(model["about"]["point"], 3)   # nearest to the middle
        self.assertFalse(model["about"]["point_asked_for"])
        self.assertEqual([one["value"] for one in model["about"]["factors_at_point"]], ["0.5", "0.6"])
        with h5py.File(self.path("sweep.h5")) as file:
            participants, residents = (file[f"summary/{name}"][:, 1].astype(float) for name in ("participants", "residents"))
            windows = list(file["summary/window"].asstr()[:])
            self.assertEqual(windows[1], "last_year")
            rate = 100 * participants.sum(axis=(1, 2, 3)) / residents.sum(axis=(1, 2))
            arm, point, replicate = file["arm"].asstr()[:], file["point"][:], file["replicate"][:]
        base = {r: rate[i] for i, r in enumerate(replicate) if arm[i] == "base"}
        response = numpy.array([[rate[(arm == "relief") & (point == p) & (replicate == r)][0] - base[r] for p in range(6)]
                                for r in range(3)])
        found = [r for r in self.table("sweep", "surface") if r["measure"] == "participation" and r["arm"] == "relief"]
        self.assertEqual([(r["across_values"], r["up_values"]) for r in found],
                         [(a, b) for a in ("0", "0.5", "1") for b in ("0", "0.6")])
        for p, row in enumerate(found):
            self.assertAlmostEqual(row["mean"], response[:, p].mean(), places=9)
        a, b = numpy.repeat([-1.0, 0.0, 1.0], 2), numpy.tile([-1.0, 1.0], 3)
        terms = numpy.stack([numpy.ones(6), a, b, a * b], axis=1)
        fitted = 2 * numpy.linalg.lstsq(terms, response.T, rcond=None)[0].mean(axis=1)
        effects = [r for r in self.table("sweep", "effects") if r["measure"] == "participation"]
        for row, expected in zip(effects, fitted[1:]):
            self.assertAlmostEqual(row["size"], expected, places=9)
        self.assertIsNone(effects[0]["with"])
        self.assertEqual(effects[2]["with"], "arms.relief.policies.venues.level")
        partial = [r for r in self.table("sweep", "partial") if r["measure"] == "participation" and "venues" in r["factor"]]
        self.assertAlmostEqual(partial[1]["mean"], response[:, 1::2].mean(), places=9)

        ends = self.models["sweep"][0]["about"]["explained"]
        told = next(one for one in ends if one["measure"] == 0 and model["labels"]["arms"][one["arm"]]["name"] == "relief")
        self.assertAlmostEqual(told["highest"]["mean"], response.mean(axis=0).max(), places=9)
        self.assertAlmostEqual(told["lowest"]["mean"], response.mean(axis=0).min(), places=9)
        self.assertEqual(told["lowest"]["point"], response.mean(axis=0).argmin())

    def test_factors_are_called_by_what_the_scenario_says_they_are_of(self):
        text = SWEEP[:SWEEP.index("[design]")].format(population=os.path.join(self.town, "population")).replace("weeks = 56", "weeks = 2")
        text += '[[arms.relief.policies]]\nlever = "venues"\nlevel = 0.1\nstart = 1\n[design]\nkind = "factorial"\n[design.factors]\n'
        keys = {"arms.relief.policies.venues[1].level": 0.2, "arms.relief.policies.admin_relief.half_life": 8, "parameters.b_social": 1.5,
                "costs.venues": 300, "population_seed": 3, "demography": '"off"'}
        path = write(os.path.join(self.here, "named.toml"), text + "".join(f'"{key}" = [{value}]\n' for key, value in keys.items()))
        self.run_well("sweep", path, "-o", "named.h5", "--quiet")
        self.run_well("report", "named.h5")
        factors = model_in(os.path.join(self.here, "named.html"))[0]["labels"]["factors"]
        self.assertEqual([one["name"] for one in factors], list(keys))
        venues, relief, social, price, *others = factors
        self.assertEqual((venues["of"]["name"], venues["of"]["zh"], venues["key"], venues["arm"]), ("venues", "活动场所", "level", 1))
        self.assertEqual((relief["of"]["name"], relief["key"], relief["arm"]), ("admin_relief", "half_life", 1))
        self.assertEqual((social["key"], "of" in social, "arm" in social), ("b_social", False, False))
        self.assertEqual((price["of"]["zh"], price["key"], "arm" in price), ("活动场所", "costs", False))
        for other in others:
            self.assertEqual({"of", "key"} & set(other), set())

    def test_what_is_best_follows_which_is_better(self):
        for better in ("more", "less", "neither"):
            with self.subTest(better):
                shutil.copy(self.path("town.h5"), os.path.join(self.here, "way.h5"))
                with harness.editing(os.path.join(self.here, "way.h5")) as file:
                    self.assertEqual([of.decode() for of in file["measures/better"][:2]], ["more", "more"])
                    file["measures/better"][:2] = [better.encode()] * 2
                self.run_well("report", "way.h5", "--force")
                model, _ = model_in(os.path.join(self.here, "way.html"))
                self.assertEqual([one["better"] for one in model["labels"]["measures"][:2]], [better] * 2)
                levels = [one["level"] for one in model["about"]["ranking"]]
                self.assertEqual(levels, [] if better == "neither" else sorted(levels, reverse=better == "more"))
                self.assertEqual(len(levels), 0 if better == "neither" else 3)
                own = [r for r in rows(model, "costs") if r["measure"] == "participation"]
                self.assertTrue(any(r["count"] for r in own))
                for row in own:
                    good = {"more": 1, "less": -1, "neither": 1}[better] * (row["count"] or 0) > 0
                    self.assertTrue(good or row["cny_for_one_more"] is None, row)
                    if better == "neither":
                        self.assertEqual((row["efficient"], row["share_efficient"], row["better"], row["no_more"], row["after"]),
                                         (0, None, None, None, None))
                dearest = max((r for r in own if r["arm"] != "base"), key=lambda r: r["effect"])
                if better != "neither":   # it costs money, so that it is efficient where its effect is what is wanted
                    self.assertEqual(next(r["efficient"] for r in own if r["arm"] == dearest["arm"]), int(better == "more"))

    def test_assumptions(self):
        about = self.models["town"][0]["about"]
        self.assertEqual(about["seed"], "8")
        parameters = {r["name"]: r for r in self.table("sweep", "parameters")}
        self.assertEqual(parameters["admin_share"]["value"], 0.65)
        self.assertEqual([name for name, r in parameters.items() if r["value"] != r["default"]], ["admin_share"])
        self.assertEqual(parameters["base_build"]["kind"], "calibrated")
        self.assertEqual(parameters["time_weight"]["kind"], "assumed")
        self.assertEqual(parameters["leisure_base"]["kind"], "derived")
        self.assertEqual(parameters["base_build"]["meaning_zh"], "共建的基本意愿")
        fit = {r["table"]: r for r in self.table("town", "population_fit")}
        self.assertLess(fit["age_sex"]["largest_miss"], 0.02)
        self.assertEqual({r["lever"] for r in self.table("town", "prices")} & {"venues", "admin_relief"}, {"venues", "admin_relief"})

    def test_prices_are_explained_in_the_words_of_the_file(self):
        shutil.copy(self.path("town.h5"), os.path.join(self.here, "words.h5"))
        told = {"lever": "venues", "unit_cost_yuan": "400", "cost_base": "seat", "cost_period": "year", "unit": "yuan per seat and year",
                "unit_zh": "元/座位·年", "effect": "seats grow, and so does room", "effect_zh": "座位增加", "source": "a guess", "source_zh": "估计"}
        with harness.editing(os.path.join(self.here, "words.h5")) as file:
            file["provenance/costs.csv"][()] = ",".join(told) + "\n" + ",".join(f'"{text}"' for text in told.values()) + "\n"
        self.run_well("report", "words.h5")
        self.assertEqual(rows(model_in(os.path.join(self.here, "words.html"))[0], "prices"), [{**told, "unit_cost_yuan": 400}])

    def test_one_run_has_no_intervals(self):
        for row in self.table("one", "differences"):
            self.assertIsNotNone(row["level"])
            self.assertIsNone(row["level_low"])
        for name in ("costs", "hours", "surface"):
            self.assertIn(name, self.models["one"][0]["tables"])
        self.assertEqual(self.table("one", "costs"), [])

    def test_runs_that_are_alike_have_no_intervals(self):
        shutil.copy(self.path("town.h5"), os.path.join(self.here, "alike.h5"))
        harness.make_replicates_alike(os.path.join(self.here, "alike.h5"))
        self.run_well("report", "alike.h5", "-o", "alike.html")
        model, _ = model_in(os.path.join(self.here, "alike.html"))
        for table, columns in model["tables"].items():
            for column in columns:
                if column["name"].endswith(("_low", "_high")) and not (table == "costs" and column["name"].startswith(("further", "effect"))):
                    self.assertEqual(set(column["values"]) - {None}, set(), (table, column["name"]))
        self.assertEqual(set(r["p_holm"] for r in rows(model, "differences")), {None})
        self.assertEqual({one["best"] for one in model["about"]["ranking"]}, {None})
        self.assertTrue(any(r["difference"] for r in rows(model, "differences")))

    def test_a_cost_next_to_nothing_is_a_number_like_others(self):
        write(os.path.join(self.here, "cheap.toml"), f'population = "{self.town}/population"\nweeks = 4\nburn_in = 1\n'
              'replicates = 2\n[costs]\nadmin_relief = 1e-320\n[arms.base]\n[arms.relief]\n'
              '[[arms.relief.policies]]\nlever = "admin_relief"\nlevel = 0.5\n')
        self.run_well("run", "cheap.toml", "-o", "cheap.h5", "--quiet")
        self.run_well("report", "cheap.h5", "-o", "cheap.html")
        model, _ = model_in(os.path.join(self.here, "cheap.html"))
        row = next(r for r in rows(model, "spending") if r["arm"] == "relief")
        self.assertTrue(0 <= row["spending"] < 1e-300, row)

    def test_another_baseline(self):
        self.run_well("report", self.path("town.h5"), "-o", "other.html", "--baseline", "late", "--lang", "zh")
        model, text = model_in(os.path.join(self.here, "other.html"))
        self.assertIn('<html lang="zh-CN">', text)
        self.assertIn("<title>小镇</title>", text)
        own = {(r["measure"], r["group"], r["arm"]): r for r in self.table("town", "differences")}
        for row in rows(model, "differences"):
            if row["arm"] == "base" and row["difference"] is not None:
                self.assertAlmostEqual(row["difference"], -own[row["measure"], row["group"], "late"]["difference"], places=9)


class Page(Reported):
    def test_asks_nobody_for_anything(self):
        model, text = self.models["town"]
        self.assertLess(len(text.encode()) - len(str(model)), 3_000_000)
        self.assertIn("default-src 'none'; script-src 'sha256-", text)
        for tag in ("<link", "<img", "<iframe", "src=", "@import", "url("):
            self.assertNotIn(tag, re.sub(r"<script>.*?</script>", "", text, flags=re.S), tag)
        self.assertEqual(model["about"]["title"]["en"], "Small </script> town <b>")   # did not end the script
        self.assertIn("<title>Small &lt;/script> town &lt;b></title>", text)
        self.assertIn('<html lang="en">', text)
        for mark in ("{{model}}", "{{title}}", "{{script}}", "NaN"):
            self.assertNotIn(mark, re.sub(r"<script>.*?</script>", "", text, flags=re.S))

    def test_names_are_texts_wherever_they_stand(self):
        hostile = '</script><img src=x onerror="alert(1)"><!-- {{title}} & \x1b[31m'
        path = os.path.join(self.here, "hostile.h5")
        shutil.copy(self.path("town.h5"), path)
        with harness.editing(path) as file:
            for name in ("community", "community_zh", "subdistrict", "lever", "arms/title", "arms/title_zh", "measures/label"):
                values = file[name][:]
                values[-1] = hostile.encode()
                file[name][:] = values
            file.attrs["title"] = hostile
        self.run_well("report", "hostile.h5", "-o", "hostile.html")
        model, text = model_in(os.path.join(self.here, "hostile.html"))
        self.assertEqual(text.count("</script>"), self.models["town"][1].count("</script>"))
        self.assertEqual(text.count("<img"), self.models["town"][1].count("<img"))
        self.assertNotIn("\x1b", text)
        self.assertEqual(model["about"]["title"]["en"], hostile)
        self.assertIn(hostile, [one["en"] for one in model["labels"]["arms"]])
        self.assertIn(hostile, [one["name"] for one in model["labels"]["groups"]])

    def test_the_same_bytes_again(self):
        for name in ("a.html", "b.html"):
            self.run_well("report", self.path("town.h5"), "-o", name)
        self.assertEqual(harness.read(os.path.join(self.here, "a.html")), harness.read(os.path.join(self.here, "b.html")))

    def test_figures_without_a_browser_are_tables(self):
        done = harness.cogov("report", self.path("town.h5"), "-o", "t.html", "--figures", "figures", cwd=self.here,
                             env={"PATH": "/nowhere"})
        self.assertEqual(done.code, 0, done)
        self.assertIn("Chromium, which is not installed", done.out)
        with open(os.path.join(self.here, "figures", "differences.csv"), encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
        own = self.table("town", "differences")
        self.assertEqual(len(found), len(own))
        for row, told in zip(found, own):
            self.assertEqual(row["arm"], told["arm"])
            self.assertEqual(row["difference"], "" if told["difference"] is None else row["difference"])
            self.assertAlmostEqual(float(row["level"]), told["level"], delta=1e-12)
        self.assertFalse(os.path.exists(os.path.join(self.here, "figures", "surface.csv")))

    def test_figures_of_another_result_do_not_stay_among_the_new(self):
        no_browser = {"PATH": "/nowhere"}
        folder = os.path.join(self.here, "f")
        done = harness.cogov("report", self.path("sweep.h5"), "-o", "s.html", "--figures", "f", cwd=self.here, env=no_browser)
        self.assertEqual(done.code, 0, done)
        self.assertIn("surface.csv", os.listdir(folder))
        for name in ("mine.svg", "mine.txt"):
            write(os.path.join(folder, name), "mine")
        done = harness.cogov("report", self.path("town.h5"), "-o", "t.html", "--figures", "f", "--force", cwd=self.here, env=no_browser)
        self.assertEqual(done.code, 0, done)
        self.assertNotIn("surface.csv", os.listdir(folder))
        self.assertIn("differences.csv", os.listdir(folder))
        self.assertIn("other tables or pictures", done.err)
        self.assertIn("mine.svg", done.err)
        for name in ("mine.svg", "mine.txt"):
            self.assertEqual(harness.read(os.path.join(folder, name)), b"mine")

    def test_a_browser_that_fails_is_told(self):
        broken = write(os.path.join(self.here, "chromium"), "#!/bin/sh\nexit 3\n")
        os.chmod(broken, 0o755)
        done = harness.cogov("report", self.path("town.h5"), "-o", "t.html", "--figures", "f", cwd=self.here,
                             env={"PATH": self.here})
        self.said(done, 1, "could not draw the report's figures")


class Twins(Reported):
    def test_an_arm_that_changed_nothing_is_named_on_the_page(self):
        self.assertEqual(self.models["town"][0]["about"]["twins"], [])
        text = "population = \"%s\"\nweeks = 4\nburn_in = 2\nreplicates = 2\n[arms.base]\n" % os.path.join(self.town, "population")
        for name, lever in (("plan", "emergency_plan"), ("relief", "admin_relief")):
            text += f'[arms.{name}]\n[[arms.{name}.policies]]\nlever = "{lever}"\nlevel = 0.5\n'
        write(os.path.join(self.here, "s.toml"), text)
        self.run_well("run", "s.toml", "--quiet")
        self.run_well("report", "s.h5")
        self.assertEqual(model_in(os.path.join(self.here, "s.html"))[0]["about"]["twins"], [1])


class Mistakes(Reported):
    def test_what_is_wrong_with_files(self):
        report = lambda *words: harness.cogov("report", *words, cwd=self.here)   # noqa: E731
        self.refused(report("none.h5"), "none.h5")
        write(os.path.join(self.here, "text.h5"), "not HDF5")
        self.refused(report("text.h5"), "text.h5")
        with h5py.File(os.path.join(self.here, "other.h5"), "w") as file:
            file["x"] = [1, 2]
        self.refused(report("other.h5"), "not written by cogov")
        self.leaves("other.h5", "text.h5")

    def test_nothing_is_overwritten(self):
        kept = write(os.path.join(self.here, "kept.html"), "mine")
        self.refused(harness.cogov("report", self.path("town.h5"), "-o", "kept.html", cwd=self.here), "exists already", "--force")
        self.assertEqual(harness.read(kept), b"mine")
        self.refused(harness.cogov("report", self.path("town.h5"), "-o", "kept.html", "--force", cwd=self.here),
                     "kept.html is not a report of cogov")
        self.assertEqual(harness.read(kept), b"mine")
        os.remove(kept)
        for force in ([], ["--force"]):   # a report may be made again
            self.run_well("report", self.path("town.h5"), "-o", "kept.html", *force)
        self.refused(harness.cogov("report", self.path("town.h5"), "-o", self.path("town.h5"), "--force", cwd=self.here),
                     "the results themselves")
        os.mkdir(os.path.join(self.here, "full"))
        write(os.path.join(self.here, "full", "x"), "x")
        self.refused(harness.cogov("report", self.path("town.h5"), "-o", "new.html", "--figures", "full", cwd=self.here),
                     "is not empty", "--force")
        self.refused(harness.cogov("report", self.path("town.h5"), "-o", "new.html", "--figures", "kept.html", cwd=self.here),
                     "is a file")
        self.assertFalse(os.path.exists(os.path.join(self.here, "new.html")))

    def test_words(self):
        report = lambda *words: harness.cogov("report", self.path("town.h5"), "-o", "x.html", *words, cwd=self.here)   # noqa: E731
        self.refused(report("--baseline", "lat"), "no arm 'lat'", "did you mean 'late'")
        self.refused(report("--lang", "de"), "--lang de", "en, zh")
        self.refused(report("--point", "1"), "has no design")
        sweep = harness.cogov("report", self.path("sweep.h5"), "-o", "x.html", "--point", "6", cwd=self.here)
        self.refused(sweep, "--point 6", "from 0 to 5")
        self.leaves()

    def test_without_a_complete_run(self):
        with h5py.File(self.path("one.h5")) as source, h5py.File(os.path.join(self.here, "failed.h5"), "w") as to:
            for name, value in source.attrs.items():
                if name != "cogov_checksums":
                    to.attrs[name] = value
            for name in source:
                source.copy(name, to)
            to["runs/status"][:] = 1
        self.refused(harness.cogov("report", "failed.h5", cwd=self.here), "no complete run of 'base'")


class Calibration(harness.Case):
    """What `cogov calibrate` found has a page of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_calibrations(cls.root)

    def report(self, *words):
        return harness.cogov("report", *words, cwd=self.root)

    def edited(self, name, change):
        shutil.copy(os.path.join(self.root, "few_draws.h5"), os.path.join(self.root, name))
        with harness.editing(os.path.join(self.root, name)) as file:
            change(file)
        return self.report(name)

    def test_its_numbers_are_those_of_the_file(self):
        model, text = model_in(os.path.join(self.root, "few_draws.html"))
        self.assertEqual(model["about"]["page"], "calibration")
        self.assertEqual(text.count("<b>"), 0)
        with h5py.File(os.path.join(self.root, "few_draws.h5")) as file:
            names, keys = list(file["target"].asstr()[:]), list(file["parameter"].asstr()[:])
            told, before, observed = file["told"][:], file["told_before"][:], file["observed"][:]
            sd, discrepancy, miss = file["sd"][:], file["discrepancy"][:], file["miss"][:]
            median = file["parameter_after_median"][:]
        found = rows(model, "targets")
        self.assertEqual([row["name"] for row in found], names)
        for t, row in enumerate(found):
            for name, all_of in (("before", before), ("after", told)):
                for end, q in (("", 0.5), ("_low", 0.05), ("_high", 0.95)):
                    self.assertAlmostEqual(row[name + end], numpy.nanquantile(all_of[:, t], q, method="inverted_cdf"), delta=2e-6)
            self.assertEqual(row["miss"], miss[t])
        logit = numpy.log(observed[0] / (1 - observed[0]))
        half = 1.6448536 * numpy.hypot(sd[0], discrepancy[0])
        self.assertAlmostEqual(found[0]["observed_low"], 1 / (1 + numpy.exp(half - logit)), delta=1e-7)
        self.assertEqual([row["name"] for row in rows(model, "parameters")], keys)
        numpy.testing.assert_allclose([row["after"] for row in rows(model, "parameters")], median, rtol=2e-6)

    def test_options_of_results_are_refused(self):
        for option, value in (("--baseline", "base"), ("--point", "0"), ("--figures", "pictures")):
            with self.subTest(option):
                done = self.report("few_draws.h5", option, value, "-o", "other.html")
                self.assertEqual(done.code, 2, done)
                self.assertIn(f"{option} is of results; few_draws.h5 is what a calibration found: leave {option} out", done.err)
                self.assertFalse(os.path.exists(os.path.join(self.root, "other.html")))

    def test_a_page_is_replaced_and_a_language_chosen_as_of_results(self):
        self.assertEqual(self.report("few_draws.h5", "--lang", "zh", "-o", "zh.html").code, 0)
        self.assertEqual(model_in(os.path.join(self.root, "zh.html"))[0]["about"]["language"], "zh")
        write(os.path.join(self.root, "mine.html"), "not a report")
        self.assertEqual(self.report("few_draws.h5", "-o", "mine.html").code, 2)
        self.assertEqual(self.report("few_draws.h5", "-o", "zh.html", "--force").code, 0)
        self.assertIn("holds the results themselves", self.report("few_draws.h5", "-o", "few_draws.h5").err)

    def test_files_that_are_damaged_or_of_another_version_are_told(self):
        def shorter(file):
            del file["observed"]
            file["observed"] = [0.1]

        def numbers(file):
            del file["use"]
            file["use"] = numpy.zeros(len(file["target"]))

        def without(file):
            del file["agreement"]

        def other(file):
            file["ridge_one"][...] = [b"parameters.none"] * len(file["ridge_one"])

        for name, change, told in (("shorter", shorter, "'observed' of this posterior does not hold 5 numbers"),
                                   ("numbers", numbers, "'use' of this posterior does not hold 5 texts"),
                                   ("without", without, "this posterior has no 'agreement'"), ("ridges", other, "'parameters.none'")):
            with self.subTest(name):
                done = self.edited(f"{name}.h5", change)
                self.assertIn(done.code, (1, 2), done)
                self.assertIn(told, done.err)
                self.assertIn("make it anew with cogov calibrate", done.err)
                self.assertFalse(os.path.exists(os.path.join(self.root, f"{name}.html")))

    def test_a_posterior_is_no_results_file(self):
        done = harness.cogov("compare", "few_draws.h5", cwd=self.root)
        self.assertEqual(done.code, 2, done)
        self.assertIn("few_draws.h5", done.err)


if __name__ == "__main__":
    sys.exit(harness.main(__doc__))
