"""People and ties in plain NumPy, by what docs/odd.md says in 7.12, and 7.9 of a turn of the year, and nothing else.

The second program of tests/docking/people_test.py. A town is a dict of arrays, one entry a resident in the order in
which they live; "ties" has for each layer an array of pairs, each once. Functions are named after what odd.md calls
what they do.
"""

import csv
import functools
import os
import re
from statistics import NormalDist

import numpy as np

YOUNGEST, USUAL_OLDEST, AGES = 18, 100, 121
FEMALE, MALE = 0, 1
STATES = 2 * AGES                       # sex * AGES + age: women by age, then men by age
LAYERS = ("household", "neighbour", "friend", "work")
USUAL_SEX = {"m": MALE, "gm": MALE, "f": FEMALE, "gw": FEMALE}
P_MALE = {"p_male": "a", "p_male_k": "k", "p_male_g": "g"}
normal_quantile = np.vectorize(NormalDist().inv_cdf)
normal_below = np.vectorize(NormalDist().cdf)


def read(folder):
    """Tables: rows of texts as dicts, by file."""
    tables = {}
    for name in ("communities", "age_sex", "households", "employment", "care", "membership", "demography"):
        with open(os.path.join(folder, name + ".csv"), encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


class by_age_and_sex:
    """A table by age and sex: the row of any age, and its columns."""

    def __init__(self, rows):
        self.rows = rows
        self.sex = np.array([MALE if row["sex"] == "male" else FEMALE for row in rows])
        self.first = np.array([int(row["age_from"]) for row in rows])
        self.last = np.array([int(row["age_to"]) for row in rows])
        self.row = np.zeros((2, AGES), int)
        self.open = np.zeros(len(rows), bool)
        for sex in (FEMALE, MALE):
            mine = np.flatnonzero(self.sex == sex)
            mine = mine[np.argsort(self.first[mine])]
            self.open[mine[-1]] = True
            self.row[sex] = mine[np.maximum(0, np.searchsorted(self.first[mine], np.arange(AGES), "right") - 1)]

    def column(self, name):
        return np.array([float(row[name]) for row in self.rows])

    def of(self, sex, age):
        return self.row[sex, np.minimum(age, AGES - 1)]

    def years(self, row, deaths):
        """Ages: the years of a row, and how its people are spread over them."""
        last = max(self.last[row], USUAL_OLDEST) if self.open[row] else self.last[row]
        years = np.arange(self.first[row], last + 1)
        if not self.open[row]:
            return years, np.full(len(years), 1 / len(years))
        dies = deaths.column("death_rate")[deaths.of(self.sex[row], years[:-1])]
        alive = np.cumprod(np.concatenate([[1.0], 1 - dies]))
        return years, alive / alive.sum()


def ages_of_pyramid(tables):
    """Ages by the pyramid: [sex, age], sums to 1."""
    pyramid, deaths = by_age_and_sex(tables["age_sex"]), by_age_and_sex(tables["demography"])
    share = pyramid.column("share") / pyramid.column("share").sum()
    ages = np.zeros((2, AGES))
    for row in range(len(share)):
        years, spread = pyramid.years(row, deaths)
        ages[pyramid.sex[row], years] += share[row] * spread
    return ages, pyramid, share


def read_roles(rules):
    """Types of households: the adults' roles, in order."""
    roles, weight = [], None
    p_male = {}
    for clause in filter(None, (part.strip() for part in rules.split(";"))):
        key, text = (part.strip() for part in clause.split(":", 1))
        if key == "weight":
            weight = text
        elif key in P_MALE:
            p_male[P_MALE[key]] = float(text)
        elif ages := re.fullmatch(r"(\d+)\s*-\s*(\d+)", text):
            roles.append({"name": key, "follows": None, "low": int(ages[1]), "high": int(ages[2])})
        else:
            found = re.fullmatch(r"([a-z]+)\s*([+-]\s*[\d.]+)?\s*(?:~\s*([\d.]+))?\s*"
                                 r"(?:in\s*(\d+)\s*-\s*(\d+))?\s*(other sex)?", text)
            roles.append({"name": key, "follows": [role["name"] for role in roles].index(found[1]),
                          "shift": float((found[2] or "0").replace(" ", "")), "spread": float(found[3] or 0),
                          "low": int(found[4] or YOUNGEST), "high": int(found[5] or USUAL_OLDEST),
                          "other": bool(found[6])})
    for role in roles:
        role["p_male"] = p_male.get(role["name"], 0.5)
    roles[0]["weight"] = weight
    return roles


def sexes_of(role, of_sex):
    """[probability female, male]."""
    if role["name"] in USUAL_SEX:
        return np.eye(2)[USUAL_SEX[role["name"]]]
    if role["name"] == "s" or role.get("other"):
        return np.eye(2)[1 - of_sex]
    return np.array([1 - role["p_male"], role["p_male"]])


def chances(role, pyramid):
    """P_t of one role: [state of the one followed, own state]; of the first, one row."""
    years = np.arange(AGES)
    within = (years >= role["low"]) & (years <= role["high"])
    if role["follows"] is None:
        weight = role.get("weight")
        ages = pyramid * within
        if weight:
            with np.errstate(all="ignore"):
                known = {"__builtins__": {}, "age": years.astype(float), "exp": np.exp}
                ages = ages * np.nan_to_num(eval(weight.replace("^", "**"), known) * within)   # of our own tables
        ages = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-300)
        rows = [np.concatenate([sexes_of(role, sex)[s] * ages[s] for s in (0, 1)]) for sex in (0, 1)]
        return np.repeat(rows, AGES, axis=0)
    out = np.zeros((STATES, STATES))
    for of_age in range(YOUNGEST, AGES):
        mean, spread = of_age + role["shift"], role["spread"]
        ages = np.zeros(AGES)
        if spread > 0:
            ages[within] = (normal_below((years[within] + 0.5 - mean) / spread)
                            - normal_below((years[within] - 0.5 - mean) / spread))
        if ages.sum() > 1e-9:
            ages /= ages.sum()
        else:
            ages[:] = 0
            ages[int(np.clip(np.floor(mean + 0.5), role["low"], role["high"]))] = 1
        for of_sex in (FEMALE, MALE):
            sexes = sexes_of(role, of_sex)
            out[of_sex * AGES + of_age] = np.concatenate([sexes[0] * ages, sexes[1] * ages])
    return out


class household_type:
    def __init__(self, row, pyramid):
        self.share = float(row["share"])
        self.roles = read_roles(row["role_age_rules"])
        self.adults = len(self.roles)
        self.given = [chances(role, pyramid) for role in self.roles]

    def bend(self, factor):
        """P'_t: chances of the first adult, and of each other given the one followed; E_t[X]; expected by state."""
        belief = [factor.copy() for _ in self.roles]
        after = [None] * self.adults
        for r in range(self.adults - 1, 0, -1):
            weighted = self.given[r] * belief[r]
            message = weighted.sum(axis=1)
            belief[self.roles[r]["follows"] or 0] *= message
            after[r] = weighted / np.maximum(message, 1e-300)[:, None]
        first = self.given[0][0] * belief[0]
        weight = first.sum()
        expected = [first / weight]
        for r in range(1, self.adults):
            expected.append(expected[self.roles[r]["follows"] or 0] @ after[r])
        return expected[0], after, weight, sum(expected)


def bent_types(tables):
    """Bending to the pyramid."""
    pyramid, table, wanted = ages_of_pyramid(tables)
    types = [household_type(row, pyramid) for row in tables["households"]]
    given = np.array([t.share for t in types])
    given = given / given.sum()
    adults = np.array([t.adults for t in types])
    group = np.concatenate([table.row[FEMALE], table.row[MALE]])
    log = np.zeros(len(wanted))
    for step in range(201):
        bent = [t.bend(np.exp(log)[group]) for t in types]
        share = given * np.array([b[2] for b in bent])
        share /= share.sum()
        found = np.bincount(group, sum(s * b[3] for s, b in zip(share, bent)), len(wanted)) / (share @ adults)
        if np.abs(found - wanted).max() < 2e-5 or step == 200:
            return types, share, bent
        move = (wanted > 0) & (found > 0)
        log[move] += 0.4 * np.log(wanted[move] / found[move])
        log[wanted == 0] = -3
        log = np.clip(log - wanted @ log, -3, 3)


def count_households(communities, share, adults):
    """Households: how many of each type in each community."""
    carried = np.zeros(len(share))
    alone = np.flatnonzero(adults == 1)
    alone = alone[np.argmax(share[alone])]
    for row in communities:
        wanted = int(row["adults"]) * share / (share @ adults) + carried
        count = np.maximum(0, np.floor(wanted)).astype(int)
        left = int(row["adults"]) - count @ adults
        order = np.argsort(-(wanted - count), kind="stable")
        for t in order:
            if share[t] > 0 and adults[t] <= left:
                count[t] += 1
                left -= adults[t]
        for t in order[::-1]:
            while left < 0 and count[t] > 0:
                count[t] -= 1
                left += adults[t]
        count[alone] += left
        carried = wanted - count
        yield count


def choose_states(chances_by_row, rng):
    summed = chances_by_row.cumsum(axis=1)
    u = rng.random(len(summed)) * summed[:, -1]
    return (summed <= u[:, None]).sum(axis=1)


def make_households(tables, bent_to_pyramid, rng):
    types, share, bent = bent_to_pyramid
    adults = np.array([t.adults for t in types])
    town = {key: [] for key in ("community", "household", "grid", "sex", "age", "kind")}
    households = grids = 0
    counts = count_households(tables["communities"], share, adults)
    for k, (row, count) in enumerate(zip(tables["communities"], counts)):
        place = rng.permutation(count.sum())
        taken, of_household, state = 0, [], []
        for t, n in enumerate(count):
            first, after, _, _ = bent[t]
            summed = first.cumsum()
            members = [np.searchsorted(summed, (np.arange(n) + rng.random(n)) / max(n, 1) * summed[-1], "right")]
            for r in range(1, types[t].adults):
                members.append(choose_states(after[r][members[types[t].roles[r]["follows"] or 0]], rng))
            of_household.append(np.repeat(place[taken:taken + n], adults[t]))
            state.append(np.stack(members, axis=1).ravel())
            taken += n
        of_household, state = np.concatenate(of_household), np.concatenate(state)
        order = np.argsort(of_household, kind="stable")
        of_household, state = of_household[order], state[order]
        town["community"].append(np.full(len(state), k))
        town["household"].append(households + of_household)
        town["grid"].append(grids + of_household * int(row["grids"]) // taken)
        town["sex"].append(state // AGES)
        town["age"].append(state % AGES)
        households += taken
        grids += int(row["grids"])
    return {key: np.concatenate(values) for key, values in town.items() if values}


def by_quota(whole, share, rng):
    """whole[community, row] and share[row]: how many of each have it."""
    together = np.floor(rng.random(whole.shape[1]) + (whole * share).cumsum(axis=0))
    return np.clip(np.diff(together, axis=0, prepend=0), 0, whole).astype(int)


def choose(cell, cells, who, quota, rng):
    """Of those who may (`who`), quota[cell] in each cell, all sets equally likely."""
    chosen = np.zeros(len(cell), bool)
    luck = rng.random(len(cell))
    people = np.flatnonzero(who)
    people = people[np.lexsort((luck[people], cell[people]))]
    size = np.bincount(cell[people], minlength=cells)
    rank = np.arange(len(people)) - np.repeat(size.cumsum() - size, size)
    chosen[people[rank < quota[cell[people]]]] = True
    return chosen


def even(cell, who, rng):
    """Uniforms of those in each cell, as they live: steps of the golden ratio from a random start."""
    u = np.full(len(cell), np.nan)
    people = np.flatnonzero(who)
    order = people[np.argsort(cell[people], kind="stable")]
    size = np.bincount(cell[order])
    rank = np.arange(len(order)) - np.repeat(size.cumsum() - size, size)
    u[order] = (rng.random(len(size))[cell[order]] + rank * (np.sqrt(5) - 1) / 2) % 1
    return np.clip(u, 1e-12, 1 - 1e-12)


def give_attributes(town, tables, rng):
    residents, communities = len(town["age"]), len(tables["communities"])
    everybody = np.ones(residents, bool)

    def share(table, name, who):
        row = table.of(town["sex"], town["age"])
        cell = town["community"] * len(table.rows) + row
        whole = np.bincount(cell[who], minlength=communities * len(table.rows)).reshape(communities, -1)
        quota = by_quota(whole, table.column(name), rng).ravel()
        return choose(cell, whole.size, who, quota, rng), row, cell

    work, care, member = (by_age_and_sex(tables[name]) for name in ("employment", "care", "membership"))
    town["employed"], row, cell = share(work, "employed_share", everybody)
    works = town["employed"]
    spread = work.column("hours_sd")[row[works]] * normal_quantile(even(cell, works, rng)[works])
    town["work_hours"] = np.zeros(residents)
    town["work_hours"][works] = np.clip(work.column("hours_mean")[row[works]] + spread, 8, 84)
    town["unit"] = share(work, "unit_share", works)[0]
    cares, row, cell = share(care, "carer_share", everybody)
    town["care_hours"] = np.zeros(residents)
    exponential = -np.log(even(cell, cares, rng)[cares])
    town["care_hours"][cares] = np.minimum(60, care.column("hours_mean")[row[cares]] * exponential)
    town["party_member"] = share(member, "party_share", everybody)[0]
    town["digital"] = share(member, "digital_share", everybody)[0]
    for name in ("taste", "taste_build", "taste_govern", "taste_share"):
        town[name] = rng.standard_normal(residents)


def neighbours_of(pairs, residents):
    """Compressed rows of a list of codes low * residents + high."""
    a, b = pairs // residents, pairs % residents
    ends = np.concatenate([np.stack([a, b], 1), np.stack([b, a], 1)])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    return np.searchsorted(ends[:, 0], np.arange(residents + 1)), ends[:, 1]


def two_steps(ties, i, rng):
    first, to = ties
    for _ in range(2):
        i = to[first[i] + (rng.random(len(i)) * (first[i + 1] - first[i])).astype(int)]
    return i


def in_rounds(pairs, wanted, residents, rounds, propose, rng):
    """Ties, 2: proposals until no pair is missing. propose(i, round) gives the others, -1 for nobody."""
    for number in range(rounds):
        missing = wanted - len(pairs)
        if missing <= 0:
            break
        i = np.arange(missing) * residents // missing if number == 0 else rng.integers(0, residents, missing)
        j = propose(i, number)
        i, j = i[j >= 0], j[j >= 0]
        pairs = np.union1d(pairs, np.minimum(i, j) * residents + np.maximum(i, j))
    return pairs


def meet_and_close(wanted, closure, residents, rounds, meet, close, rng):
    """Ties, 1 and 3."""
    pairs = np.zeros(0, int)
    for again in range(10):
        missing = wanted - len(pairs)
        if again > 0 and missing <= wanted / 100:
            break
        pairs = in_rounds(pairs, len(pairs) + int(np.floor((1 - closure) * missing + 0.5)), residents, rounds,
                          lambda i, _: meet(i), rng)
        if closure == 0:
            return pairs
        ties = neighbours_of(pairs, residents)
        pairs = in_rounds(pairs, wanted, residents, rounds, lambda i, number: close(ties, i, number), rng)
    return in_rounds(pairs, wanted, residents, rounds, lambda i, _: meet(i), rng)


def try_again(i, tries, attempt):
    """attempt(which) -> (others, taken) for the proposals that are not settled yet; -1 where all tries fail."""
    out, open_ = np.full(len(i), -1), np.arange(len(i))
    for _ in range(tries):
        if len(open_) == 0:
            break
        others, taken = attempt(open_)
        out[open_[taken]] = others[taken]
        open_ = open_[~taken]
    return out


def neighbours(town, p, rng):
    pairs = []
    starts = np.flatnonzero(np.diff(town["grid"], prepend=-1))
    for first, last in zip(starts, np.append(starts[1:], len(town["grid"]))):
        residents = last - first
        home = town["household"][first:last] - town["household"][first]
        size = np.bincount(home)
        start = size.cumsum() - size
        numbers = np.arange(len(size))
        near = np.exp(-np.abs(numbers[:, None] - numbers) / p["neighbour_scale"]) * size
        np.fill_diagonal(near, 0)
        near = near.cumsum(axis=1)
        possible = (residents ** 2 - (size ** 2).sum()) // 2
        wanted = min(int(residents * p["degree_neighbour"] / 2 + 0.5), possible)

        def meet(i):
            summed = near[home[i]]
            other = (summed <= (rng.random(len(i)) * summed[:, -1])[:, None]).sum(axis=1)
            return start[other] + (rng.random(len(i)) * size[other]).astype(int)

        def close(ties, i, _):
            has = ties[0][i + 1] > ties[0][i]

            def attempt(which):
                k = np.full(len(which), -1)
                with_ties = has[which]
                k[with_ties] = two_steps(ties, i[which[with_ties]], rng)
                d = np.abs(home[i[which]] - home[k])
                return k, with_ties & (d > 0) & (rng.random(len(which)) < 1 / (1 + d / p["neighbour_scale"]))
            return try_again(i, 60, attempt)

        if wanted == 0:
            continue
        made = meet_and_close(wanted, p["neighbour_closure"], residents, 12, meet, close, rng)
        pairs.append(first + np.stack([made // residents, made % residents], axis=1))
    return np.concatenate(pairs)


def friends(town, p, rng):
    age, community = town["age"], town["community"]
    residents = len(age)
    size = np.bincount(community)
    start = size.cumsum() - size

    def alike(i, j):
        return rng.random(len(i)) < np.exp(-np.abs(age[i] - age[j]) / p["friend_age_scale"])

    def meet(i):
        local = rng.random(len(i)) < p["friend_local"]
        low, count = np.where(local, start[community[i]], 0), np.where(local, size[community[i]], residents)

        def attempt(which):
            j = low[which] + (rng.random(len(which)) * count[which]).astype(int)
            return j, (j != i[which]) & alike(i[which], j)
        return try_again(i, 1000, attempt)

    def close(ties, i, number):
        has = ties[0][i + 1] > ties[0][i]
        local = rng.random(len(i)) < p["friend_local"]

        def attempt(which):
            k = np.full(len(which), -1)
            with_ties = has[which]
            k[with_ties] = two_steps(ties, i[which[with_ties]], rng)
            fits = (community[i[which]] == community[k]) == local[which]
            return k, with_ties & (k != i[which]) & (fits | (number >= 6)) & alike(i[which], k)
        return try_again(i, 59, attempt)

    wanted = int(residents * p["degree_friend"] / 2 + 0.5)
    made = meet_and_close(wanted, p["friend_closure"], residents, 10, meet, close, rng)
    return np.stack([made // residents, made % residents], axis=1)


def colleagues(town, tables, p, rng):
    subdistrict = np.array([row["subdistrict"] for row in tables["communities"]])[town["community"]]
    rows, elsewhere = [], []
    for name in dict.fromkeys(row["subdistrict"] for row in tables["communities"]):
        here = rng.permutation(np.flatnonzero(town["employed"] & (subdistrict == name)))
        local = int(np.floor(p["workplace_local"] * len(here) + 0.5))
        rows.append(here[:local])
        elsewhere.append(here[local:])
    rows.append(rng.permutation(np.concatenate(elsewhere)))
    places = []
    for row in rows:
        at = 0
        while at < len(row):
            size = max(1, int(np.floor(np.exp(min(20.0, rng.normal(p["workplace_mean"], p["workplace_sd"]))) + 0.5)))
            places.append(row[at:at + size])
            at += size
    size = np.array([len(place) for place in places], float)
    most = size * (size - 1) / 2
    low, high = 0.0, size.max()
    for _ in range(80):
        c = (low + high) / 2
        low, high = (c, high) if np.minimum(c * size / 2, most).sum() < p["degree_work"] * size.sum() / 2 else (low, c)
    together = np.floor(0.5 + np.minimum(high * size / 2, most).cumsum())
    pairs, given = [], 0
    for place, all_, until in zip(places, most, together):
        number = int(min(until - given, all_))
        given += number
        a, b = np.triu_indices(len(place), 1)
        some = rng.choice(len(a), number, replace=False)
        pairs.append(np.stack([place[a[some]], place[b[some]]], axis=1))
    return np.sort(np.concatenate(pairs), axis=1)


def turn_year(town, tables, p, seed):
    """7.9: what the residents are a year later; "new" says who came."""
    rng = np.random.default_rng([8, seed])
    work, care, member, leave = (by_age_and_sex(tables[name])
                                 for name in ("employment", "care", "membership", "demography"))
    before, town = town, {key: value.copy() for key, value in town.items() if isinstance(value, np.ndarray)}
    residents = len(town["age"])
    town["age"] += 1
    group = leave.of(town["sex"], town["age"])
    goes = ((rng.random(residents) < leave.column("death_rate")[group])
            | (rng.random(residents) < leave.column("out_migration_rate")[group]))
    entering = leave.column("in_migration_rate") * np.bincount(group, minlength=len(leave.rows))
    new = np.flatnonzero(goes)
    of_age = rng.random(len(new)) < p["coming_of_age"] / (p["coming_of_age"] + entering.sum() / residents)
    row = rng.choice(len(entering), len(new), p=entering / entering.sum())
    pyramid = by_age_and_sex(tables["age_sex"])
    women, men = (pyramid.column("share")[pyramid.row[sex, YOUNGEST]] for sex in (FEMALE, MALE))
    town["age"][new] = YOUNGEST
    town["sex"][new] = rng.random(len(new)) < men / (men + women)
    for g in range(len(entering)):
        here = new[~of_age & (row == g)]
        years, spread = leave.years(g, leave)
        town["age"][here] = rng.choice(years, len(here), p=spread)
        town["sex"][here] = leave.sex[g]

    def anew(table):
        row = table.of(town["sex"], town["age"])
        return row, goes | (row != table.of(before["sex"], before["age"]))

    row, who = anew(work)
    works = rng.random(residents) < work.column("employed_share")[row]
    hours = np.clip(rng.normal(work.column("hours_mean")[row], work.column("hours_sd")[row]), 8, 84)
    town["employed"] = np.where(who, works, town["employed"])
    town["unit"] = np.where(who, works & (rng.random(residents) < work.column("unit_share")[row]), town["unit"])
    town["work_hours"] = np.where(who, works * hours, town["work_hours"])
    row, who = anew(care)
    cares = rng.random(residents) < care.column("carer_share")[row]
    hours = np.minimum(60, rng.exponential(care.column("hours_mean")[row]))
    town["care_hours"] = np.where(who, cares * hours, town["care_hours"])
    row = member.of(town["sex"], town["age"])
    for name, share in (("party_member", "party_share"), ("digital", "digital_share")):
        town[name] = np.where(goes, rng.random(residents) < member.column(share)[row], town[name])
    town["new"] = goes
    return town


@functools.cache
def without_luck(folder):
    """What every town of a folder of tables begins with: the tables, and types of households bent to them."""
    tables = read(folder)
    return tables, bent_types(tables)


def make(folder, p, seed):
    """Everybody of a folder of tables; p has the parameters by name."""
    rng = np.random.default_rng([7, seed])
    tables, bent = without_luck(folder)
    town = make_households(tables, bent, rng)
    give_attributes(town, tables, rng)
    household = town["household"]
    together = []
    for step in range(1, np.bincount(household).max()):
        i = np.flatnonzero(household[step:] == household[:-step])
        together.append(np.stack([i, i + step], axis=1))
    town["ties"] = {"household": np.concatenate(together), "neighbour": neighbours(town, p, rng),
                    "friend": friends(town, p, rng), "work": colleagues(town, tables, p, rng)}
    return town
