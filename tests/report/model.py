"""What tests of the report share: a small town's results, the model inside a page, and its tables as rows."""
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "program"))
import harness  # noqa: E402
from harness import Case, write  # noqa: E402

T = 2.3646243        # Student's 97.5 % quantile with 7 degrees of freedom
SCENARIO = """title = "Small </script> town <b>"
title_zh = "小镇"
population = "{population}"
weeks = 110
burn_in = 4
replicates = 8
seed = 8
[arms.base]
title = "As today"
title_zh = "维持现状"
[arms.late]
title = "Relief from week 20"
[[arms.late.policies]]
lever = "admin_relief"
level = 0.6
start = 20
[arms.dear]
[[arms.dear.policies]]
lever = "venues"
level = 1.0
[[arms.dear.emergencies]]
start = 60
weeks = 6
"""
SWEEP = """title = "A sweep"
population = "{population}"
weeks = 56
burn_in = 2
replicates = 3
[parameters]
admin_share = 0.65
[arms.base]
[arms.relief]
[[arms.relief.policies]]
lever = "admin_relief"
level = 0.5
[[arms.relief.policies]]
lever = "venues"
level = 0.5
[design]
kind = "factorial"
[design.factors]
"arms.relief.policies.admin_relief.level" = [0.0, 0.5, 1.0]
"arms.relief.policies.venues.level" = [0.0, 0.6]
"""
ONE = ('population = "{population}"\nweeks = 6\nburn_in = 2\nreplicates = 1\n'
       '[[policies]]\nlever = "party_mobilisation"\nlevel = 0.3\n[arms.base]\n')


SMALL = """model = "brock_durlauf"
title = "Choice <b> that depends on others"
title_zh = "相互影响的选择"
agents = 200
burn_in = 2
weeks = 8
[uncertain]
priors = ["base", "social", "start_build", "habit_rate"]
targets = "small_targets.csv"
[uncertain.parameters]
base = { low = -5, mode = -3, high = -1 }
social = { low = 0, mode = 2, high = 5 }
start_build = { low = 0, mode = 0.2, high = 0.6 }
habit_rate = { low = 0.3, mode = 0.6, high = 1 }
[arms.base]
"""
TARGETS = """name,measure,channel,period,value,sd,scale,discrepancy,use,text
taking_part,participation,all,weeks 0-3,0.12,0.05,logit,0.05,calibrate,"a survey, ""of 400"" <b>"
another_survey,participation,all,weeks 2-5,0.3,0.05,logit,0.05,calibrate,which contradicts the first
far_away,participation,all,weeks 1-4,0.9999,1,logit,0.5,calibrate,what no run comes near
later_on,participation,all,weeks 4-7,0.13,0.1,logit,0.1,hold out,counted
once_more,participation,all,weeks 4-7,0.12,0.02,identity,0.02,look at,
"""
CALIBRATIONS = ("few_draws", "few_draws_zh")


def make_calibrations(root):
    """A small calibration, with targets that contradict one another; and the same with a Chinese title alone, where all is doubted."""
    harness.write(os.path.join(root, "few_draws.toml"), SMALL)
    harness.write(os.path.join(root, "small_targets.csv"), TARGETS)
    done = harness.cogov("calibrate", "few_draws.toml", "-o", "few_draws.csv", "--draws", "64", "--runs", "640", "--quiet", cwd=root)
    assert done.code == 0, done
    shutil.copy(os.path.join(root, "few_draws.h5"), os.path.join(root, "few_draws_zh.h5"))
    with harness.editing(os.path.join(root, "few_draws_zh.h5")) as file:
        del file["facts/title"]
        file["facts/title"] = ""
        if "doubt" in file:
            del file["doubt"]
        file["doubt"] = ["chains", "tail", "few", "repeats"]
        file["doubt"].make_scale("doubt")
        for name in ("ridge", "ridge_one", "ridge_other", "ridge_correlation"):
            if name in file:
                del file[name]
    for name in CALIBRATIONS:
        done = harness.cogov("report", f"{name}.h5", cwd=root)
        assert done.code == 0, done


def model_in(page):
    """The numbers that a page carries."""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    return json.loads(re.search(r'<script type="application/json" id="model">(.*?)</script>', text, re.S)[1]), text


def rows(model, table):
    columns = model["tables"][table]
    named = [(c["name"], c.get("labels"), c["values"]) for c in columns]
    count = len(columns[0]["values"])
    assert all(len(values) == count for _, _, values in named), table

    def cell(labels, value):
        return model["labels"][labels][value]["name"] if labels and value is not None else value

    return [{name: cell(labels, values[r]) for name, labels, values in named} for r in range(count)]


class Reported(Case):
    """Results of a town, a sweep of it and a single run, with their pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        population = os.path.join(cls.town, "population")
        for name, text, command in (("town", SCENARIO, "run"), ("sweep", SWEEP, "sweep"), ("one", ONE, "run")):
            write(os.path.join(cls.root, f"{name}.toml"), text.format(population=population))
            for words in ([command, f"{name}.toml", "-o", f"{name}.h5", "--quiet"], ["report", f"{name}.h5"]):
                done = harness.cogov(*words, cwd=cls.root)
                assert done.code == 0, done
        cls.models = {name: model_in(os.path.join(cls.root, f"{name}.html")) for name in ("town", "sweep", "one")}

    def table(self, of, name):
        return rows(self.models[of][0], name)

    def path(self, name):
        return os.path.join(self.root, name)
