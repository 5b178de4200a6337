#!/usr/bin/python3
"""sentences_test.py SOURCE_DIR [--write]: every sentence that the report forms of numbers, in both languages, beside the numbers
that lead to it (sentences.json): a sentence never says more than they do. What sentences.js and its texts can say and no case
leads to fails the test. All else that the page says is there in both languages, and said somewhere. --write writes what is said now
into sentences.json, to be read before it is kept. COGOV_REPORT_PACKAGES names the folder with the node packages that the page is made
with. Without node the status is 77, which ctest tells as skipped."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
WEB = os.path.join(sys.argv[1], "analysis/report/web")
SOURCE = os.path.join(WEB, "src/sentences.js")
PACKAGES = os.environ.get("COGOV_REPORT_PACKAGES")
TOLD = os.path.join(HERE, "sentences.json")
NODE = shutil.which("node")


def label(name, zh=""):
    return {"name": name, "en": name, "zh": zh or name}


MEASURES = [
    {**label("participation", "参与率"), "better": "more", "unit": "%", "digits": 2, "table": "main", "relative": False, "percent": True, "money": False},
    {**label("trust", "信任"), "better": "more", "unit": "0-1", "digits": 3, "table": "main", "relative": False, "percent": False, "money": False},
    {**label("unmet requests", "未满足的诉求"), "better": "less", "unit": "%", "digits": 1, "table": "main", "relative": False, "percent": True, "money": False},
    {**label("spending", "支出"), "better": "less", "unit": "CNY/week", "digits": 0, "table": "main", "relative": False, "percent": False, "money": True},
]
GROUPS = [label("all", "全体"), label("young", "青年"), label("middle", "中年"), label("old", "老年")]
VENUES = label("venues", "活动场所")
FACTORS = [{**label(key), "numbers": key != "population", **more} for key, more in (
    ("parameters.reach", {"key": "reach"}), ("arms.relief.policies.venues.level", {"of": VENUES, "key": "level", "arm": 1}),
    ("population", {}), ("weeks", {}), ("parameters.talk", {"key": "talk"}), ("parameters.trust_gain", {"key": "trust_gain"}),
    ("arms.relief.policies.gone[2].start", {}), ("policies.venues.half_life", {"of": VENUES, "key": "half_life"}),
    ("arms.relief.policies.venues.odd_key", {"of": VENUES, "key": "odd_key", "arm": 1}))]
LESS, NEITHER = ([{**MEASURES[0], "better": better}, *MEASURES[1:]] for better in ("less", "neither"))
NAMES_ZH = {"base": "现状", "relief": "减负", "venues": "场地", "all of it": "全部"}
DIFFERENCE = ("measure", "axis", "group", "arm", "level", "level_low", "level_high", "difference", "difference_low",
              "difference_high", "p_holm", "above", "better", "best")
COST = ("measure", "arm", "spending", "further_cost", "further_cost_low", "further_cost_high", "effect", "count",
        "cny_for_one_more", "cny_for_one_more_low", "cny_for_one_more_high", "efficient", "share_efficient", "better",
        "better_shown", "no_more", "counts", "a_year", "pays_from")
GAINS, KNOWING = ("arm", "group", "share"), ("of", "name", "worth", "value", "beyond_chance")
EFFECT = ("measure", "arm", "factor", "with", "size", "size_low", "size_high", "p_holm")


def columns(names, rows):
    return [{"name": name, "values": [row[k] for row in rows]} for k, name in enumerate(names)]


def compared(arm, mean, half=0.05, p=0.001, measure=0, level=14.0, group=0, shares=(None, None, None)):
    """A row of differences: an arm's level and, where `mean` is not None, its difference and p-value."""
    known = half is not None and mean is not None
    return (measure, "band" if group else "", group, arm, level, level - 0.1 if half is not None else None,
            level + 0.1 if half is not None else None, mean, mean - half if known else None, mean + half if known else None,
            p if known else None, *shares)


def over(arm, low, median, high, above=1.0, better=None, best=None, measure=0, level=14.0, group=0):
    """The same across worlds: a difference with its range, and the shares of worlds in which it is above 0, better and best."""
    return (measure, "band" if group else "", group, arm, level, level - 2, level + 2, median, low, high, None, above,
            above if better is None else better, best)


def cost(arm, further=1000.0, half=None, one=None, efficient=0, share=None, better=None, shown=0, no_more=None, counts=1, year=0,
         count=50.0, pays=None):
    low, high = (None, None) if half is None else (further - half, further + half)
    ends = (None, None) if one is None else (one * 0.9, one * 1.2)
    return (0, arm, 5000.0, further, low, high, 1.0, count, one, *ends, efficient, share, better, shown, no_more, counts, year, pays)


def model(arms, differences=(), first=None, costs=(), effects=(), replicates=32, measures=MEASURES,
          parameters=("assumed", "calibrated", "measured"), gains=(), knowing=(), **about):
    """What the program puts into the page, as far as sentences are about it."""
    ranked = range(1, len(arms)) if first is None else first
    return {
        "about": {"language": "en", "baseline": 0, "replicates": replicates, "step": "week", "last_year": 52, "steps_per_year": 52, "agents": "residents", "first": 0,
                  "groups": "band", "ended": [], "drifts": [], "twins": [], "explained": [], "drawn": [], "factors_at_point": [],
                  "ranking": [{"measure": 0, "arm": a, "may_be_first": a in ranked} for a in range(len(arms))], **about},
        "labels": {"arms": [{**label(name, NAMES_ZH.get(name, "")), "episodes": []} for name in arms], "measures": measures,
                   "groups": GROUPS, "levers": [VENUES],
                   "factors": FACTORS},
        "tables": {"differences": columns(DIFFERENCE, list(differences)), "costs": columns(COST, list(costs)),
                   "effects": columns(EFFECT, list(effects)),
                   "gains": columns(GAINS, list(gains)), "knowing": columns(KNOWING, list(knowing)),
                   "parameters": columns(("kind", "name", "meaning", "meaning_zh"),
                                         [(kind, f"p{k}", f"number {k}", f"参数{k}") for k, kind in enumerate(parameters)])},
    }


BASE = compared(0, None, level=12.3)
TRUST, UNMET = compared(0, None, measure=1, level=0.5), compared(0, None, measure=2, level=20.0)


def swept(effects=(), values=(0, 1), arms=("base", "relief"), replicates=32, more=(), measures=MEASURES, **told):
    highest = {"point": 17, "mean": 1.234, "mean_low": 1.1, "mean_high": 1.4, "as_far": 0,
               "values": [{"factor": f, "value": text} for f, text in zip(values, ("0.4", "1", "towns/large.h5", "52", "2", "0.123456789"))]}
    highest.update(told.pop("highest", {}))
    lowest = {**highest, "point": 3, "mean": -0.5, "as_far": 2}
    own = {"measure": 0, "arm": 1, "difference": True, "interactions": True, "explained": 0.9, "points": 60, "names": [],
           "highest": highest, "lowest": lowest, **told}
    return model(arms, [BASE, compared(1, 1.0)], effects=effects, replicates=replicates, design=label("factorial", "全因子"), explained=[own, *more], measures=measures)


def effect(factor, size, half=0.05, p=0.001, with_=None, arm=1):
    known = half is not None
    return (0, arm, factor, with_, size, size - half if known else None, size + half if known else None, p if known else None)


def bands(*each, arm=1):
    return [compared(arm, mean, half, 0.001, 0, 14.0, k + 1) for k, (mean, half) in enumerate(each)]


ONE, TWO, FIVE = ["base", "relief"], ["base", "relief", "venues"], ["base", "a", "b", "c", "d", "e"]
W = {"worlds": 100, "drawn_values": 44}
ANY = over(0, None, None, None, None, best=0.02, level=12.3)
COSTLY = [cost(0, 0.0, efficient=1, count=0.0), cost(1, 10338.0, 300.0, 21.3, no_more=2), cost(2, 2077.0, 90.0, 4.31, 1, 0.98, pays=4.4)]
WORLDS = {
    "worlds: one arm": model(["base"], [ANY], **W),
    "worlds: one alternative, better in most": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97, best=0.96),
                                                           over(1, -0.01, 0.01, 0.02, 0.8, measure=1),
                                                           over(1, -4.0, -2.1, -0.3, 0.02, 0.98, measure=2)], first=[1], **W),
    "worlds: the leading one is dearer": model(TWO, [ANY, over(1, 0.3, 1.2, 2.5, 0.99, best=0.55), over(2, 0.2, 1.1, 2.4, 0.98, best=0.43)],
                                               costs=[cost(1, 10338.0, 300.0, 21.3, 1, 0.63), cost(2, 2077.0, 90.0, 4.31, 1, 0.98)], **W),
    "worlds: the leading one is cheaper": model(TWO, [ANY, over(1, 0.3, 1.2, 2.5, 0.99, best=0.43), over(2, 0.2, 1.1, 2.4, 0.98, best=0.55)],
                                                costs=[cost(1, 10338.0, 300.0, 21.3), cost(2, 2077.0, 90.0, 4.31)], **W),
    "worlds: the leading one is the cheapest of three": model(["base", "a", "b", "c"], [ANY, *(
        over(a, 0.3, 1.2, 2.5, 0.99, best=0.6 - a / 10) for a in (1, 2, 3))], costs=[cost(a, 1000.0 * a, 10.0, 20.0) for a in (1, 2, 3)], **W),
    "worlds: five that may lead, costs not told": model(["base", "a", "b", "c", "d", "e"], [ANY] + [
        over(a, 0.3, 1.2 - a / 100, 2.5, 0.99, best=0.2) for a in range(1, 6)], **W),
    "worlds: few of them": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 1.0, best=1.0)], first=[1], worlds=10, drawn_values=1),
    "worlds: few of them, three alternatives, groups": model(TWO, [ANY, over(1, 0.21, 0.62, 1.34, 1.0, best=0.9), over(2, 0.1, 0.4, 0.9, 1.0, best=0.1),
        over(1, 0.1, 0.9, 2.0, 1.0, group=1)], first=[1], gains=[(1, 1, 1.0)], worlds=10, drawn_values=1),
    "worlds: few of them, neither is better": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.9)], measures=[{**MEASURES[0], "better": "neither"}],
        first=[], worlds=10, drawn_values=1),
    "worlds: few of them, draws not told": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 1.0, best=1.0)], first=[1], worlds=10, drawn_values=0),
    "worlds: one alone": model(ONE, [compared(0, None, None, level=12.3), compared(1, 0.62, None)], worlds=1, drawn_values=44),
    "worlds: few of them, which way depends on the world": model(ONE, [ANY, over(1, -0.2, 0.3, 0.9, 0.8, best=0.8)], worlds=10, drawn_values=1),
    "worlds: which way depends on the world": model(ONE, [ANY, over(1, -0.2, 0.3, 0.9, 0.8, best=0.78)], **W),
    "worlds: which way depends on the world, of several": model(TWO, [ANY, over(1, -0.2, 0.3, 0.9, 0.8, best=0.5),
                                                                      over(2, -0.9, -0.4, 0.3, 0.2, best=0.1)], **W),
    "worlds: which way depends on the world, less is better": model(
        ONE, [ANY, over(1, -0.9, -0.3, 0.2, 0.2, better=0.8, best=0.8)], measures=[{**MEASURES[0], "better": "less"}], **W),
    "worlds: worse": model(ONE, [ANY, over(1, -1.3, -0.6, -0.2, 0.01, level=11.1, best=0.0)], first=[0], **W),
    "worlds: alike in all": model(ONE, [ANY, over(1, None, 0.6, None, 1.0, best=1.0)], first=[1], **W),
    "worlds: alike in all, two alternatives": model(TWO, [ANY, over(1, None, 0.6, None, 1.0, best=1.0), over(2, None, 0.1, None, 1.0, best=0.0)],
                                                    first=[1], **W),
    "worlds: neither is better": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97)], measures=[{**MEASURES[0], "better": "neither"}], first=[], **W),
    "worlds: less is better": model(ONE, [ANY, over(1, -1.3, -0.6, -0.2, 0.03, better=0.97, level=11.1, best=0.9)],
                                    measures=[{**MEASURES[0], "better": "less"}], first=[1], **W),
    "worlds: groups": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97, best=0.96), *(
        over(1, 0.1, x, 2.0, 1.0, group=g) for g, x in ((1, 0.9), (2, 0.7), (3, 0.4)))], first=[1], gains=[(1, 1, 0.996)], **W),
    "worlds: neither is better, which way depends on the world": model(ONE, [ANY, over(1, -0.2, 0.3, 0.9, 0.8)], measures=[
        {**MEASURES[0], "better": "neither"}], first=[], **W),
    "worlds: may change nothing, and costs": model(ONE, [ANY, over(1, -0.2, 0.3, 0.9, 0.8, best=0.78)], costs=[cost(0, 0.0), cost(1, 1e6, 1e5)], **W),
    "worlds: too few to tell what matters": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97, best=0.96)], first=[1], knowing=[
        ("all", "", 0.0, 0.0, None), ("all", "", 50.0, 54321.0, None)], worlds=64, drawn_values=44),
    "worlds: a parameter is worth knowing": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97, best=0.96)], first=[1], knowing=[
        ("all", "", 50.0, 99999.0, None), ("subject", "costs", 50.0, 60000.0, 1), ("parameter", "parameters.p1", 40.0, 3000.0, 1),
        ("parameter", "parameters.p1", 50.0, 4000.0, 1), ("parameter", "parameters.p0", 50.0, 3999.0, 0),
        ("parameter", "levers.venues.cost", 50.0, 2000.0, 1), ("parameter", "levers.venues.odd_key", 50.0, 1500.0, 1),
        ("parameter", "parameters.gone_since", 50.0, 1000.0, 1)], **W),
    "worlds: a subject is worth knowing, and what one more is worth": model(TWO, [
        ANY, over(1, 0.3, 1.2, 2.5, 0.99, best=0.55), over(2, 0.2, 1.1, 2.4, 0.98, best=0.43)], costs=COSTLY, knowing=[
        ("all", "", 50.0, 99999.0, None), ("subject", "costs", 50.0, 1234567.0, 1)], **W),
    "worlds: subjects are told, none is worth knowing": model(ONE, [ANY, over(1, 0.21, 0.62, 1.34, 0.97, best=0.96)], first=[1], knowing=[
        ("all", "", 50.0, 99999.0, None), ("subject", "costs", 50.0, 100.0, 0)], **W),
    "worlds: verdicts on money": model(ONE, [ANY], costs=[cost(0, 0.0, efficient=1), cost(1, efficient=1, share=0.97)], **W),
}
STEPS = [cost(0, 0.0, efficient=1, count=0.0), cost(1, 60000.0, 9000.0, 74.1, 1, pays=91.37), cost(2, 13800.0, 900.0, 40.05, 1, pays=38.3),
         cost(3, 46000.0, 900.0, 95.0)]
UNSURE = compared(1, 0.02, 0.05, 0.4)

CASES = {
    "no measure of everybody": model(ONE),
    "one arm": model(["base"], [BASE, TRUST, UNMET]),
    "one arm, one run": model(["base"], [compared(0, None, None, level=12.3)], replicates=1),
    "a model without parameters": model(["base"], [BASE], parameters=()),
    "a model without parameters, one run": model(["base"], [compared(0, None, None, level=12.3)], replicates=1, parameters=()),
    "a number without a unit": model(ONE, [compared(0, None, level=12.3), compared(1, 1.2)], measures=[
        {**MEASURES[0], "unit": "ratio", "percent": False}]),
    "a number without a unit, groups": model(ONE, [compared(0, None, level=12.3), compared(1, 1.2), *bands((2.0, 0.1), (1.9, 0.1), (0.5, 0.1))],
                                             measures=[{**MEASURES[0], "unit": "ratio", "percent": False}]),
    "one arm, one measure": model(["base"], [BASE]),
    "one alternative, surely more": model(ONE, [BASE, compared(1, 1.2), TRUST, compared(1, 0.01, 0.002, measure=1, level=0.51), UNMET,
                                                compared(1, -0.1, 0.3, 0.6, 2, 19.9)], costs=[cost(1, 2077.0, 90.0, 4.31)]),
    "one alternative, other measures fall and none stands still": model(ONE, [BASE, compared(1, 1.2), UNMET, compared(1, -2.1, 0.3, 0.001, 2, 17.9)]),
    "an effect below a digit": model(ONE, [BASE, compared(1, 0.0012, 0.0004, level=12.3012)]),
    "a mean without an interval": model(ONE, [BASE, compared(1, 1.2, None)]),
    "means without intervals": model(TWO, [BASE, compared(1, 1.2, None), compared(2, -1.3, None)]),
    "one of two is first beyond luck": model(TWO, [BASE, compared(1, 1.2), compared(2, 0.7)], first=[1]),
    "the first two cannot be told apart, one is cheaper": model(TWO, [BASE, compared(1, 1.20), compared(2, 1.19)], costs=COSTLY),
    "not told apart, costs as well": model(TWO, [BASE, compared(1, 1.20), compared(2, 1.19)],
                                           costs=[cost(1, 1010.0, 300.0, 21.3), cost(2, 1000.0, 300.0, 21.3)]),
    "not told apart, fixed costs": model(TWO, [BASE, compared(1, 1.20), compared(2, 1.19)], costs=[cost(1, 1010.0), cost(2, 1000.0)]),
    "not told apart, no costs": model(TWO, [BASE, compared(1, 1.20), compared(2, 1.19)]),
    "five cannot be told apart": model(FIVE, [BASE] + [compared(a, 1.2 - a / 100) for a in range(1, 6)],
                                       costs=[cost(a, 1000.0 * a, 10.0, 20.0) for a in range(1, 6)]),
    "one that may do as much is not sure to raise": model(TWO, [BASE, compared(1, 1.20, 1.5, 0.2), compared(2, 1.19)]),
    "nothing is ranked": model(TWO, [BASE, compared(1, 1.20), compared(2, 1.19)], first=[]),
    "surely less": model(ONE, [BASE, compared(1, -1.2, level=11.1)], first=[0]),
    "no difference of the one": model(ONE, [BASE, compared(1, 0.02, 0.05, 0.4)], first=[0, 1]),
    "no difference of several": model(TWO, [BASE, compared(1, 0.02, 0.05, 0.4), compared(2, 0.01, 0.05, 0.8)], first=[0, 1, 2]),
    "one run, one alternative": model(ONE, [compared(0, None, None, level=12.3), compared(1, 1.2, None)], replicates=1),
    "one run, two alternatives": model(TWO, [compared(0, None, None, level=12.3), compared(1, 1.2, None), compared(2, -1.3, None)], replicates=1),
    "a group gains most": model(ONE, [BASE, compared(1, 1.2), *bands((2.0, 0.1), (1.0, 0.1), (0.5, 0.1))], gains=[(1, 1, None)]),
    "a group loses most": model(ONE, [BASE, compared(1, -1.2, level=11.1), *bands((-0.1, 0.05), (-1.0, 0.1), (-2.0, 0.1))], first=[0],
                                gains=[(1, 3, None)]),
    "three steps of a ladder, and one that others outdo": model(["base", "both", "venues", "relief"], [
        BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)], costs=STEPS, first=[1]),
    "a worth that all steps are within": model(["base", "both", "venues", "relief"], [BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)],
                                               costs=STEPS, first=[1], worth={"low": 0, "high": 100, "source": "a guess"}),
    "a worth that the dearest step is beyond": model(["base", "both", "venues", "relief"], [BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)],
                                                     costs=STEPS, first=[1], worth={"low": 40, "high": 80, "source": "a guess"}),
    "a worth from nothing that the dearest step is beyond": model(
        ["base", "both", "venues", "relief"], [BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)],
        costs=STEPS, first=[1], worth={"low": 0, "high": 80, "source": "a guess"}),
    "a worth that the dearest step is best at": model(["base", "both", "venues", "relief"], [BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)],
                                                      costs=STEPS, first=[1], worth={"low": 120, "high": 120, "source": "a guess"}),
    "a worth below all steps": model(["base", "both", "venues", "relief"], [BASE, compared(1, 0.92), compared(2, 0.35), compared(3, 0.5)],
                                     costs=STEPS, first=[1], worth={"low": 1, "high": 20, "source": "a guess"}),
    "a step that costs nothing, and one that does": model(TWO, [BASE, compared(1, 1.2), compared(2, 0.7)], costs=[
        cost(0, 0.0), cost(1, 2077.0, 90.0, 4.31, 1, pays=9.96), cost(2, 0.0, efficient=1)], first=[1]),
    "others do more for no more money, told and not told": model(["base", "a", "b", "c"], [
        BASE, compared(1, 1.2), compared(2, 0.7), compared(3, 1.19)], costs=[
        cost(0, 0.0, efficient=1), cost(1, 1000.0, 90.0, 20.0, 1, pays=20.0), cost(2, 2000.0, 90.0, 40.0, better=1, shown=1),
        cost(3, 2000.0, 90.0, 40.0, better=1)], first=[1]),
    "some do harm": model(["base", "a", "b", "c", "d"], [BASE, *(compared(a, -1.0 - a / 10, level=11.1) for a in (1, 2, 3)), compared(4, 0.02, 0.05, 0.4)],
                          costs=[cost(0, 0.0), cost(1, 1000.0, 90.0), cost(2, -1000.0, 90.0), cost(3, 0.0), cost(4, 500.0, 50.0)], first=[0, 4]),
    "all parameters are measured": model(ONE, [BASE, compared(1, 1.2)], parameters=("measured", "derived")),
    "the first in resamples": model(TWO, [BASE, compared(1, 1.2), compared(2, 0.7)], first=[1], ranking=[
        {"measure": 0, "arm": a, "may_be_first": a == 1, "best": share} for a, share in ((1, 0.9997), (2, 0.0003), (0, 0))]),
    "no run of the same luck": model(TWO, [BASE, compared(1, None), compared(2, None)]),
    "policies that ended": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 2077.0, 90.0, 4.31)], ended=[1]),
    "one is alike in all runs, one may be chance": model(TWO, [BASE, compared(1, 1.2, None), compared(2, 0.02, 0.05, 0.4)], first=[0, 1, 2]),
    "every one of two does harm": model(TWO, [BASE, compared(1, -1.2, level=11.1), compared(2, -0.7, level=11.1)], first=[0]),
    "one more of a year": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(0, 0.0, year=1), cost(1, 2077.0, 90.0, 431.0, year=1)]),
    "one less of a year": model(ONE, [BASE, compared(1, -1.2, level=11.1)], measures=LESS,
                                costs=[cost(0, 0.0, year=1), cost(1, 2077.0, 90.0, 431.0, count=-50.0, year=1)]),
    "costs nothing in any run": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 0.0, 0.0)]),
    "costs nothing": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 0.0)]),
    "saves": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, -50.0, 10.0)]),
    "may cost or save": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 5.0, 10.0)]),
    "costs a year": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 2077.0, 90.0, 431.0, year=1)]),
    "what one more costs is not told": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 2077.0, 90.0)]),
    "a measure that counts nothing": model(ONE, [BASE, compared(1, 1.2)], costs=[cost(1, 2077.0, 90.0, counts=0)]),
    "a fixed cost and a ratio without an interval": model(ONE, [BASE, compared(1, 1.2)], costs=[
        cost(1, 2077.0, None, 4.31)[:9] + (None, None) + cost(1, 2077.0, None, 4.31)[11:]]),
    "verdicts on money": model(["base", "a", "b", "c", "d", "e", "f"], [BASE], costs=[
        cost(0, 0.0, efficient=1), cost(1, efficient=1, share=0.97), cost(2, no_more=1), cost(3, better=1, shown=1), cost(4, better=1),
        cost(5, share=0.1), cost(6)]),
    "one alternative changed nothing": model(ONE, [BASE, compared(1, 0.0, None)], twins=[1]),
    "two alternatives changed nothing, one costs": model(TWO, [BASE, compared(1, 0.0, None), compared(2, 0.0, None)], twins=[1, 2],
                                                         costs=[cost(0, 0.0), cost(1, 1000.0), cost(2, 0.0)]),
    "what it is compared with drifts": model(ONE, [BASE, compared(1, 1.2)], drifts=[{"measure": 0, "a_year": 0.35, "half_width": 0.01, "arms": [1]}]),
    "a drift that is small beside the effects": model(ONE, [BASE, compared(1, 1.2)], drifts=[{"measure": 0, "a_year": 0.01, "half_width": 0.01, "arms": []}]),
    "a sweep of which nothing is told": model(ONE, [BASE, compared(1, 1.2)], design=label("points", "指定点")),
    "a sweep of single runs": swept(replicates=1, effects=[effect(0, 1.2, None), effect(1, 0.3, None)]),
    "one factor does most, two strengthen one another": swept([effect(0, 1.2), effect(1, 0.3), effect(0, 0.2, with_=1)]),
    "two weaken one another, the response falls": swept([effect(0, -1.2), effect(1, -0.3), effect(0, 0.2, with_=1)], highest={"as_far": 1}),
    "which does most is not told, nor whether they interact": swept([effect(0, 1.2), effect(1, 1.15), effect(0, 0.01, 0.05, 0.7, 1)],
                                                                    highest={"as_far": 5}),
    "signs that differ": swept([effect(0, 1.2), effect(1, -0.3), effect(0, 0.2, with_=1)]),
    "a factor without an interval may do more": swept([effect(0, 1.2), effect(1, 0.3, None)]),
    "a factor whose values are names may do more": swept([effect(0, 1.2), effect(1, 0.3)], values=(0, 1, 2), names=[2]),
    "nothing is moved beyond doubt": swept([effect(0, 0.01, 0.05, 0.7)], values=(0,)),
    "nothing with ends moves it, names are not asked": swept([effect(0, 0.01, 0.05, 0.7)], values=(0, 2), names=[2]),
    "many factors": swept([effect(f, 1.2 - f / 10, 0.01) for f in (0, 1, 3, 4, 5, 6)] + [effect(0, 0.2, 0.3, 0.5, 1)],
                          values=(0, 1, 2, 3, 4, 5), names=[]),
    "more factors than are told": swept([effect(f, 1.2 - f / 10, 0.01) for f in (0, 1, 3, 4, 5, 6, 3)], values=(0, 1)),
    "many more factors than are told": swept([effect(f, 1.2 - f / 10, 0.01) for f in (0, 1, 3, 4, 5, 6, 3, 4)], values=(0, 1)),
    "several arms answer, and one level": swept([effect(0, 0.2, arm=0), effect(0, 1.2)], arms=("base", "relief", "venues"),
                                                more=[{"measure": 0, "arm": 0, "difference": False, "points": 6, "names": [],
                                                       "highest": {"point": 1, "mean": 12.0, "as_far": 0, "values": []}}]),
    "several arms answer, none is moved beyond doubt": swept([effect(0, 0.2, 0.5, 0.6, arm=0), effect(0, 0.2, 0.5, 0.6)], more=[
        {"measure": 0, "arm": 0, "difference": False, "points": 6, "names": [],
         "highest": {"point": 1, "mean": 12.0, "as_far": 0, "values": []}}]),
    "several arms answer, one is moved": swept([effect(0, 0.2, 0.5, 0.6, arm=0), effect(0, 1.2)], more=[
        {"measure": 0, "arm": 0, "difference": False, "points": 6, "names": [],
         "highest": {"point": 1, "mean": 12.0, "as_far": 0, "values": []}}]),
    "two differ together, one of which alone may do nothing": swept([effect(0, 1.2), effect(1, 0.01, 0.05, 0.7), effect(0, 0.2, with_=1)]),
    "less is better, one lowers most": model(TWO, [BASE, compared(1, -1.2, level=11.1), compared(2, -0.7, level=11.6)], first=[1], measures=LESS,
                                             costs=[cost(1, 2077.0, 90.0, 4.31, count=-50.0), cost(2, 1000.0, 90.0)]),
    "less is better, reached in a year": model(ONE, [BASE, compared(1, -1.2, level=11.1)], measures=LESS,
                                               costs=[cost(1, 2077.0, 90.0, 431.0, count=-50.0, year=1)]),
    "less is better, the first two cannot be told apart": model(TWO, [BASE, compared(1, -1.20, level=11.1), compared(2, -1.19, level=11.11)],
                                                                measures=LESS, costs=[row[:7] + (-row[7],) + row[8:] for row in COSTLY]),
    "less is better, one raises it and one may lower it": model(TWO, [BASE, compared(1, 1.2), compared(2, -0.02, 0.05, 0.4)], first=[0, 2],
                                                                measures=LESS),
    "less is better, one raises and one lowers it": model(TWO, [BASE, compared(1, 2.2), compared(2, -1.2, level=11.1)], first=[2], measures=LESS),
    "neither is better, one moves it": model(ONE, [BASE, compared(1, 1.2)], measures=NEITHER, first=[], costs=[cost(1, 2077.0, 90.0, 4.31)]),
    "neither is better, two move it": model(TWO, [BASE, compared(1, 1.2), compared(2, -1.5, level=10.8)], measures=NEITHER, first=[]),
    "neither is better, three move it": model(["base", "a", "b", "c"], [BASE, compared(1, 1.2), compared(2, -1.5, level=10.8), compared(3, 1.0)],
                                              measures=NEITHER, first=[]),
    "neither is better, no difference": model(ONE, [BASE, compared(1, 0.02, 0.05, 0.4)], measures=NEITHER, first=[]),
    "of a sweep less is better": swept([effect(0, 1.2), effect(1, 0.3)], measures=LESS),
    "of a sweep neither is better": swept([effect(0, 1.2), effect(1, 0.3)], measures=NEITHER),
    "of a sweep of single runs less is better": swept(replicates=1, effects=[effect(0, 1.2, None)], measures=LESS),
    "factors of one policy in all arms, and a key that the page has no word for": swept(
        [effect(7, 1.2), effect(8, 0.3), effect(6, 0.2)], values=(7, 8, 6), arms=("base", "relief", "venues")),
    "an arm by itself": swept([effect(0, 1.2)], difference=False),
    **WORLDS,
    "worlds: a sweep": {**swept([(*effect(0, 1.2)[:-1], None), (*effect(1, 0.1, 0.3)[:-1], None)])},
}
CASES["worlds: a sweep"]["about"].update(W)


def calibrated(targets, parameters, doubts=(), **numbers):
    """A calibration: targets as (name, use, agreement, miss), parameters as (kind, narrowed, spread left)."""
    return {
        "about": {"page": "calibration", "language": "en", "drawn": [], "doubts": list(doubts),
                  "numbers": {"draws": 512, "candidates": 2048, "kish": 1194.6, "repeats": 8, "r_hat": 1.0034, "k_hat": 0.27, **numbers}},
        "labels": {"arms": [], "measures": [], "groups": []},
        "tables": {
            "targets": columns(("name", "use", "agreement", "miss", "observed", "nearest", "after", "after_low", "after_high"),
                               [(*one, 0.45, 0.31 if one[3] is not None else None, 0.2, 0.12345, 0.3) for one in targets]),
            "parameters": columns(("kind", "narrowed", "left"), list(parameters))}}


REACH, WAIT, TRUST_GAP = (("annual_reach", "calibrate", "agrees", 0.3), ("wait_mean", "calibrate", "agrees", -0.4),
                          ("trust_gap", "prior", "agrees", 0.1))
HELD, VISITS = ("top_tenth", "hold out", "agrees", -0.6), ("visits", "hold out", "agrees", -0.8)
FELT, LESS_LEFT, HALF_LEFT = ("felt", "not at all", 0.97), ("felt", "somewhat", 0.7), ("felt", "identified", 0.3)
NOT_FELT, SOLVED = ("not felt", "not at all", 1), ("solved", "somewhat", 1)
CASES.update({
    "calibration: all is well": calibrated([REACH, WAIT, TRUST_GAP, HELD, VISITS], [FELT, FELT, LESS_LEFT, HALF_LEFT, NOT_FELT, NOT_FELT, SOLVED]),
    "calibration: one target, one parameter": calibrated([REACH, HELD], [LESS_LEFT, NOT_FELT]),
    "calibration: one of two parameters": calibrated([REACH], [LESS_LEFT, FELT]),
    "calibration: nothing was narrowed": calibrated([REACH], [FELT, FELT]),
    "calibration: nothing to come near": calibrated([HELD], [FELT]),
    "calibration: one target that is missed, one parameter that is not narrowed": calibrated([("aware", "calibrate", "pulled away", 2.1)], [FELT]),
    "calibration: no target is met, all parameters are narrowed to less than half": calibrated(
        [("aware", "calibrate", "pulled away", 2.1), ("reach", "calibrate", "pulled away", -2.1)], [HALF_LEFT, HALF_LEFT]),
    "calibration: a target of which no run says anything": calibrated([REACH, ("wait_mean", "calibrate", "out of reach", None)], [LESS_LEFT, FELT]),
    "calibration: nothing is felt": calibrated([REACH], [NOT_FELT]),
    "calibration: chains that do not agree": calibrated([REACH], [LESS_LEFT, FELT], ["chains"], r_hat=1.024),
    "calibration: too few candidates": calibrated([REACH], [LESS_LEFT, FELT], ["few", "repeats"], kish=120.0, repeats=60),
    "calibration: weights that are alike": calibrated([REACH], [LESS_LEFT, FELT], k_hat=None),
    "calibration: weights of too few": calibrated([REACH], [LESS_LEFT, FELT], ["tail"], k_hat=None),
    "calibration: nothing to rely on": calibrated([REACH], [LESS_LEFT, FELT], ["chains", "tail"], r_hat=None, k_hat=0.93),
    "calibration: targets that pull apart": calibrated(
        [("annual_reach", "calibrate", "pulled away", 2.6), WAIT, ("aware", "calibrate", "out of reach", 4.1),
         ("visits", "hold out", "pulled away", -3.0), ("looked_at", "look at", "pulled away", 5.0)], [LESS_LEFT, FELT]),
    "calibration: one of two held out, one of two aimed at": calibrated(
        [REACH, ("aware", "calibrate", "pulled away", 2.1), HELD, ("visits", "hold out", "pulled away", -3.0)], [LESS_LEFT, FELT]),
    "calibration: none of two held out": calibrated(
        [REACH, ("top_tenth", "hold out", "pulled away", 2.2), ("visits", "hold out", "pulled away", -3.0)], [LESS_LEFT, FELT]),
})


def source(name):
    with open(os.path.join(WEB, "src", name), encoding="utf-8") as file:
        return file.read()


SECTIONS = re.findall(r'^import "./sections/(\w+).js";$', source("sections.js"), re.M)
OF_CALIBRATIONS = SECTIONS[SECTIONS.index("calibrated"):]


def said(coverage=None):
    """What is said in each case, by its name."""
    env = {**os.environ, **({"NODE_V8_COVERAGE": coverage} if coverage else {})}
    asked = [{"model": one, "sections": OF_CALIBRATIONS if "page" in one["about"] else SECTIONS[:-len(OF_CALIBRATIONS)]} for one in CASES.values()]
    done = subprocess.run([NODE, os.path.join(HERE, "say.mjs"), SOURCE], input=json.dumps(asked).encode(), capture_output=True, env=env, timeout=600)
    assert done.returncode == 0, done.stderr.decode()
    return dict(zip(CASES, json.loads(done.stdout)))


def never_run(folder, name):
    """The pieces of a source that no run went through (V8's block coverage), as texts."""
    text = source(name)
    once = [False] * len(text)
    for path in glob.glob(os.path.join(folder, "*.json")):
        with open(path, encoding="utf-8") as file:
            told = [one for one in json.load(file)["result"] if one["url"].endswith("/src/" + name)]
        for one in told:
            counts = [1] * len(text)
            for function in one["functions"]:   # outer ranges come before those within
                for block in function["ranges"]:
                    counts[block["startOffset"]:block["endOffset"]] = [block["count"]] * (block["endOffset"] - block["startOffset"])
            once = [a or b > 0 for a, b in zip(once, counts)]
    pieces, at = [], 0
    while at < len(text):
        end = at
        while end < len(text) and not once[end]:
            end += 1
        if text[at:end].strip(" \n;,:?()}"):
            pieces.append(f"line {text.count(chr(10), 0, at) + 1}: {text[at:end]}")
        at = max(end, at + 1)
    return pieces


class Sentences(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.said = said(cls.folder)
        with open(TOLD, encoding="utf-8") as file:
            cls.told = json.load(file)

    def test_each_says_what_its_numbers_allow(self):
        self.assertEqual(list(self.told), list(CASES))
        for name, found in self.said.items():
            with self.subTest(name):
                self.assertEqual(found, self.told[name])

    def test_nothing_can_be_said_that_no_case_leads_to(self):
        self.assertEqual(never_run(self.folder, "sentences.js"), [])
        self.assertEqual(never_run(self.folder, "sentences_texts.js"), [])
        self.assertEqual(never_run(self.folder, "calibration_sentences.js"), [])

    def test_both_languages_say_as_much(self):
        for name, found in self.said.items():
            with self.subTest(name):
                self.assertEqual(len(found["en"]), len(found["zh"]))
                for sentence in found["en"] + found["zh"]:
                    for mark in ("undefined", "NaN", "null", "sentences.", "[object", "  "):
                        self.assertNotIn(mark, sentence)


def first_of_say(text):
    """What calls of say() begin with, up to the first comma outside brackets: where the names of texts stand."""
    for call in re.finditer(r"\bsay(?:_if_any)?\(", text):
        depth, at = 0, call.end()
        while depth > 0 or text[at] not in ",)":
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[at], 0)
            at += 1
        yield text[call.end():at]


class Texts(unittest.TestCase):
    """Everything that the page says."""

    @classmethod
    def setUpClass(cls):
        if not PACKAGES:
            raise unittest.SkipTest("COGOV_REPORT_PACKAGES is not set, so the page's sections cannot be read")
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        shutil.copytree(WEB, os.path.join(folder, "web"))
        os.symlink(os.path.abspath(os.path.join(PACKAGES, "node_modules")), os.path.join(folder, "node_modules"))
        done = subprocess.run([NODE, os.path.join(HERE, "texts.mjs"), os.path.join(folder, "web/src")], capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        cls.told = json.loads(done.stdout)
        names = [os.path.relpath(path, os.path.join(WEB, "src")) for path in
                 glob.glob(os.path.join(WEB, "src/**/*.js"), recursive=True)]
        cls.sources = {name: source(name) for name in names}

    def test_each_is_there_in_both_languages_and_takes_the_same(self):
        self.assertGreater(len(self.told["texts"]), 200)
        for name, has in self.told["texts"].items():
            with self.subTest(name):
                self.assertEqual(list(has), ["en", "zh"])
                self.assertEqual(has["en"], has["zh"])

    def test_none_is_missing_and_none_is_never_said(self):
        every = set(self.told["texts"])
        groups = {name.rsplit(".", 1)[0] for name in every}
        for name, text in self.sources.items():
            for begin in first_of_say(text):
                for found in re.findall(r'"([\w.]+)"|`([\w.]+)\.\$\{\w+', begin):
                    with self.subTest(name, text=found):
                        self.assertIn(found[0] or found[1], every if found[0] else groups)
        whole = "\n".join(self.sources.values())
        for name in every - {f"{section}.title" for section in SECTIONS}:
            with self.subTest(name):
                group = name.rsplit(".", 1)[0]
                called = name.removesuffix("_worlds")   # said in place of the other across worlds
                self.assertTrue(f'"{called}"' in whole or f"`{group}.${{" in whole)

    def test_a_section_is_a_file_and_a_row(self):
        self.assertEqual(self.told["sections"], SECTIONS)
        self.assertEqual(sorted(f"sections/{name}.js" for name in SECTIONS), sorted(name for name in self.sources if "/" in name))
        for section in SECTIONS:
            self.assertIn(f"{section}.title", self.told["texts"])

    def test_sentences_call_sections_by_their_names(self):
        for name, text in self.sources.items():
            self.assertEqual(re.findall(r"[Ss]ections? \d|第 ?\d+ ?(?:至 ?\d+ ?)?节", text), [], name)


def main():
    if not NODE:
        print("node is not installed, so sentences are not formed")
        return 77
    if "--write" in sys.argv:
        told = said()
        with open(TOLD, "w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False, indent=1)
            file.write("\n")
        return 0
    return not unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful()


if __name__ == "__main__":
    sys.exit(main())
