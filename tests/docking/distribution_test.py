#!/usr/bin/python3
"""distribution_test.py PATH_TO_COGOV [--quick]: do two independent programs of one description give the same town?

town.py was written from the model's description alone and draws other random numbers. Both simulate the same exported
people and ties (demography off): a baseline, an emergency, and a town with policies there already and an arm's own on
top. Means over replicates are compared by Welch's t, standard deviations by the ratio of variances. All comparisons
together have a false-alarm rate of 10^-6: each has its share of it (Bonferroni), and t is turned into the normal
deviate that is as rare (Wallace 1959), so that few replicates widen the bound. Seeds are fixed. Prints the table; exit
status 1 where the programs disagree.
"""
import os
import statistics
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import town  # noqa: E402

BURN_IN, WEEKS = 30, 60
ALARM = 1e-6   # rate of false alarms of the whole table
THERE = [{"lever": "grid_management", "level": 0.6}, {"lever": "one_stop_service", "level": 0.5, "targets": ["Heping"]}]
POLICIES = [
    {"lever": "admin_relief", "level": 0.6, "ramp": 4}, {"lever": "added_tasks", "level": 0.1, "targets": ["Dongfeng"]},
    {"lever": "add_volunteers", "level": 6.0, "start": 5}, {"lever": "hire_workers", "level": 0.8, "start": 3},
    {"lever": "grid_management", "level": 0.3, "end": 45}, {"lever": "building_captains", "level": 12.0, "ramp": 8},
    {"lever": "digital_platform", "level": 1.0, "sustain": 0.5, "half_life": 10.0},
    {"lever": "digital_specialist", "level": 0.6}, {"lever": "need_matching", "level": 1.0},
    {"lever": "points", "level": 8.0}, {"lever": "youth_programme", "level": 40.0},
    {"lever": "participatory_budget", "level": 1.0}, {"lever": "family_events", "level": 0.8},
]
EMERGENCY, PLAN = {"start": 20, "weeks": 8}, {"lever": "emergency_plan", "level": 0.5}
ARMS = {   # name: (policies there already, the arm's policies, its emergencies)
    "base": ([], [], []),
    "emergency": ([], [PLAN], [EMERGENCY]),
    "acted": (THERE, POLICIES, []),
}
BY_BAND = ("participants", "volunteers", "aware", "contacted", "engagement", "institution_trust", "trust_in_others",
           "reached")
IN_ALL = (*(f"residents_{group}" for group in town.GROUPS), *(f"participants_{group}" for group in town.GROUPS),
          "requests_opened", "requests_served", "requests_unmet", "requests_open", "waits", "neighbour_trust",
          "engagement_sq", "institution_trust_sq", "reached_build", "load_ratio", "service_chance", "volunteer_hours",
          "contact_hours", "partner_hours", "hours_admin", "hours_other", "hours_service", "hours_outreach",
          "hours_coordination", "posts", "posts_vacant", "quits", "morale", "skill")
# What hangs on whether one of a handful of posts is vacant: far from normal, so only its mean is compared.
OF_FEW = ("load_ratio", "hours_admin", "hours_other", "posts_vacant", "morale", "skill")


def quantities(seen):
    """Numbers of one run, by name: sums over the last 30 weeks, and over the emergency's."""
    out = {}
    for name in BY_BAND:
        values = seen[name].sum(axis=(1, 3)) if name == "participants" else seen[name].sum(axis=1)
        for at, band in enumerate(town.BANDS):
            out[f"{name}, {band}"] = values[-30:, at].sum()
    for at, channel in enumerate(town.CHANNELS):
        out[f"participants, {channel}"] = seen["participants"][-30:, :, :, at].sum()
    for name in IN_ALL:
        out[name] = seen[name][-30:].sum()
    for at, who in enumerate(("party", "others")):
        out[f"residents, {who}"] = seen["residents_membership"][-30:, ..., at].sum()
        for c, channel in enumerate(town.CHANNELS):
            out[f"participants, {who}, {channel}"] = seen["participants_membership"][-30:, ..., at, c].sum()
    for at, lever in enumerate(town.LEVERS):
        out[f"spending, {lever}"] = seen["spending"][-30:, :, at].sum()
    out["requests_open, weeks 20-27"] = seen["requests_open"][20:28].sum()
    out["participants, weeks 20-27"] = seen["participants"][20:28].sum()
    return out


def tables(heading, rows):
    """TOML of an array of tables."""
    return [line for row in rows for line in [f"[[{heading}]]"] + [
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}".replace("'", '"')
        for key, value in row.items()]]


def of_cogov(cogov, here, people, replicates):
    """Policies there already hold in every arm of a scenario, so every arm of ours is one of a scenario of its own."""
    out = {}
    for name, (there, policies, emergencies) in ARMS.items():
        lines = [f'population = "{people}"', f"weeks = {WEEKS}", f"burn_in = {BURN_IN}", f"replicates = {replicates}",
                 "seed = 20261124", 'demography = "off"', *tables("policies", there), "[arms.nothing]", "[arms.ours]",
                 *tables("arms.ours.policies", policies), *tables("arms.ours.emergencies", emergencies)]
        path = os.path.join(here, f"{name}.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        results = os.path.join(here, f"{name}.h5")
        subprocess.run([cogov, "run", path, "-o", results, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        with h5py.File(results) as file:
            ours = np.flatnonzero(file["arm"].asstr()[...] == "ours")
            seen = {key: file[key][...][ours].astype(float) for key in {*BY_BAND, *IN_ALL, "residents_membership", "participants_membership"}}
            seen["spending"] = np.zeros((*seen["posts"].shape, len(town.LEVERS)))
            if "spending" in file:   # only levers that an arm pulls are there
                at = [list(town.LEVERS).index(lever) for lever in file["lever"].asstr()[...]]
                seen["spending"][..., at] = file["spending"][...][ours]
        out[name] = [quantities({key: values[row] for key, values in seen.items()}) for row in range(len(ours))]
    return out


def of_town(cogov, people, replicates):
    table, known = town.read_parameters(cogov), town.read_people(people)
    return {name: [quantities(town.run(known, table, {}, policies, there, emergencies, BURN_IN, WEEKS,
                                       np.random.default_rng([7, arm, r]))) for r in range(replicates)]
            for arm, (name, (there, policies, emergencies)) in enumerate(ARMS.items())}


def normal_deviate(t, freedom):
    """As rare under the normal distribution as t under Student's (Wallace 1959)."""
    return np.sign(t) * np.sqrt(freedom * np.log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)


def compare_means(x, y):
    """Welch's t as a normal deviate."""
    of_x, of_y = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    freedom = (of_x + of_y) ** 2 / (of_x ** 2 / (len(x) - 1) + of_y ** 2 / (len(y) - 1))
    return normal_deviate((x.mean() - y.mean()) / np.sqrt(of_x + of_y), freedom)


def compare_variances(x, y):
    """The ratio of variances as a normal deviate; samples are equally many.

    Of F with as many degrees of freedom above as below, sqrt(freedom)/2 (sqrt(F) - 1/sqrt(F)) is Student's t. The log
    of the ratio counts by 1/sqrt(2): variances may vary twice as much as those of normal samples. Generous, a second
    line behind the means.
    """
    freedom = len(x) - 1
    with np.errstate(divide="ignore"):
        log_ratio = (np.log(x.var(ddof=1)) - np.log(y.var(ddof=1))) / np.sqrt(2)
    return normal_deviate(np.sqrt(freedom) * np.sinh(log_ratio / 2), freedom)


def main():
    words = [word for word in sys.argv[1:] if word != "--quick"]
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    cogov = os.path.abspath(words[0])
    replicates = 20 if "--quick" in sys.argv else 64
    with tempfile.TemporaryDirectory(prefix="cogov_docking_") as here:
        subprocess.run([cogov, "new", "town"], cwd=here, check=True, stdout=subprocess.DEVNULL)
        people = os.path.join(here, "people.h5")
        subprocess.run([cogov, "synth", os.path.join(here, "town/scenario.toml"), "-o", people, "--quiet"], check=True)
        a, b = of_cogov(cogov, here, people, replicates), of_town(cogov, people, replicates)
    rows = []
    for arm in ARMS:
        for name in a[arm][0]:
            x, y = (np.array([run[name] for run in side[arm]]) for side in (a, b))
            if x.any() or y.any():   # nothing is spent on most levers
                rows.append((arm, name, x, y))
    bound = statistics.NormalDist().inv_cdf(1 - ALARM / (2 * len(rows)) / 2)   # means and variances, two-sided
    wrong = 0
    print(f"{'arm':10} {'quantity':34} {'cogov':>12} {'town.py':>12} {'error':>9} {'z':>6} {'z of sd':>9}")
    for arm, name, x, y in rows:
        error = np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / replicates)
        if max(np.ptp(x), np.ptp(y)) <= 1e-9 * abs(x.mean()):   # the same in every run
            z = z_ratio = 0.0
            fine = bool(np.isclose(x.mean(), y.mean(), rtol=1e-6))
        else:
            z, z_ratio = compare_means(x, y), 0.0 if name in OF_FEW else compare_variances(x, y)
            fine = max(abs(z), abs(z_ratio)) <= bound
        wrong += not fine
        print(f"{arm:10} {name:34} {x.mean():>12.5g} {y.mean():>12.5g} {error:>9.2g} {z:>+6.2f} {z_ratio:>+9.2f}"
              + ("" if fine else "   disagree"))
    print(f"bound of both z: {bound:.2f}, for a false-alarm rate of {ALARM:g} over {len(rows)} rows")
    print(f"{wrong} disagree; {replicates} replicates of each arm and program", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
