#!/usr/bin/python3
"""trace_test.py PATH_TO_COGOV: does the program compute the weeks that town.py computes?

town.py was written from the model's description alone. Traced weeks of small towns (by default, in an emergency with
every lever, with other coefficients of levers, and at extremes) are computed again from the state before them and the
uniforms drawn: parameters in force, communities, ties, residents, posts, and the state after. The largest relative
difference may be 1e-5; discrete outcomes are the same but where a uniform lies within 1e-6 of its chance.
"""
import os
import subprocess
import sys
import tempfile

import h5py
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import town  # noqa: E402

BURN_IN, WEEKS = 3, [-2, 0, 1, 5, 9, 14]
LEVELS = {lever: 0.6 * min(row[0], 1) for lever, row in town.LEVERS.items()} | {
    "add_volunteers": 8.0, "hire_workers": 1.5, "social_organisations": 20.0, "youth_programme": 60.0, "points": 9.0,
    "building_captains": 15.0}
EVERYTHING = [{"lever": lever, "level": level, "start": at % 5, "ramp": 1 + at % 3, "sustain": 0.4, "half_life": 5.0,
               **({"targets": ["Dongfeng"]} if at % 4 == 0 else {}), **({"end": 9} if at % 6 == 0 else {})}
              for at, (lever, level) in enumerate(LEVELS.items())]
THERE = [{"lever": "grid_management", "level": 0.5}, {"lever": "points", "level": 25.0, "targets": ["Heping"]},
         {"lever": "hire_workers", "level": 0.9, "targets": ["Heping"]}]
BUSY = {"request_young": 0.4, "request_middle": 0.5, "request_older": 0.6, "give_up": 3, "patience": 1, "seats": 0.5,
        "hard_share": 0.4, "base_share": -0.5, "base_build": -1.0, "quit": 0.2, "vacancy": 2, "register": 0.5,
        "drop": 0.2}
SETTINGS = {   # name: (parameters and coefficients, policies there already, policies, emergencies)
    "defaults": ({}, [], [], []),
    "every lever, an emergency": ({}, THERE, EVERYTHING, [{"start": 4, "weeks": 6}]),
    "other coefficients": (
        {f"{lever}.{name}": (7 + at) / 100 for at, (lever, row) in enumerate(town.LEVERS.items())
         for name, move in row[1].items() if "k" in move}
        | {"digital_platform.without_specialist": 0.3, "digital_specialist.load_saved": 0.8,
           "points.incentive_build": -0.05, "youth_programme.youth_offer": 0.02, "workers_per_1000": 2.3,
           "relief_use": 0.4},
        [], [{"lever": lever, "level": level} for lever, level in LEVELS.items()], []),
    "busy": (BUSY, [], [{"lever": "add_volunteers", "level": 10.0}, {"lever": "flexible_volunteering", "level": 1.0},
                        {"lever": "volunteer_support", "level": 0.5}], [{"start": 0, "weeks": 6}]),
    "everybody a volunteer": ({"volunteer_share": 1, "base_build": 2, "notice": 1, "drop": 0, "recruit": 50},
                              [], [], []),
    "every post vacant": ({"quit": 1, "quit_slope": 0, "vacancy": 9}, [], [{"lever": "worker_pay", "level": 0.3}], []),
}


def tables(heading, rows):
    """TOML of an array of tables."""
    return [line for row in rows for line in [f"[[{heading}]]"] + [
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}".replace("'", '"')
        for key, value in row.items()]]


def scenario(folder, stated, there, policies, emergencies):
    lines = ['include = "scenario.toml"', "weeks = 16", f"burn_in = {BURN_IN}", "replicates = 1", 'demography = "off"',
             *([] if there else ["policies = []"]),   # in place of the included file's
             *(f"{'levers' if '.' in name else 'parameters'}.{name} = {value}"
               for name, value in stated.items()),
             *tables("emergencies", emergencies), *tables("policies", there), "[arms.checked]",
             *tables("arms.checked.policies", policies)]
    path = os.path.join(folder, "checked.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def run_number(cogov, folder, path):
    """The row of arm 'checked' in the results: arms of the included scenario come first."""
    out = os.path.join(folder, "r.h5")
    subprocess.run([cogov, "run", path, "-o", out, "--force", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    with h5py.File(out) as file:
        return int(np.argmax(file["arm"].asstr()[...] == "checked"))


def people_of(base, week):
    """The people of a traced week: who they are comes from the population, what they are this week from the trace."""
    people = dict(base)
    for name in ("work_hours", "care_hours", "employed", "unit", "party_member", "digital", "taste",
                 *(f"taste_{channel}" for channel in town.CHANNELS)):
        people[name] = week[f"before/{name}"][...].astype(float)
    people["age"] = week["before/age"][...].astype(int)
    people["band"] = week["before/band"][...].astype(int)
    return people


def state_of(week, group):
    state = {name: week[f"{group}/{name}"][...] for name in ("post_community", "vacant_weeks", "channel", "waiting")}
    state = {name: values.astype(int) for name, values in state.items()}
    for name in ("engagement", "experience", "institution_trust", "hard", "volunteer", "recruited", "fatigue", "room",
                 "skill", "morale"):
        state[name] = week[f"{group}/{name}"][...].astype(float)
    state["trust"] = {layer: week[f"{group}/trust_{layer}"][...].astype(float) for layer in town.LAYERS}
    state["last_week"] = state["last_build"] = np.full(len(state["channel"]), -10**6)
    return state


class Ledger:
    """Largest relative difference of each quantity, over all settings and weeks."""

    def __init__(self):
        self.worst, self.count, self.wrong = {}, {}, []

    def same(self, name, found, wanted, where, least=0.01, step=0.0):
        found, wanted = np.asarray(found, float), np.asarray(wanted, float)
        assert found.shape == wanted.shape, (name, found.shape, wanted.shape, where)
        off = np.maximum(0, np.abs(found - wanted) - step) / np.maximum(np.abs(wanted), least)
        worst = float(off.max(initial=0))
        self.worst[name] = max(self.worst.get(name, 0), worst)
        self.count[name] = self.count.get(name, 0) + found.size
        if worst > 1e-5:
            self.wrong.append(f"{name} in {where}: {found.flat[off.argmax()]} in the trace, "
                              f"{wanted.flat[off.argmax()]} by town.py")

    def equal(self, name, found, wanted, doubtful, where):
        differ = (np.asarray(found) != np.asarray(wanted)) & ~doubtful
        self.worst[name] = max(self.worst.get(name, 0), float(differ.sum()))
        self.count[name] = self.count.get(name, 0) + differ.size
        if differ.any():
            self.wrong.append(f"{name} in {where}: {differ.sum()} differ")


def check_week(ledger, week, people, base, base_posts, table, policies, there, emergencies, t, where):
    emergency = town.in_emergency(emergencies, t)
    ledger.equal("emergency", week.attrs["emergency"], emergency, np.False_, where)
    parameters = town.policies_and_levers(base, table, policies, there, people, t)
    for name in table:
        if "." not in name:   # levers' coefficients are seen by what they do
            ledger.same("parameters", week[f"parameters/{name}"][...], parameters[name], f"{where}, {name}", least=1e-6)
    before = state_of(week, "before")
    draws = {name: item[...].astype(float) for name, item in week["draws"].items()}
    ledger.equal("posts that exist", np.bincount(before["post_community"], minlength=len(people["size"])),
                 town.count_posts(base_posts, base, parameters, people), np.False_, where)
    new, seen = town.step(before, parameters, people, base_posts, emergency, draws, t, BURN_IN)

    def near(u, *chances):
        return np.any([np.abs(u - chance) < 1e-6 for chance in chances], axis=0)
    p = seen["resident"]
    queue = near(draws["u_request"], p["p_served"] + p["p_open"])
    contact = near(draws["u_contact"], p["p_contact"])
    who = queue | contact | near(draws["u_channel"], *np.cumsum(p["p_channel"], 1).T)
    volunteering = who | near(draws["u_leave"], p["p_leave"]) | near(draws["u_register"], p["p_register"]) | near(draws["u_recruit"], p["p_recruit"])
    quits = near(draws["u_quit"], seen["post"]["p_quit"])
    for name, values in seen["community"].items():
        ledger.same(f"community/{name}", week[f"community/{name}"][...], values, where)
    for layer in town.LAYERS:
        ledger.same("tie/trust", week[f"tie/trust_{layer}"][...], seen["tie"][layer], where)
    for name, values in p.items():
        least = {"utility": 1, "p_channel": 1e-9}.get(name, 0.01)
        doubtful = {"institution_trust": queue, "contacted": contact, "utility": queue | contact,
                    "p_channel": queue | contact}.get(name, np.zeros_like(queue))
        ledger.same(f"resident/{name}", week[f"resident/{name}"][...][~doubtful], values[~doubtful], where, least=least)
    for name in ("morale", "skill", "p_quit"):
        ledger.same(f"post/{name}", week[f"post/{name}"][...], seen["post"][name], where)

    ledger.equal("after/channel", week["after/channel"][...], new["channel"], who, where)
    ledger.equal("after/waiting", week["after/waiting"][...], new["waiting"], queue, where)
    ledger.equal("after/hard", week["after/hard"][...], new["hard"], queue | near(draws["u_hard"], p["p_hard"]), where)
    for name in ("volunteer", "recruited"):
        ledger.equal(f"after/{name}", week[f"after/{name}"][...], new[name], volunteering, where)
    ledger.equal("after/vacant_weeks", week["after/vacant_weeks"][...], new["vacant_weeks"], quits, where)
    sure, kept = ~who, ~quits
    for name, step in (("engagement", 1 / 2097151), ("experience", 1 / 16777215), ("fatigue", 1 / 524287),
                       ("institution_trust", 0)):
        ledger.same(f"after/{name}", week[f"after/{name}"][...][sure], new[name][sure], where, step=step)
    held = kept & (new["vacant_weeks"] == 0)   # what a vacant post remembers is nobody's
    for name in ("skill", "morale"):
        ledger.same(f"after/{name}", week[f"after/{name}"][...][held], new[name][held], where)
    ledger.same("after/room", week["after/room"][...], new["room"], where)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    cogov = os.path.abspath(sys.argv[1])
    table = town.read_parameters(cogov)
    ledger = Ledger()
    with tempfile.TemporaryDirectory(prefix="cogov_docking_") as here:
        subprocess.run([cogov, "new", "town"], cwd=here, check=True, stdout=subprocess.DEVNULL)
        folder = os.path.join(here, "town")
        people_file = os.path.join(here, "people.h5")
        subprocess.run([cogov, "synth", os.path.join(folder, "scenario.toml"), "-o", people_file, "--quiet"],
                       check=True)
        known = town.read_people(people_file)
        for setting, (stated, there, policies, emergencies) in SETTINGS.items():
            path = scenario(folder, stated, there, policies, emergencies)
            trace = os.path.join(here, "t.h5")
            subprocess.run([cogov, "run", path, "-o", os.path.join(here, "r.h5"), "--quiet", "--force",
                            "--population", people_file, "--trace", trace, "--trace-weeks", ",".join(map(str, WEEKS)),
                            "--trace-run", str(run_number(cogov, folder, path))], check=True, stdout=subprocess.DEVNULL)
            base = town.base_parameters(table, stated, known)
            base_posts = town.posts_without_policies(base, stated, known)
            with h5py.File(trace) as file:
                assert file.attrs["arm"] in ("checked", b"checked"), file.attrs["arm"]
                for t in WEEKS:
                    week = file[f"week_{t}"]
                    check_week(ledger, week, people_of(known, week), base, base_posts, table, policies, there,
                               emergencies, t, f"'{setting}', week {t}")
    print(f"{'quantity':34} {'compared':>9} {'largest relative difference (or outcomes that differ)':>50}")
    for name, worst in ledger.worst.items():
        print(f"{name:34} {ledger.count[name]:>9} {worst:>50.2e}")
    for line in ledger.wrong[:20]:
        print(line, file=sys.stderr)
    return 1 if ledger.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
