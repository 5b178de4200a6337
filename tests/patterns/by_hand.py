"""What a policy does directly, worked out by hand from one week of the base case.

A week's trace has every resident's chances in the base case. With a policy's parameters put in their place
(docs/odd.md, 7.1), the hours of that week, who is asked and who heard, and what each would choose follow once more,
everybody's habits, experience, trust and company staying as they are. What builds up slowly and is not the residents'
own (skill and vacant posts, the stock of volunteers, where trust is drawn to) is moved by its first-order formula to
the week looked at. What the simulation has beyond this is what the model adds: one who comes brings others, gets used
to it, and trusts.
"""
import h5py
import numpy as np

YOUNG, MIDDLE, OLDER = range(3)


def parameters(path, week):
    """What is in force in a traced week, by name and community."""
    with h5py.File(path) as file:
        return {name: values[...].astype(float) for name, values in file[f"week_{week}/parameters"].items()}


class Week:
    """A traced week of the base case, `since` weeks after policies would have begun."""

    def __init__(self, path, week):
        self.p = parameters(path, week)
        with h5py.File(path) as file:
            self.place, grids = file["resident_community"][...].astype(int), file["grid"][...]
            tied = {layer: np.bincount(file[f"tie_{layer}_from"][...], minlength=len(self.place))
                    for layer in ("neighbour", "friend", "work")}
            group = file[f"week_{week}"]
            self.before, self.community, self.resident, post = (
                {name: values[...].astype(float) for name, values in group[part].items() if "trust_" not in name}
                for part in ("before", "community", "resident", "post"))
        self.since = week
        self.band = self.before["band"].astype(int)
        self.n = np.bincount(self.place).astype(float)
        self.grids = np.array([len(np.unique(grids[self.place == k])) for k in range(len(self.n))], float)
        self.neighbours = tied["neighbour"] / np.maximum(sum(tied.values()), 1)   # of the ties outside the household
        held = post["skill"] > 0
        self.skill, self.quit, self.morale = (post[name][held].mean() for name in ("skill", "p_quit", "morale"))
        self.today = self.chances(self.p)
        if not np.allclose(self.hours_today, self.community["outreach"], rtol=1e-5):
            raise SystemExit(f"by_hand.py: outreach of week {week} is {self.hours_today} h by hand and "
                             f"{self.community['outreach']} h in the trace: the model's hours (ODD 7.2) are others now")
        self.rates = self.by_band(self.today)

    def by_band(self, chances):
        any_channel = chances.sum(axis=1)
        return np.array([*(any_channel[self.band == b].mean() for b in range(3)), any_channel.mean()])

    def effect(self, before, after):
        """What parameters of `after` in place of `before` change: the chance of taking part by band and for all, and
        the hours of outreach."""
        chances = self.chances({name: values + after[name] - before[name] for name, values in self.p.items()})
        return self.by_band(chances) - self.rates, self.hours.sum() - self.hours_today.sum()

    def residents(self, values):
        return values[self.place]

    # Slow stocks, moved to the week looked at by what their equations do with all else as it is.

    def workers(self, p):
        """Further skill, hours at work over today's, posts held: pay moves morale, morale moves who quits."""
        def settle(rate, target, quits):
            level, speed = (rate * target + quits * q["start_skill"]) / (rate + quits), rate + quits
            return level + (self.skill - level) * np.exp(-speed * self.since)
        q = {name: values.mean() for name, values in p.items()}
        today = {name: values.mean() for name, values in self.p.items()}
        morale = np.clip(self.morale + q["morale_pay"] * (q["pay"] - today["pay"]), 0, 1)
        quits = self.quit * np.exp(-q["quit_slope"] * (morale - self.morale))

        def held(rate):
            return 1 / (1 + rate * q["vacancy"])
        gained = (settle(q["skill_rate"], q["skill_target"], quits)
                  - settle(today["skill_rate"], today["skill_target"], self.quit))
        return gained, held(quits) / held(self.quit), held(quits)

    def further_volunteers(self, p):
        """By resident: how many more volunteers there are like this one: recruits come and leave, support keeps."""
        volunteer = self.before["volunteer"] > 0
        tired = self.before["fatigue"][volunteer].mean() if volunteer.any() else 0.0
        today, then = (self.residents(q["drop"] * (1 - q["support"]) * (1 + q["drop_fatigue"] * tired))
                       for q in (self.p, p))
        kept = (today / then - 1) * (1 - np.exp(-then * self.since))
        weight = np.where(volunteer, 0.0, (1 + self.residents(p["recruit_party"]) * self.before["party_member"])
                          * (1 + self.residents(p["recruit_older"]) * (self.band == OLDER)))
        by_place = np.bincount(self.place, weight)
        recruits = self.residents((p["recruit"] - self.p["recruit"]) * self.n / 1000 / by_place) * weight
        return np.where(volunteer, kept, recruits * (1 - np.exp(-then * self.since)) / then)

    def trust(self, p):
        """By resident: the utility of further trust in institutions and in neighbours."""
        of = {name: self.residents(values) for name, values in p.items()}
        v = self.before["institution_trust"]
        asks = np.choose(self.band, [of["request_young"], of["request_middle"], of["request_older"]])
        waits = self.before["waiting"][self.before["waiting"] > 0]
        waited = waits.mean() if len(waits) else 1.0
        worth = np.exp(-(waited - 1) / of["patience_scale"])
        pulls = of["v_drift"] + asks * of["serve_gain"] * worth
        drawn = of["v_drift"] * (of["v_shift"] - self.residents(self.p["v_shift"]))
        served = asks * (of["serve_gain"] - self.residents(self.p["serve_gain"])) * worth * (1 - v)
        institutions = (drawn + served) / pulls * (1 - np.exp(-pulls * self.since))
        lift = of["neighbour_lift"] - self.residents(self.p["neighbour_lift"])
        lift = lift * (1 - np.exp(-of["trust_decay"] * self.since))
        return of["b_institution"] * institutions + of["b_neighbour"] * self.neighbours * lift

    # The week itself: ODD 7.2, 7.5, 7.6.

    def outreach(self, p, volunteer_hours):
        c, w = self.community, self.community["base_posts"]
        skill, more_hours, held = self.workers(p)
        added = (p["workers_per_1000"] - self.p["workers_per_1000"]) * self.n / 1000
        post = p["hours_per_post"]
        hours = c["hours"] * more_hours + added * post * held
        load = w * post * (p["admin_share"] + p["added_load"])
        load = load + p["load_per_post"] * p["admin_share"] * post * (c["added_posts"] + added)
        cleared = w * post * p["admin_share"] * p["relief_fidelity"] * p["relief"]
        spare, otherwise = (np.maximum(p["min_discretion"] * hours, hours - np.maximum(0, admin))
                            for admin in (load - cleared, load))
        free = spare - (1 - p["relief_use"]) * (spare - otherwise)
        coord = np.minimum(p["coordination_limit"] * free, volunteer_hours / p["span"])
        organised = np.where(volunteer_hours > 0, coord * p["span"] / np.maximum(volunteer_hours, 1e-9), 1)
        effective = (free - coord) * (c["skill_mean"] + skill) + p["contracted"] * self.n / 1000
        helped = (p["volunteer_efficiency"] * (1 - p["flexible_loss"] * p["flexible_volunteering"]) * volunteer_hours
                  * (p["alone"] + (1 - p["alone"]) * organised))
        need = c["need"] * (1 + self.p["handling"]) / (1 + p["handling"])
        capacity = p["service_share"] * effective + p["volunteer_service_share"] * helped
        service = np.where(need > 0, need * (1 - np.exp(-capacity / np.maximum(need, 1e-9))), 0)
        contact = (p["captain_hours"] * p["building_captains"] * self.n / 1000
                   + p["grid_hours"] * p["grid_heads"] * self.grids)
        return effective + helped - service + p["partner_hours"] * self.n / 1000 + contact

    def build_hours(self, p):
        of = {name: self.residents(p[name]) for name in ("build_hours", "flexible_time", "flexible_volunteering")}
        return of["build_hours"] * (1 - of["flexible_time"] * of["flexible_volunteering"] * self.before["employed"])

    def moved_utility(self, p):
        """Of each resident and channel, what changed parameters change."""
        def part(parameters):
            of = {name: self.residents(values) for name, values in parameters.items()}
            b = self.before
            leisure = np.maximum(of["leisure_floor"],
                                 of["leisure_base"] - of["work_factor"] * b["work_hours"] - b["care_hours"])
            scale = of["time_weight"] * (1 + of["schedule_mismatch"] * b["employed"] * (1 - of["flexible"])) / leisure
            hours = (self.build_hours(parameters), of["govern_hours"], of["share_hours"])
            unit = of["b_unit"] * (1 - of["employer_link"]) * b["unit"]
            room = np.minimum(1, self.community["room"] * parameters["seats"] / self.p["seats"])
            own = (-of["b_fatigue"] * (1 - of["support"]) * b["fatigue"], of["deliberation"] - unit,
                   of["match_offer"] * (self.band != OLDER) - unit + of["b_crowd"] * np.log(self.residents(room)))
            common = (of["b_party"] * (1 + of["party_drive"]) * b["party_member"]
                      + of["youth_offer"] * (self.band == YOUNG))
            online = of["digital_reach"] * b["digital"]
            return np.stack([
                of[f"incentive_{name}"] - scale * hours[c] * (1 - online * of[f"digital_mode_{name}"]) + own[c]
                + common + (of["b_company"] + of["company"]) * self.resident["company"][:, c]
                for c, name in enumerate(("build", "govern", "share"))], axis=1)
        return part(p) - part(self.p) + self.trust(p)[:, None]

    def chances(self, p):
        """By resident and channel, over the luck of being asked and of hearing, with parameters p."""
        asked_utility = self.residents(p["b_contact"])
        utility = (self.resident["utility"] - (asked_utility * self.resident["contacted"])[:, None]
                   + (self.moved_utility(p) if p is not self.p else 0))
        before, drive = self.before, self.residents(p["recruit_drive"])
        volunteer = before["volunteer"] > 0
        keen = self.residents(p["b_volunteer"]) * np.where(volunteer & (before["recruited"] == 0), 1, drive)
        reached = self.residents(p["digital_reach"]) * before["digital"]
        unheard = ((1 - self.residents(p["notice"])) * (1 - reached)
                   * (1 - self.residents(p["habit_awareness"]) * before["engagement"]))
        unheard_volunteer = unheard * (1 - self.residents(p["volunteer_awareness"]))

        def taking(not_asked, not_heard, u):
            def among(u):
                weight = np.exp(u)
                return weight / (1 + weight.sum(axis=1))[:, None]
            asked = (1 - not_asked)[:, None] * among(u + asked_utility[:, None])
            return asked + (not_asked * (1 - not_heard))[:, None] * among(u)

        def everybody(not_asked):
            without = utility - np.where(volunteer, keen, 0)[:, None] * np.array([1, 0, 0])
            as_volunteer = taking(not_asked, unheard_volunteer, without + keen[:, None] * np.array([1, 0, 0]))
            return taking(not_asked, unheard, without), as_volunteer

        not_asked = 1 - self.resident["p_contact"]
        hours = self.build_hours(p)
        volunteer_hours = np.bincount(self.place, hours * (before["channel"] == 0))
        if p is self.p:
            more = np.zeros(len(self.place))
            self.hours_today = self.outreach(p, volunteer_hours)
        else:
            more = self.further_volunteers(p)
            plain, keenly = everybody(not_asked)
            volunteer_hours = volunteer_hours + np.bincount(self.place, hours * more * (keenly - plain)[:, 0])
        self.hours = self.outreach(p, volunteer_hours)
        further = self.residents(p["reach"] * (self.hours - self.hours_today) / self.n)
        plain, keenly = everybody(not_asked * np.exp(-further))
        return np.where(volunteer[:, None], keenly, plain) + more[:, None] * (keenly - plain)
