"""The participation model in plain NumPy (64-bit floats), written from its description alone.

An independent second implementation for docking tests: sections 5, 7.1 to 7.8, 7.10 and 7.11 of docs/odd.md, with
demography off. Every function is named after the section that it comes from, quantities have the names of odd.md and of
trace files. A state is a dict of arrays. Arrays have one entry a resident, community, post or tie;
`people["community"]` says where a resident lives.
"""

import json
import subprocess

import h5py
import numpy as np

LAYERS = ("household", "neighbour", "friend", "work")
CHANNELS = ("build", "govern", "share")
BANDS = ("young", "middle", "older")
NONE, BUILD, GOVERN, SHARE = -1, 0, 1, 2

# 7.1, the table of levers: range from 0 to; what x does to parameters, k being the coefficient LEVER.PARAMETER; cost,
# its base, weeks that it is for.
LEVERS = {
    "admin_relief": (1, {"relief": "+ x"}, 25, "hour_cleared", 1),
    "added_tasks": (1, {"added_load": "+ x"}, 0, "community", 52),
    "add_volunteers": (20, {"recruit": "+ x"}, 150, "per_1000_residents", 1),
    "volunteer_support": (0.9, {"support": "+ x"}, 120, "active_volunteer", 52),
    "flexible_volunteering": (1, {"flexible_volunteering": "+ x"}, 40, "active_volunteer", 52),
    "worker_training": (1, {"skill_target": "+ x", "skill_rate": "* (1 + kx)"}, 6000, "post", 52),
    "worker_pay": (2, {"pay": "* (1 + x)"}, 42000, "post", 52),
    "hire_workers": (2, {"workers_per_1000": "+ x"}, 48000, "added_post", 52),
    "grid_management": (1, {"grid_heads": "+ x", "neighbour_lift": "+ kx", "digital_reach": "+ kx"}, 3600, "grid", 52),
    "building_captains": (30, {"building_captains": "+ x"}, 600, "captain", 52),
    "digital_platform": (1, {"digital_reach": "+ kx", "handling": "+ kx", "added_load": "+ kx"},
                         220000, "county_share", 52),
    "digital_specialist": (1, {}, 60000, "county_share", 52),
    "one_stop_service": (1, {"handling": "+ kx", "wait_loss": "* (1 - kx)"}, 40000, "community", 52),
    "flexible_hours": (1, {"flexible": "+ x"}, 18000, "community", 52),
    "youth_programme": (200, {"youth_offer": "+ kx"}, 1, "young", 52),
    "need_matching": (1, {"serve_gain": "* (1 + kx)", "match_offer": "+ kx"}, 15000, "community", 52),
    "points": (30, {"incentive_build": "+ kx", "incentive_govern": "+ kx", "incentive_share": "+ kx"},
               1.2, "participant", 1),
    "party_mobilisation": (1, {"party_drive": "+ kx", "partner_hours": "+ kx"}, 40000, "community", 52),
    "employer_link": (1, {"employer_link": "+ x"}, 10000, "community", 52),
    "venues": (3, {"seats": "* (1 + x)"}, 400, "seat", 52),
    "social_organisations": (100, {"contracted": "+ x"}, 40, "per_1000_residents", 1),
    "participatory_budget": (1, {"deliberation": "+ kx", "v_shift": "+ kx"}, 60000, "community", 52),
    "family_events": (1, {"company": "+ kx"}, 20000, "community", 52),
    "emergency_plan": (1, {"prepared": "+ x"}, 12000, "community", 52),
}
# Groups of residents, besides bands, that are counted (7.10).
GROUPS = ("female", "employed", "carer")


def read_people(path):
    """A population file (results.md, Population files) as `cogov synth` writes it."""
    with h5py.File(path) as file:
        names = {key: file[key].asstr()[:] for key in ("community", "community_zh", "subdistrict", "subdistrict_zh")}
        people = {key: file[key][:].astype(float) for key in (
            "work_hours", "care_hours", "employed", "unit", "party_member", "digital", "taste",
            *(f"taste_{channel}" for channel in CHANNELS))}
        people["age"] = file["age"][:].astype(int)
        people["sex"] = file["sex"][:].astype(int)
        people["community"] = file["resident_community"][:].astype(int)
        people["ties"] = {layer: (file[f"tie_{layer}_from"][:].astype(int), file[f"tie_{layer}_to"][:].astype(int))
                          for layer in LAYERS}
        people["seats"] = file["seats_per_1000"][:].astype(float)
        people["grids"] = file["grids"][:].astype(float)
        people["posts"] = file["posts"][:].astype(float) if "posts" in file else None
    people["names"] = list(zip(*names.values()))
    people["size"] = np.bincount(people["community"], minlength=len(people["names"])).astype(float)    # n_k
    return people


def set_band(people, parameters):
    """Section 2: young below band_cut_middle, older from band_cut_older."""
    people["band"] = ((people["age"] >= parameters["band_cut_middle"][0]).astype(int)
                      + (people["age"] >= parameters["band_cut_older"][0]))


def read_parameters(cogov):
    """7.13: (default, low, high, whether levers may change it) by name, as `cogov describe` prints them.

    Levers' coefficients, named LEVER.PARAMETER, are among them.
    """
    text = subprocess.run([cogov, "describe", "parameter", "--format", "json"], check=True, capture_output=True).stdout
    table = {}
    for row in json.loads(text):
        low, high = row["range"].split(" to ")
        table[row["name"]] = (float(row["default"]), float(low), float(high), row["by lever"] == "yes")
    return table


def base_parameters(table, stated, people):
    """7.13: parameters by community without policies; a stated value counts before that of communities.csv."""
    count = len(people["names"])
    base = {name: np.full(count, row[0]) for name, row in table.items()}
    base["seats"] = np.where(people["seats"] > 0, people["seats"], base["seats"])
    for name, value in stated.items():
        base[name] = np.full(count, float(value))
    return base


def strength(policy, t):
    """7.1: strength of one policy, and what is paid for, in week t."""
    since = t - policy.get("start", 0)
    if since < 0 or t >= policy.get("end", np.inf):
        return 0.0, 0.0
    sustain = policy.get("sustain", 1)
    paid = policy["level"] * min(1, (since + 1) / max(1, policy.get("ramp", 1)))
    return paid * (sustain + (1 - sustain) * 2 ** (-since / policy.get("half_life", 26))), paid


def lever_strengths(policies, standing, people, t):
    """7.1: strength of every lever in every community, that without fading, and that of the policies there already.

    All are clipped to the lever's range. Policies there already hold in every week, whole.
    """
    sums = np.zeros((len(LEVERS), 3, len(people["names"])))
    of_arm = [(policy, (*strength(policy, t), 0.0)) for policy in policies]
    there = [(policy, (policy["level"],) * 3) for policy in standing]
    for policy, strengths in of_arm + there:
        targets = set(policy.get("targets", []))
        here = [not targets or bool(targets & set(names)) for names in people["names"]]
        sums[list(LEVERS).index(policy["lever"])] += np.outer(strengths, here)
    sums = np.clip(sums, 0, np.array([row[0] for row in LEVERS.values()])[:, None, None])
    return tuple(dict(zip(LEVERS, sums[:, at])) for at in range(3))


def moves(base, strengths):
    """7.1: what the levers add to parameters, and by what they multiply them."""
    add, factor = {}, {}
    y = strengths["digital_specialist"]
    for lever, (_, rows, *_) in LEVERS.items():
        for name, move in rows.items():
            x = strengths[lever] * (base[f"{lever}.{name}"] if "k" in move else 1)
            if (lever, name) == ("digital_platform", "added_load"):
                x = x * (1 - base["digital_specialist.load_saved"] * y)
            elif lever == "digital_platform":
                alone = base["digital_platform.without_specialist"]
                x = x * (alone + (1 - alone) * y)
            if move[0] == "+":
                add[name] = add.get(name, 0) + x
            else:
                factor[name] = factor.get(name, 1) * (1 - x if "-" in move else 1 + x)
    return add, factor


def policies_and_levers(base, table, policies, standing, people, t):
    """7.1: the parameters in force in each community in week t."""
    strengths, _, _ = lever_strengths(policies, standing, people, t)
    if not any(x.any() for x in strengths.values()):
        return base
    add, factor = moves(base, strengths)
    force = dict(base)
    for name in set(add) | set(factor):
        _, low, high, _ = table[name]
        force[name] = np.clip((base[name] + add.get(name, 0)) * factor.get(name, 1), low, high)
    return force


def in_emergency(emergencies, t):
    """Section 6: E."""
    return float(any(one["start"] <= t < one["start"] + one["weeks"] for one in emergencies))


def share_out(quota):
    """7.2: whole posts for fractions of posts, by largest remainder; the earlier community first among equals."""
    whole = np.floor(quota + 1e-9)
    left = int(np.floor(quota.sum() + 0.5 + 1e-9) - whole.sum())
    first = np.argsort(np.round(whole - quota, 9), kind="stable")[:max(0, left)]
    whole[first] += 1
    return whole.astype(int)


def posts_without_policies(base, stated, people):
    """7.2: W0_k."""
    posts, n = people["posts"], people["size"]
    if posts is None:
        return np.maximum(1, share_out(base["workers_per_1000"] * n / 1000))
    if "workers_per_1000" in stated:
        return np.maximum(1, share_out(posts * (stated["workers_per_1000"] * n.sum() / 1000 / posts.sum())))
    return posts.astype(int)


def added_posts(rate, people):
    """7.2: X_k of posts per 1000 residents that policies add, each set of communities of one rate by itself."""
    posts = np.zeros(len(rate), int)
    rate = np.round(rate, 9)
    for one in np.unique(rate[rate > 0]):
        posts[rate == one] = share_out(one * people["size"][rate == one] / 1000)
    return posts


def count_posts(base_posts, base, parameters, people):
    """7.2: W_k."""
    return base_posts + added_posts(parameters["workers_per_1000"] - base["workers_per_1000"], people)


def by_band(parameters, name, people):
    """The parameter of every resident's band, in the resident's community."""
    return np.stack([parameters[f"{name}_{band}"] for band in BANDS])[people["band"], people["community"]]


def initialization(base, base_posts, people, rng):
    """Section 5: the state before the first week of the burn-in."""
    n = len(people["age"])
    k = people["community"]
    state = {"trust": {}}
    for layer in LAYERS:
        first = people["ties"][layer][0]
        rest, a = base[f"trust_{layer}"][k[first]], base["trust_concentration"][k[first]]
        state["trust"][layer] = rng.beta(rest * a, (1 - rest) * a)
    v = by_band(base, "v_prior", people) + base["v_start_shift"][k]
    state["institution_trust"] = np.clip(rng.normal(v, base["v_sd"][k]), 0, 1)
    state["volunteer"] = (rng.random(n) < base["volunteer_share"][k]).astype(float)
    for name in ("engagement", "experience", "fatigue", "hard", "recruited"):
        state[name] = np.zeros(n)
    state["channel"] = np.full(n, NONE)
    state["waiting"] = np.zeros(n, int)
    state["last_week"] = np.full(n, -10**6)           # of taking part, for `reached`
    state["last_build"] = np.full(n, -10**6)
    posts = np.repeat(np.arange(len(people["names"])), base_posts)
    state["post_community"] = posts
    state["skill"] = np.clip(rng.normal(base["skill_mean"][posts], base["skill_sd"][posts]), 0.4, 1.6)
    state["morale"] = base["start_morale"][posts].copy()
    state["vacant_weeks"] = np.zeros(len(posts), int)
    state["room"] = np.ones(len(people["names"]))
    return state


def resize_posts(state, parameters, wanted):
    """7.2: posts that a policy adds are filled at once; when posts go, those of the highest numbers go."""
    posts = state["post_community"]
    have = np.bincount(posts, minlength=len(wanted))
    if np.array_equal(wanted, have):
        return state
    order = np.arange(len(posts)) - np.searchsorted(posts, posts)
    keep = order < wanted[posts]
    new = np.repeat(np.arange(len(wanted)), np.maximum(0, wanted - have))
    together = np.concatenate([posts[keep], new])
    sort = np.argsort(together, kind="stable")
    state = dict(state)
    state["post_community"] = together[sort]
    state["skill"] = np.concatenate([state["skill"][keep], parameters["start_skill"][new]])[sort]
    state["morale"] = np.concatenate([state["morale"][keep], parameters["start_morale"][new]])[sort]
    state["vacant_weeks"] = np.concatenate([state["vacant_weeks"][keep], np.zeros(len(new), int)])[sort]
    return state


def time_of_build(parameters, people):
    """7.6: tau_build,i."""
    k = people["community"]
    return parameters["build_hours"][k] * (
        1 - (parameters["flexible_time"] * parameters["flexible_volunteering"])[k] * people["employed"])


def communities(state, parameters, people, base_posts, emergency):
    """7.2, by the state at the end of last week and this week's parameters."""
    p, n, k = parameters, people["size"], people["community"]
    count = len(n)
    held = state["vacant_weeks"] == 0
    held_by = np.bincount(state["post_community"][held], minlength=count)
    skill_sum = np.bincount(state["post_community"][held], state["skill"][held], count)
    skill_mean = skill_sum / np.maximum(1, held_by)

    hours = p["hours_per_post"] * held_by
    added = np.bincount(state["post_community"], minlength=count) - base_posts
    cleared = base_posts * p["hours_per_post"] * p["admin_share"] * p["relief_fidelity"] * p["relief"]
    uncleared = p["hours_per_post"] * (
        base_posts * (p["admin_share"] + p["added_load"] + emergency * p["emergency_admin"] * (1 - p["prepared"]))
        + p["load_per_post"] * p["admin_share"] * added)
    admin = np.maximum(0, uncleared - cleared)
    load = np.where(hours > 0, np.minimum(2, admin / np.where(hours > 0, hours, 1)), 2.0)
    spare = np.maximum(p["min_discretion"] * hours, hours - admin)
    other = (1 - p["relief_use"]) * (spare - np.maximum(p["min_discretion"] * hours, hours - uncleared))
    free = spare - other

    builds = state["channel"] == BUILD
    volunteer_hours = np.bincount(k[builds], time_of_build(p, people)[builds], count)
    coordination = np.minimum(p["coordination_limit"] * free, volunteer_hours / p["span"])
    coordinated = np.where(volunteer_hours > 0,
                           coordination * p["span"] / np.where(volunteer_hours > 0, volunteer_hours, 1), 1.0)
    effective = (free - coordination) * skill_mean + p["contracted"] * n / 1000
    effective_volunteer = (p["volunteer_efficiency"] * (1 - p["flexible_loss"] * p["flexible_volunteering"])
                           * volunteer_hours * (p["alone"] + (1 - p["alone"]) * coordinated))

    is_open, hard = state["waiting"] > 0, state["hard"] == 1
    need = p["request_hours"] / (1 + p["handling"]) * (
        np.bincount(k[is_open & ~hard], minlength=count)
        + p["hard_factor"] * np.bincount(k[is_open & hard], minlength=count))
    capacity = p["service_share"] * effective + p["volunteer_service_share"] * effective_volunteer
    chance = np.where(need > 0, 1 - np.exp(-capacity / np.where(need > 0, need, 1)), 1.0)
    service_hours = need * chance
    contact = (p["captain_hours"] * p["building_captains"] * n / 1000
               + p["grid_hours"] * p["grid_heads"] * people["grids"])
    outreach = effective + effective_volunteer - service_hours + p["partner_hours"] * n / 1000 + contact

    sharers = np.bincount(k[state["channel"] == SHARE], minlength=count)
    seats = np.where(sharers > 0, np.minimum(1, p["seats"] * n / 1000 / np.maximum(1, sharers)), 1.0)
    return {
        "base_posts": base_posts, "added_posts": added, "hours": hours, "skill_mean": skill_mean, "cleared": cleared,
        "admin": admin, "load": load, "spare": spare, "other": other, "free": free,
        "volunteer_hours": volunteer_hours, "coordination": coordination, "coordinated_share": coordinated,
        "effective_hours": effective, "effective_volunteer_hours": effective_volunteer, "need": need,
        "capacity": capacity, "service_chance": chance, "service": service_hours, "contact_hours": contact,
        "outreach": outreach,
        "outreach_chance": 1 - np.exp(-p["reach"] * outreach / n),
        "room": state["room"] + p["crowd_rate"] * (seats - state["room"]),
    }


def trust_in_others(state, parameters, people):
    """7.3: new trust on every tie; exposure, being asked from outside and within the household, company, trust."""
    p, k, channel = parameters, people["community"], state["channel"]
    n = len(k)
    trust = {}
    weight, exposed, asked, outside, others = np.zeros((5, n))
    took = channel != NONE
    for layer in LAYERS:
        i, j = people["ties"][layer]
        w = state["trust"][layer]
        meet = took[i] & (channel[j] == channel[i])
        gain = p[f"gain_{layer}"][k[i]] * meet
        rest = p[f"trust_{layer}"]
        if layer == "neighbour":
            gain = gain + p["gain_help"][k[i]] * (channel[j] == BUILD)
            rest = rest + p["neighbour_lift"]
        w = np.clip(w + gain * (1 - w) - p["trust_decay"][k[i]] * (w - rest[k[i]]), 0, 1)
        trust[layer] = w
        total = np.bincount(i, w, n)
        weight += total
        exposed += np.bincount(i, w * state["engagement"][j], n)
        asked_here = np.bincount(i, w * took[j], n)
        if layer == "household":
            asked_household = asked_here
            company = np.stack([np.bincount(i[channel[j] == c], minlength=n) > 0 for c in range(3)], 1)
        else:
            asked += asked_here
            outside += total
            others += np.bincount(i, minlength=n)
    exposure = np.where(weight > 0, exposed / np.where(weight > 0, weight, 1), 0.0)
    mean = np.where(others > 0, outside / np.maximum(1, others), 0.5)
    return trust, exposure, asked, asked_household, company, mean


def service(state, parameters, people, service_chance, emergency, u_request, u_hard):
    """7.4: requests are served, wait, are dropped, or open; trust in institutions follows."""
    p, k, waiting = parameters, people["community"], state["waiting"]
    is_open, hard = waiting > 0, state["hard"] == 1
    p_served = np.where(is_open, service_chance[k] * np.where(hard, p["hard_factor"][k], 1), 0.0)
    p_open = np.where(is_open, 0.0, np.minimum(
        1, by_band(p, "request", people) * (1 + emergency * p["emergency_demand"][k])))
    p_hard = np.where(is_open, 0.0, p["hard_share"][k])
    served = u_request < p_served
    opened = u_request < p_open
    waits = is_open & ~served
    dropped = waits & (waiting >= p["give_up"][k])

    v = state["institution_trust"]
    gain = np.minimum(1, p["serve_gain"][k] * np.exp(-(waiting - 1) / p["patience_scale"][k]))
    v = np.where(served, v + gain * (1 - v), v)
    v = np.where(waits & (waiting > p["patience"][k]), v * (1 - p["wait_loss"][k]), v)
    v = np.where(dropped, v * (1 - p["drop_loss"][k]), v)
    v = v + p["v_drift"][k] * (np.clip(by_band(p, "v_prior", people) + p["v_shift"][k], 0, 1) - v)
    new_waiting = np.where(waits & ~dropped, waiting + 1, np.where(opened, 1, 0))
    new_hard = np.where(opened, u_hard < p_hard, hard & (new_waiting > 0)).astype(float)
    return {"p_served": p_served, "p_open": p_open, "p_hard": p_hard, "served": served, "opened": opened,
            "dropped": dropped, "institution_trust": v, "waiting": new_waiting, "hard": new_hard}


def contact_and_awareness(state, parameters, people, outreach_chance, asked, asked_household, u_contact):
    """7.5: being spoken to in person, and having heard of an opportunity otherwise."""
    p, k = parameters, people["community"]
    unasked = np.exp(-p["invite"][k] * asked - p["invite_household"][k] * asked_household)
    p_contact = 1 - (1 - outreach_chance[k]) * unasked
    unheard = ((1 - p["notice"][k]) * (1 - p["digital_reach"][k] * people["digital"])
               * (1 - p["habit_awareness"][k] * state["engagement"])
               * (1 - p["volunteer_awareness"][k] * state["volunteer"]))
    return {"p_contact": p_contact, "contacted": (u_contact < p_contact).astype(float),
            "p_heard": 1 - unheard, "aware": 1 - (1 - p_contact) * unheard}


def choice(state, parameters, people, emergency, room, exposure, others, company, institution_trust, contact):
    """7.6: cost of time, utility and chance of every channel; columns in the order build, govern, share."""
    p, k, band = parameters, people["community"], people["band"]
    leisure = np.maximum(p["leisure_floor"][k],
                         p["leisure_base"][k] - p["work_factor"][k] * people["work_hours"] - people["care_hours"])
    hours = (time_of_build(p, people), p["govern_hours"][k], p["share_hours"][k])
    mismatch = 1 + p["schedule_mismatch"][k] * people["employed"] * (1 - p["flexible"][k])
    young = band == BANDS.index("young")
    common = (p["b_social"][k] * exposure + p["b_neighbour"][k] * (others - 0.5)
              + p["b_institution"][k] * (institution_trust - 0.5) + p["b_habit"][k] * state["engagement"]
              + p["b_experience"][k] * state["experience"] + p["b_contact"][k] * contact["contacted"]
              + (p["b_party"] * (1 + p["party_drive"]))[k] * people["party_member"]
              + (p["taste_sd"] * np.sqrt(p["taste_common"]))[k] * people["taste"] + p["youth_offer"][k] * young)
    unit = (p["b_unit"] * (1 - p["employer_link"]))[k] * people["unit"]
    drive = np.where(state["recruited"] == 1, p["recruit_drive"][k], 1)
    own = (
        p["b_volunteer"][k] * state["volunteer"] * drive
        - (p["b_fatigue"] * (1 - p["support"]))[k] * state["fatigue"] + (emergency * p["emergency_solidarity"])[k],
        (p["deliberation"] - emergency * p["emergency_closure"])[k] - unit,
        (p["b_crowd"] * np.log(room) - emergency * p["emergency_closure"])[k] - unit
        + p["match_offer"][k] * (band != BANDS.index("older")),
    )
    cost = np.empty((len(k), 3))
    utility = np.empty((len(k), 3))
    for c, name in enumerate(CHANNELS):
        online = p["digital_reach"][k] * people["digital"] * p[f"digital_mode_{name}"][k]
        cost[:, c] = p["time_weight"][k] * hours[c] * (1 - online) * mismatch / leisure
        of_band = np.stack([p[f"band_{b}_{name}"] for b in BANDS])[band, k]
        liking = (p["taste_sd"] * np.sqrt(1 - p["taste_common"]))[k] * people[f"taste_{name}"]
        together = (p["b_company"] + p["company"])[k] * company[:, c]
        utility[:, c] = ((p[f"base_{name}"] + p[f"incentive_{name}"])[k] + of_band - cost[:, c] + common + liking
                         + together + own[c])
    weight = np.exp(utility)
    aware = np.where(contact["contacted"] == 1, 1.0, contact["p_heard"])
    return cost, utility, aware[:, None] * weight / (1 + weight.sum(1, keepdims=True))


def pick(p_channel, u_channel):
    """7.6: a uniform number picks in the order build, govern, share, none."""
    channel = (u_channel[:, None] >= np.cumsum(p_channel, 1)).sum(1)
    return np.where(channel == 3, NONE, channel)


def experience_rate(parameters, week_of_burn_in):
    """7.7: rho, by community; in the burn-in (weeks from 0, else None) a running mean that forgets its beginning."""
    rate = parameters["experience_rate"]
    return rate if week_of_burn_in is None else np.maximum(rate, 4 / (week_of_burn_in + 5))


def after_the_choice(state, parameters, people, channel, week_of_burn_in, u_leave, u_register, u_recruit):
    """7.7: engagement, experience, volunteering and fatigue; the right-hand sides are from before this step."""
    p, k = parameters, people["community"]
    v, f, h, x = state["volunteer"] == 1, state["fatigue"], state["engagement"], state["experience"]
    took = channel != NONE
    older = people["band"] == BANDS.index("older")
    omega = (1 + p["recruit_party"][k] * people["party_member"]) * (1 + p["recruit_older"][k] * older)
    total = np.bincount(k[~v], omega[~v], len(people["size"]))
    rate = np.where(total > 0, p["recruit"] * people["size"] / 1000 / np.where(total > 0, total, 1), 0.0)
    p_recruit = np.where(v, 0.0, np.minimum(1, rate[k] * omega))
    p_leave = np.where(v, np.minimum(1, p["drop"][k] * (1 - p["support"][k]) * (1 + p["drop_fatigue"][k] * f)), 0.0)
    stays = v & ~(u_leave < p_leave)
    registers = ~v & (channel == BUILD) & (u_register < p["register"][k])
    is_recruited = ~v & (u_recruit < p_recruit)
    recruited = is_recruited & ~registers | stays & (state["recruited"] == 1)
    return {"p_leave": p_leave, "p_register": np.where(v, 0.0, p["register"][k]), "p_recruit": p_recruit,
            "volunteer": (stays | registers | is_recruited).astype(float), "recruited": recruited.astype(float),
            "engagement": h + p["habit_rate"][k] * (took - h),
            "experience": x + experience_rate(p, week_of_burn_in)[k] * (took - x),
            "fatigue": f + p["fatigue_rate"][k] * ((channel == BUILD) - f)}


def workers(state, parameters, load, u_quit):
    """7.8: morale, skill and quitting of those who hold posts; vacant posts come nearer to being filled."""
    p, k = parameters, state["post_community"]
    held = state["vacant_weeks"] == 0
    target = np.clip(0.5 + p["morale_pay"] * (p["pay"] - 1) + p["morale_load"] * (p["load_neutral"] - load), 0, 1)[k]
    morale = state["morale"] + p["morale_rate"][k] * (target - state["morale"])
    skill = state["skill"] + p["skill_rate"][k] * (p["skill_target"][k] - state["skill"])
    p_quit = np.minimum(1, p["quit"][k] * np.exp(p["quit_slope"][k] * (p["start_morale"][k] - morale)))
    p_quit = np.where(held, p_quit, 0.0)
    quits = u_quit < p_quit
    vacant = np.where(quits, p["vacancy"][k].astype(int), np.maximum(0, state["vacant_weeks"] - 1))
    starts = (quits | ~held) & (vacant == 0)
    return {"morale": np.where(held, morale, 0.0), "skill": np.where(held, skill, 0.0), "p_quit": p_quit,
            "new_morale": np.where(starts, p["start_morale"][k], np.where(held, morale, state["morale"])),
            "new_skill": np.where(starts, p["start_skill"][k], np.where(held, skill, state["skill"])),
            "vacant_weeks": vacant, "quits": quits}


def draw(state, people, rng):
    """The uniforms of a week; nobody can both leave and register (section 9, choice 3)."""
    draws = dict(zip(("u_request", "u_hard", "u_contact", "u_channel", "u_leave", "u_recruit"),
                     rng.random((6, len(people["age"])))))
    return draws | {"u_register": draws["u_leave"], "u_quit": rng.random(len(state["post_community"]))}


def step(state, parameters, people, base_posts, emergency, draws, t, burn_in):
    """Section 3: one week, without policies, observation and the end of the year; posts are there already.

    Returns the state after the week and a dict of all quantities on the way.
    """
    area = communities(state, parameters, people, base_posts, emergency)
    trust, exposure, asked, asked_household, company, others = trust_in_others(state, parameters, people)
    served = service(state, parameters, people, area["service_chance"], emergency, draws["u_request"], draws["u_hard"])
    contact = contact_and_awareness(state, parameters, people, area["outreach_chance"], asked, asked_household,
                                    draws["u_contact"])
    cost, utility, p_channel = choice(state, parameters, people, emergency, area["room"], exposure, others, company,
                                      served["institution_trust"], contact)
    channel = pick(p_channel, draws["u_channel"])
    after = after_the_choice(state, parameters, people, channel, t + burn_in if t < 0 else None, draws["u_leave"],
                             draws["u_register"], draws["u_recruit"])
    post = workers(state, parameters, area["load"], draws["u_quit"])
    new = {
        "channel": channel, "institution_trust": served["institution_trust"], "waiting": served["waiting"],
        "hard": served["hard"], "trust": trust, "room": area["room"], "post_community": state["post_community"],
        "skill": post["new_skill"], "morale": post["new_morale"], "vacant_weeks": post["vacant_weeks"],
        "last_week": np.where(channel != NONE, t, state["last_week"]),
        "last_build": np.where(channel == BUILD, t, state["last_build"]),
    } | {name: after[name] for name in ("engagement", "experience", "volunteer", "recruited", "fatigue")}
    week = {"community": area, "tie": trust, "post": post, "service": served, "resident": {
        "exposure": exposure, "asked": asked, "asked_at_home": asked_household, "company": company,
        "trust_in_others": others,
        **{name: served[name] for name in ("p_served", "p_open", "p_hard", "institution_trust")}, **contact,
        "cost": cost, "utility": utility, "p_channel": p_channel, "p_leave": after["p_leave"],
        "p_register": after["p_register"], "p_recruit": after["p_recruit"]}}
    return new, week


def groups(people):
    """7.10: residents of the groups that are counted besides bands."""
    return dict(zip(GROUPS, (people["sex"] == 0, people["employed"], people["care_hours"] > 0)))


def observation(before, new, week, parameters, people, t):
    """7.10: counts and sums by community and band, and by community."""
    count = len(people["size"])
    group = people["community"] * 3 + people["band"]

    def total(values):
        return np.bincount(group, values, count * 3).reshape(count, 3)

    part = new["channel"] != NONE
    served, area = week["service"], week["community"]
    v, h, others = new["institution_trust"], new["engagement"], week["resident"]["trust_in_others"]
    i = people["ties"]["neighbour"][0]
    membership = (people["party_member"], 1 - people["party_member"])
    seen = {
        "residents": total(np.ones(len(group))),
        "participants": np.stack([total(new["channel"] == c) for c in range(3)], 2),
        **{f"residents_{name}": total(who) for name, who in groups(people).items()},
        **{f"participants_{name}": total(part * who) for name, who in groups(people).items()},
        "residents_membership": np.stack([total(who).sum(1) for who in membership], 1),
        "participants_membership": np.stack([np.stack([total((new["channel"] == c) * who).sum(1) for c in range(3)], 1)
                                             for who in membership], 1),
        "volunteers": total(new["volunteer"]), "aware": total(week["resident"]["aware"]),
        "contacted": total(week["resident"]["contacted"]),
        "requests_opened": total(served["opened"]), "requests_served": total(served["served"]),
        "requests_unmet": total(served["dropped"]), "requests_open": total(new["waiting"] > 0),
        "waits": total(before["waiting"] * served["served"]),
        "engagement": total(h), "institution_trust": total(v), "trust_in_others": total(others),
        "engagement_sq": total(h * h), "institution_trust_sq": total(v * v), "trust_in_others_sq": total(others**2),
        "neighbour_trust": np.bincount(group[i], new["trust"]["neighbour"], count * 3).reshape(count, 3),
        "neighbour_ties": np.bincount(group[i], minlength=count * 3).reshape(count, 3),
        "reached": total(t - new["last_week"] < 52), "reached_build": total(t - new["last_build"] < 52),
    }
    partner = parameters["partner_hours"] * people["size"] / 1000
    workers_hours = area["free"] - area["coordination"]
    result = area["outreach"] - partner - area["contact_hours"] + area["service"]
    share = area["service"] / np.where(result > 0, result, 1)
    posts, held = new["post_community"], new["vacant_weeks"] == 0
    seen.update({
        "hours_admin": area["hours"] - area["spare"], "hours_other": area["other"],
        "hours_coordination": area["coordination"],
        "hours_service": workers_hours * share, "hours_outreach": workers_hours * (1 - share),
        "volunteer_hours": area["volunteer_hours"], "partner_hours": partner, "contact_hours": area["contact_hours"],
        "contracted_hours": parameters["contracted"] * people["size"] / 1000,
        "load_ratio": area["load"], "service_chance": area["service_chance"],
        "morale": np.bincount(posts[held], new["morale"][held], count),
        "skill": np.bincount(posts[held], new["skill"][held], count),
        "posts": np.bincount(posts, minlength=count), "posts_vacant": np.bincount(posts[~held], minlength=count),
        "quits": np.bincount(posts, week["post"]["quits"], count),
    })
    return seen


def costs(policies, standing, base, people, base_posts, posts, volunteers_before, participants, t):
    """7.11: spending in week t by community and lever, levers in the order of 7.1."""
    _, paid, theirs = lever_strengths(policies, standing, people, t)
    quantity = {
        "hour_cleared": base_posts * base["hours_per_post"] * base["admin_share"],
        "per_1000_residents": people["size"] / 1000, "captain": people["size"] / 1000,
        "young": np.bincount(people["community"][people["band"] == 0], minlength=len(people["size"])),
        "active_volunteer": volunteers_before, "post": posts, "grid": people["grids"],
        "county_share": people["size"] / people["size"].sum(), "community": 1.0, "participant": participants,
        "seat": base["seats"] * people["size"] / 1000,
    }
    spending = []
    for lever, (_, _, cost, of, weeks) in LEVERS.items():
        if of == "added_post":
            units = added_posts(paid[lever], people) - added_posts(theirs[lever], people)
        else:
            units = (paid[lever] - theirs[lever]) * quantity[of]
        spending.append(units * cost / weeks)
    return np.stack(spending, 1)


def run(people, table, stated, policies, standing, emergencies, burn_in, weeks, rng):
    """One run: observations stacked along the recorded weeks, by name."""
    base = base_parameters(table, stated, people)
    set_band(people, base)
    base_posts = posts_without_policies(base, stated, people)
    state = initialization(base, base_posts, people, rng)
    rows = []
    for t in range(-burn_in, weeks):
        parameters = policies_and_levers(base, table, policies, standing, people, t)
        posts = count_posts(base_posts, base, parameters, people)
        state = resize_posts(state, parameters, posts)
        new, week = step(state, parameters, people, base_posts, in_emergency(emergencies, t),
                         draw(state, people, rng), t, burn_in)
        if t >= 0:
            row = observation(state, new, week, parameters, people, t)
            volunteers = np.bincount(people["community"], state["volunteer"], len(posts))
            row["spending"] = costs(policies, standing, base, people, base_posts, posts, volunteers,
                                    row["participants"].sum((1, 2)), t)
            rows.append(row)
        state = new
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}
