#pragma once
// One week of the participation model as it is written in docs/odd.md, in plain double precision and nothing but the
// standard library: what tests hold the program's traces against. It shares no formula with models/; whoever changes an
// equation changes it in both places, on purpose. What levers do is read off the page itself.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "models/participation/policies.hpp"
#include "sim/results/trace.hpp"

namespace support {

using numbers = std::vector<double>;

// The arrays of a step (or of a frame) by name, as doubles.
class arrays {
public:
    explicit arrays(const std::vector<sim::traced_array>& list) {
        for (const sim::traced_array& one : list)
            std::visit([&](const auto& values) { by_name_[one.name].assign(values.begin(), values.end()); },
                       one.values);
    }
    [[nodiscard]] const numbers& operator[](const std::string& name) const { return by_name_.at(name); }
    [[nodiscard]] numbers& of(const std::string& name) { return by_name_.at(name); }

private:
    std::map<std::string, numbers> by_name_;
};

// A lever as the table of ODD 7.1 says it: what x does to parameters, value + by x or value (1 + by x). With another lever of
// strength y there, by z where z = x (alone + (1 - alone) y), or by x (1 - less y).
struct written_move {
    double by = 0, less = 0;
    bool with_z = false;
};
struct written_lever {
    double low = 0, high = 0;
    std::map<std::string, written_move> adds, factors;
    std::string helper;
    double alone = 1;
};

// What a sentence of that table says: "handling grows by 0.6x; wait_loss is multiplied by 1 - 0.5x".
inline void read_effect(std::string text, written_lever& into) {
    static const std::regex helped{R"(^with y the strength of (\w+) there and z = x \(([\d.]+) \+ [\d.]+y\): )"};
    static const std::regex clause{
        R"((\w+(?:(?:, | and )\w+)*) (grows?|is multiplied|are multiplied) by (1 [-+] )?([\d.]*)([xz])( \(1 - ([\d.]+)y\))?)"};
    static const std::regex words{R"(\w+)"};
    if (std::smatch found; std::regex_search(text, found, helped)) {
        into.helper = found[1];
        into.alone = std::stod(found[2]);
        text = found.suffix();
    }
    for (std::sregex_iterator at{text.begin(), text.end(), clause}, end; at != end; ++at) {
        const std::string names = (*at)[1], verb = (*at)[2], how = (*at)[3], size = (*at)[4];
        const bool multiplied = verb.ends_with("multiplied");
        if (multiplied == how.empty()) throw std::runtime_error{"what does this lever do? " + text};
        const written_move one{(size.empty() ? 1.0 : std::stod(size)) * (how == "1 - " ? -1 : 1),
                               (*at)[7].matched ? std::stod((*at)[7]) : 0.0, (*at)[5] == "z"};
        for (std::sregex_iterator name{names.begin(), names.end(), words}; name != end; ++name)
            if (*name->begin() != "and") (multiplied ? into.factors : into.adds)[name->str()] = one;
    }
}

// The levers of the page by name. documents_test.py holds the page's table against the program's words; whatever uses
// this, the program's numbers against the table.
inline const std::map<std::string, written_lever>& written_levers() {
    static const auto all = [] {
        std::ifstream page{COGOV_SOURCE_DIR "/docs/odd.md"};
        std::map<std::string, written_lever> made;
        std::string line;
        while (std::getline(page, line) && line != "<!-- cogov describe lever -->") {}
        std::getline(page, line);   // the names of the columns, and the line under them
        std::getline(page, line);
        while (std::getline(page, line) && line.starts_with("| ")) {
            static const std::regex row{
                R"(\| (\w+) \| [^|]* \| [^|]* \| [^|]* \| ([\d.]+) to ([\d.]+) \| [^|]* \| ([^|]*) \|.*)"};
            std::smatch cells;
            if (!std::regex_match(line, cells, row)) throw std::runtime_error{"docs/odd.md, levers: " + line};
            written_lever& one = made[cells[1]];
            one.low = std::stod(cells[2]);
            one.high = std::stod(cells[3]);
            read_effect(cells[4], one);
        }
        return made;
    }();
    return all;
}

// ODD 7.1. What is in force of each parameter in one community: (base + adds) * factors, clipped to its range.
inline std::map<std::string, double> written_parameters(std::map<std::string, double> base,
                                                        const participation::setting& arm, std::uint32_t community,
                                                        int week) {
    std::map<std::string, double> x;
    const auto here = [&](const participation::policy& p) {
        return p.communities.empty() || std::count(p.communities.begin(), p.communities.end(), community) > 0;
    };
    for (const participation::policy& p : arm.there)
        if (here(p)) x[std::string{participation::levers[p.lever].name}] += static_cast<double>(p.level);
    for (const participation::policy& p : arm.policies) {
        if (!here(p) || week < p.start || week >= p.end) continue;
        const double t = week - p.start, sustain = static_cast<double>(p.sustain);
        x[std::string{participation::levers[p.lever].name}] +=
            static_cast<double>(p.level) * std::min(1.0, (t + 1) / std::max(1.0, static_cast<double>(p.ramp))) *
            (sustain + (1 - sustain) * std::pow(2.0, -t / static_cast<double>(p.half_life)));
    }
    for (const auto& [name, lever] : written_levers()) x[name] = std::clamp(x[name], lever.low, lever.high);
    std::map<std::string, double> add, factor;
    for (const auto& [name, lever] : written_levers()) {
        const double y = lever.helper.empty() ? 0 : x.at(lever.helper);
        const auto strength = [x = x.at(name), y, alone = lever.alone](const written_move& m) {
            return m.by * x * (m.with_z ? alone + (1 - alone) * y : 1 - m.less * y);
        };
        for (const auto& [parameter, move] : lever.adds) add[parameter] += strength(move);
        for (const auto& [parameter, move] : lever.factors)
            factor.try_emplace(parameter, 1.0).first->second *= 1 + strength(move);
    }
    for (const auto& row : participation::about_parameters) {
        const std::string name{row.name};
        const bool changed = add[name] != 0 || (factor.contains(name) && factor[name] != 1);
        if (!changed) continue;
        base[name] = std::clamp((base[name] + add[name]) * (factor.contains(name) ? factor[name] : 1.0),
                                static_cast<double>(row.low), static_cast<double>(row.high));
    }
    return base;
}

// Whole posts by largest remainder: the sum rounded; each its whole part, the rest to the largest fractions, the
// earlier first.
inline numbers written_shares(const numbers& quotas) {
    constexpr double slip = 1e-9;
    double sum = 0, given = 0;
    numbers shares, fractions;
    for (const double quota : quotas) {
        shares.push_back(std::floor(quota + slip));
        fractions.push_back(quota - shares.back());
        sum += quota;
        given += shares.back();
    }
    for (const double all = std::floor(sum + 0.5 + slip); given < all; ++given) {
        const auto largest = std::max_element(fractions.begin(), fractions.end());
        ++shares[static_cast<std::size_t>(largest - fractions.begin())];
        *largest = -1;
    }
    return shares;
}

// When a week is: for experience, which settles faster in the burn-in.
struct written_time {
    int week = 0, burn_in = 0;
};

// Everything that a traced week computes, computed again from its `before`, `parameters` and `draws`. The result has
// the trace's names. `base`: parameters without policies.
inline std::map<std::string, numbers> written_week(const arrays& frame, const arrays& week, bool emergency,
                                                   const std::map<std::string, double>& base, written_time when = {}) {
    std::map<std::string, numbers> out;
    const auto was = [&](const char* name) -> const numbers& { return week[std::string{"before/"} + name]; };
    const auto p = [&](const std::string& name, std::size_t k) { return week["parameters/" + name][k]; };
    const numbers& home = frame["resident_community"];
    const std::size_t n = home.size(), communities = was("room").size();
    const numbers &channel = was("channel"), &h = was("engagement"), &waiting = was("waiting"),
                  &volunteer = was("volunteer"), &fatigue = was("fatigue"), &band = was("band"),
                  &employed = was("employed"), &party = was("party_member"), &hard = was("hard"),
                  &recruited = was("recruited"), &experience = was("experience");
    const double E = emergency ? 1 : 0;
    const auto build_hours = [&](std::size_t k, double works) {
        return p("build_hours", k) * (1 - p("flexible_time", k) * p("flexible_volunteering", k) * works);
    };
    const auto omega = [&](std::size_t i, std::size_t k) {
        return (1 + p("recruit_party", k) * party[i]) * (1 + p("recruit_older", k) * (band[i] == 2 ? 1 : 0));
    };

    // ODD 7.2
    numbers omegas(communities), people(communities);
    {
        numbers easy(communities), difficult(communities), vh(communities), sharers(communities), held(communities),
            skill(communities);
        std::vector<std::set<double>> grids(communities);
        for (std::size_t i = 0; i < n; ++i) {
            const auto k = static_cast<std::size_t>(home[i]);
            ++people[k];
            grids[k].insert(frame["grid"][i]);
            if (waiting[i] > 0) ++(hard[i] > 0 ? difficult : easy)[k];
            vh[k] += channel[i] == 0 ? build_hours(k, employed[i]) : 0;
            sharers[k] += channel[i] == 2 ? 1 : 0;
            if (volunteer[i] == 0) omegas[k] += omega(i, k);
        }
        for (std::size_t x = 0; x < was("post_community").size(); ++x)
            if (was("vacant_weeks")[x] == 0) {
                const auto k = static_cast<std::size_t>(was("post_community")[x]);
                ++held[k];
                skill[k] += was("skill")[x];
            }
        const auto put = [&](const char* name, double value) {
            out[std::string{"community/"} + name].push_back(value);
        };
        numbers base_posts, added_posts(communities);
        for (std::size_t k = 0; k < communities; ++k)
            base_posts.push_back(base.at("workers_per_1000") * people[k] / 1000);
        base_posts = written_shares(base_posts);
        // Communities where policies add equally much share what they add.
        const auto more = [&](std::size_t k) { return p("workers_per_1000", k) - base.at("workers_per_1000"); };
        for (std::size_t k = 0; k < communities; ++k) {
            numbers quotas(communities);
            for (std::size_t j = 0; j < communities; ++j)
                if (more(k) > 1e-9 && std::abs(more(j) - more(k)) <= 1e-9) quotas[j] = more(k) * people[j] / 1000;
            added_posts[k] = written_shares(quotas)[k];
        }
        for (std::size_t k = 0; k < communities; ++k) {
            const double thousands = people[k] / 1000, posts = std::max(1.0, base_posts[k]);
            const double hours = p("hours_per_post", k) * held[k];
            const double mean_skill = held[k] > 0 ? skill[k] / held[k] : 0;
            const double load_without_relief =
                posts * p("hours_per_post", k) *
                    (p("admin_share", k) + p("added_load", k) + E * p("emergency_admin", k) * (1 - p("prepared", k))) +
                p("load_per_post", k) * p("admin_share", k) * p("hours_per_post", k) * added_posts[k];
            const double cleared =
                posts * p("hours_per_post", k) * p("admin_share", k) * p("relief_fidelity", k) * p("relief", k);
            const double admin = std::max(0.0, load_without_relief - cleared);
            const auto left = [&](double load) { return std::max(p("min_discretion", k) * hours, hours - load); };
            const double spare = left(admin);
            const double other = (1 - p("relief_use", k)) * (spare - left(load_without_relief));
            const double free = spare - other;
            const double coordination = std::min(p("coordination_limit", k) * free, vh[k] / p("span", k));
            const double kappa = vh[k] == 0 ? 1 : coordination * p("span", k) / vh[k];
            const double eff = (free - coordination) * mean_skill + p("contracted", k) * thousands;
            const double volh = p("volunteer_efficiency", k) *
                                (1 - p("flexible_loss", k) * p("flexible_volunteering", k)) * vh[k] *
                                (p("alone", k) + (1 - p("alone", k)) * kappa);
            const double need =
                p("request_hours", k) / (1 + p("handling", k)) * (easy[k] + p("hard_factor", k) * difficult[k]);
            const double capacity = p("service_share", k) * eff + p("volunteer_service_share", k) * volh;
            const double sigma = need == 0 ? 1 : 1 - std::exp(-capacity / need);
            const double contact = p("captain_hours", k) * p("building_captains", k) * thousands +
                                   p("grid_hours", k) * p("grid_heads", k) * static_cast<double>(grids[k].size());
            const double outreach = eff + volh - need * sigma + p("partner_hours", k) * thousands + contact;
            put("base_posts", posts);
            put("added_posts", added_posts[k]);
            put("hours", hours);
            put("skill_mean", mean_skill);
            put("cleared", cleared);
            put("admin", admin);
            put("load", hours == 0 ? 2 : std::min(2.0, admin / hours));
            put("spare", spare);
            put("other", other);
            put("free", free);
            put("volunteer_hours", vh[k]);
            put("coordination", coordination);
            put("coordinated_share", kappa);
            put("effective_hours", eff);
            put("effective_volunteer_hours", volh);
            put("need", need);
            put("capacity", capacity);
            put("service_chance", sigma);
            put("service", need * sigma);
            put("contact_hours", contact);
            put("outreach", outreach);
            put("outreach_chance", 1 - std::exp(-p("reach", k) * outreach / people[k]));
            const double fits = sharers[k] == 0 ? 1 : std::min(1.0, p("seats", k) * thousands / sharers[k]);
            put("room", was("room")[k] + p("crowd_rate", k) * (fits - was("room")[k]));
        }
    }

    // ODD 7.3
    numbers weight(n), seen(n), asked(n), asked_at_home(n), outside(n), ties_outside(n), company(n * 3);
    for (const std::string layer : {"household", "neighbour", "friend", "work"}) {
        const numbers &from = frame["tie_" + layer + "_from"], &to = frame["tie_" + layer + "_to"],
                      &old = week["before/trust_" + layer];
        numbers& trust = out["tie/trust_" + layer];
        for (std::size_t x = 0; x < from.size(); ++x) {
            const auto i = static_cast<std::size_t>(from[x]), j = static_cast<std::size_t>(to[x]);
            const auto k = static_cast<std::size_t>(home[i]);
            double gain = channel[i] >= 0 && channel[j] == channel[i] ? p("gain_" + layer, k) : 0;
            double rest = p("trust_" + layer, k);
            if (layer == "neighbour") {
                gain += channel[j] == 0 ? p("gain_help", k) : 0;
                rest += p("neighbour_lift", k);
            }
            const double w = std::clamp(old[x] + gain * (1 - old[x]) - p("trust_decay", k) * (old[x] - rest), 0.0, 1.0);
            trust.push_back(w);
            weight[i] += w;
            seen[i] += w * h[j];
            (layer == "household" ? asked_at_home : asked)[i] += channel[j] >= 0 ? w : 0;
            if (layer == "household") {
                if (channel[j] >= 0) company[i * 3 + static_cast<std::size_t>(channel[j])] = 1;
            } else {
                outside[i] += w;
                ++ties_outside[i];
            }
        }
    }

    // ODD 7.4 to 7.7
    const char* const channels[] = {"build", "govern", "share"};
    const char* const bands[] = {"young", "middle", "older"};
    const auto put = [&](const char* name, double value) { out[name].push_back(value); };
    for (std::size_t i = 0; i < n; ++i) {
        const auto k = static_cast<std::size_t>(home[i]);
        const double S = weight[i] > 0 ? seen[i] / weight[i] : 0,
                     T = ties_outside[i] > 0 ? outside[i] / ties_outside[i] : 0.5;
        put("resident/exposure", S);
        put("resident/asked", asked[i]);
        put("resident/asked_at_home", asked_at_home[i]);
        put("resident/trust_in_others", T);

        const double waited = waiting[i],
                     sigma = out["community/service_chance"][k] * (hard[i] > 0 ? p("hard_factor", k) : 1);
        const std::string mine = bands[static_cast<std::size_t>(band[i])];
        const double opening = std::min(1.0, p("request_" + mine, k) * (1 + E * p("emergency_demand", k)));
        put("resident/p_served", waited > 0 ? sigma : 0);
        put("resident/p_open", waited > 0 ? 0 : opening);
        put("resident/p_hard", waited > 0 ? 0 : p("hard_share", k));
        const double u = week["draws/u_request"][i];
        double V = was("institution_trust")[i], waits = 0, waits_hard = 0;
        if (waited > 0 && u < sigma) {
            V += std::min(1.0, p("serve_gain", k) * std::exp(-(waited - 1) / p("patience_scale", k))) * (1 - V);
        } else if (waited > 0) {
            if (waited > p("patience", k)) V *= 1 - p("wait_loss", k);
            if (waited >= p("give_up", k)) V *= 1 - p("drop_loss", k);
            else waits = waited + 1, waits_hard = hard[i];
        } else if (u < opening) {
            waits = 1;
            waits_hard = week["draws/u_hard"][i] < p("hard_share", k) ? 1 : 0;
        }
        V += p("v_drift", k) * (std::clamp(p("v_prior_" + mine, k) + p("v_shift", k), 0.0, 1.0) - V);
        put("resident/institution_trust", V);

        const double online = was("digital")[i], reached = p("digital_reach", k) * online;
        const double asks = 1 - (1 - out["community/outreach_chance"][k]) *
                                    std::exp(-p("invite", k) * asked[i] - p("invite_household", k) * asked_at_home[i]);
        const double heard = 1 - (1 - p("notice", k)) * (1 - reached) * (1 - p("habit_awareness", k) * h[i]) *
                                     (1 - p("volunteer_awareness", k) * volunteer[i]);
        const bool contacted = week["draws/u_contact"][i] < asks;
        put("resident/p_contact", asks);
        put("resident/p_heard", heard);
        put("resident/contacted", contacted ? 1 : 0);
        put("resident/aware", 1 - (1 - asks) * (1 - heard));

        const double leisure =
            std::max(p("leisure_floor", k),
                     p("leisure_base", k) - p("work_factor", k) * was("work_hours")[i] - was("care_hours")[i]);
        const double unit = p("b_unit", k) * (1 - p("employer_link", k)) * was("unit")[i];
        double utility[3], total = 1;
        for (std::size_t c = 0; c < 3; ++c) {
            const std::string in = channels[c];
            const double tau = c == 0 ? build_hours(k, employed[i]) : p(in + "_hours", k);
            const double cost = p("time_weight", k) * tau * (1 - reached * p("digital_mode_" + in, k)) *
                                (1 + p("schedule_mismatch", k) * employed[i] * (1 - p("flexible", k))) / leisure;
            utility[c] = p("base_" + in, k) + p("band_" + mine + "_" + in, k) + p("incentive_" + in, k) - cost +
                         p("b_social", k) * S + p("b_neighbour", k) * (T - 0.5) + p("b_institution", k) * (V - 0.5) +
                         p("b_habit", k) * h[i] + p("b_experience", k) * experience[i] +
                         (contacted ? p("b_contact", k) : 0) +
                         (p("b_company", k) + p("company", k)) * company[i * 3 + c] +
                         p("b_party", k) * (1 + p("party_drive", k)) * party[i] +
                         p("taste_sd", k) * (std::sqrt(p("taste_common", k)) * was("taste")[i] +
                                             std::sqrt(1 - p("taste_common", k)) * week["before/taste_" + in][i]) +
                         (band[i] == 0 ? p("youth_offer", k) : 0);
            if (c == 0)
                utility[c] += p("b_volunteer", k) * volunteer[i] * (recruited[i] > 0 ? p("recruit_drive", k) : 1) -
                              p("b_fatigue", k) * (1 - p("support", k)) * fatigue[i] + E * p("emergency_solidarity", k);
            else utility[c] -= unit + E * p("emergency_closure", k);
            if (c == 1) utility[c] += p("deliberation", k);
            if (c == 2)
                utility[c] +=
                    p("b_crowd", k) * std::log(out["community/room"][k]) + (band[i] == 2 ? 0 : p("match_offer", k));
            put("resident/company", company[i * 3 + c]);
            put("resident/cost", cost);
            put("resident/utility", utility[c]);
            total += std::exp(utility[c]);
        }
        int takes = -1;
        double below = 0;
        for (int c = 0; c < 3; ++c) {
            const double chance = (contacted ? 1 : heard) * std::exp(utility[c]) / total;
            put("resident/p_channel", chance);
            if (takes < 0 && week["draws/u_channel"][i] < below + chance) takes = c;
            below += chance;
        }

        const double leave =
            std::min(1.0, p("drop", k) * (1 - p("support", k)) * (1 + p("drop_fatigue", k) * fatigue[i]));
        const double recruit =
            omegas[k] > 0 ? std::min(1.0, p("recruit", k) * (people[k] / 1000) * omega(i, k) / omegas[k]) : 0;
        put("resident/p_leave", volunteer[i] > 0 ? leave : 0);
        put("resident/p_register", volunteer[i] > 0 ? 0 : p("register", k));
        put("resident/p_recruit", volunteer[i] > 0 ? 0 : recruit);
        const bool registers = takes == 0 && week["draws/u_register"][i] < p("register", k),
                   is_recruited = week["draws/u_recruit"][i] < recruit, stays = week["draws/u_leave"][i] >= leave;
        const bool serves = volunteer[i] > 0 ? stays : registers || is_recruited,
                   for_being_asked = volunteer[i] > 0 ? stays && recruited[i] > 0 : is_recruited && !registers;

        put("after/channel", takes);
        put("after/engagement", h[i] + p("habit_rate", k) * ((takes >= 0 ? 1 : 0) - h[i]));
        const double running = when.week < 0 ? 4.0 / (when.week + when.burn_in + 5) : 0;
        put("after/experience",
            experience[i] + std::max(p("experience_rate", k), running) * ((takes >= 0 ? 1 : 0) - experience[i]));
        put("after/institution_trust", V);
        put("after/waiting", waits);
        put("after/hard", waits_hard);
        put("after/volunteer", serves ? 1 : 0);
        put("after/recruited", for_being_asked ? 1 : 0);
        put("after/fatigue", fatigue[i] + p("fatigue_rate", k) * ((takes == 0 ? 1 : 0) - fatigue[i]));
    }

    // ODD 7.8
    for (std::size_t x = 0; x < was("post_community").size(); ++x) {
        const auto k = static_cast<std::size_t>(was("post_community")[x]);
        double vacant = was("vacant_weeks")[x], morale = was("morale")[x], skill = was("skill")[x];
        if (vacant > 0) {
            put("post/morale", 0);
            put("post/skill", 0);
            put("post/p_quit", 0);
            --vacant;
            morale = p("start_morale", k);
            skill = p("start_skill", k);
        } else {
            const double target =
                std::clamp(0.5 + p("morale_pay", k) * (p("pay", k) - 1) +
                               p("morale_load", k) * (p("load_neutral", k) - out["community/load"][k]),
                           0.0, 1.0);
            morale += p("morale_rate", k) * (target - morale);
            skill += p("skill_rate", k) * (p("skill_target", k) - skill);
            const double quit =
                std::min(1.0, p("quit", k) * std::exp(p("quit_slope", k) * (p("start_morale", k) - morale)));
            put("post/morale", morale);
            put("post/skill", skill);
            put("post/p_quit", quit);
            if (week["draws/u_quit"][x] < quit) {
                vacant = p("vacancy", k);
                morale = p("start_morale", k);
                skill = p("start_skill", k);
            }
        }
        put("after/morale", morale);
        put("after/skill", skill);
        put("after/vacant_weeks", vacant);
    }
    out["after/room"] = out["community/room"];
    for (const std::string layer : {"household", "neighbour", "friend", "work"})
        out["after/trust_" + layer] = out["tie/trust_" + layer];
    return out;
}

}   // namespace support
