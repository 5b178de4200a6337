"""What tests of the report share: a small town's results, the model inside a page, and its tables as rows."""
import json
import os
import re
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
