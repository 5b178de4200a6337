#pragma once
// One week of the participation model as it is written in docs/odd.md, in plain double precision and nothing but the
// standard library: what tests hold the program's traces against. It shares no formula with models/; whoever changes an
// equation changes it in both places, on purpose. What levers do is read off the page itself.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <regex>
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
        const auto strength = [&, x = x.at(name)](const written_move& m) {
            return m.by * x * (m.with_z ? lever.alone + (1 - lever.alone) * y : 1 - m.less * y);
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

// Everything that a traced week computes, computed again from its `before`, `parameters` and `draws`. The result has
// the trace's names.
inline std::map<std::string, numbers> written_week(const arrays& frame, const arrays& week, bool emergency,
                                                   const std::map<std::string, double>& base) {
    std::map<std::string, numbers> out;
    const auto was = [&](const char* name) -> const numbers& { return week[std::string{"before/"} + name]; };
    const auto p = [&](const std::string& name, std::size_t k) { return week["parameters/" + name][k]; };
    const numbers& home = frame["resident_community"];
    const std::size_t n = home.size(), communities = was("room").size();
    const numbers &channel = was("channel"), &h = was("engagement"), &waiting = was("waiting"),
                  &volunteer = was("volunteer"), &fatigue = was("fatigue"), &band = was("band"),
                  &employed = was("employed"), &party = was("party_member");
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
        numbers open(communities), vh(communities), sharers(communities), held(communities), skill(communities);
        for (std::size_t i = 0; i < n; ++i) {
            const auto k = static_cast<std::size_t>(home[i]);
            ++people[k];
            open[k] += waiting[i] > 0 ? 1 : 0;
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
        for (std::size_t k = 0; k < communities; ++k) {
            const double thousands = people[k] / 1000;
            const double posts = std::max(1.0, std::floor(base.at("workers_per_1000") * thousands + 0.5));
            const double hours = p("hours_per_post", k) * held[k];
            const double mean_skill = held[k] > 0 ? skill[k] / held[k] : 0;
            const double admin = posts * p("hours_per_post", k) *
                                 (p("admin_share", k) + E * p("emergency_admin", k) * (1 - p("prepared", k)));
            const double free = std::max(p("min_discretion", k) * hours, hours - admin);
            const double coordination = std::min(p("coordination_limit", k) * free, vh[k] / p("span", k));
            const double kappa = vh[k] == 0 ? 1 : coordination * p("span", k) / vh[k];
            const double eff = (free - coordination) * mean_skill + p("contracted", k) * thousands;
            const double volh = p("volunteer_efficiency", k) *
                                (1 - p("flexible_loss", k) * p("flexible_volunteering", k)) * vh[k] *
                                (p("alone", k) + (1 - p("alone", k)) * kappa);
            const double need = p("request_hours", k) / (1 + p("handling", k)) * open[k];
            const double capacity = p("service_share", k) * eff + p("volunteer_service_share", k) * volh;
            const double sigma = need == 0 ? 1 : 1 - std::exp(-capacity / need);
            const double outreach = eff + volh - need * sigma + p("partner_hours", k) * thousands;
            put("base_posts", posts);
            put("hours", hours);
            put("skill_mean", mean_skill);
            put("admin", admin);
            put("load", hours == 0 ? 2 : std::min(2.0, admin / hours));
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
            put("outreach", outreach);
            put("outreach_chance", 1 - std::exp(-p("reach", k) * outreach / people[k]));
            const double fits = sharers[k] == 0 ? 1 : std::min(1.0, p("seats", k) * thousands / sharers[k]);
            put("room", was("room")[k] + p("crowd_rate", k) * (fits - was("room")[k]));
        }
    }

    // ODD 7.3
    numbers weight(n), seen(n), asked(n), outside(n), ties_outside(n);
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
            asked[i] += channel[j] >= 0 ? w : 0;
            if (layer != "household") {
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
        put("resident/trust_in_others", T);

        const double sigma = out["community/service_chance"][k], waited = waiting[i];
        const std::string mine = bands[static_cast<std::size_t>(band[i])];
        const double opening = std::min(1.0, p("request_" + mine, k) * (1 + E * p("emergency_demand", k)));
        put("resident/p_served", waited > 0 ? sigma : 0);
        put("resident/p_open", waited > 0 ? 0 : opening);
        const double u = week["draws/u_request"][i];
        double V = was("institution_trust")[i], waits = 0;
        if (waited > 0 && u < sigma) {
            V += std::min(1.0, p("serve_gain", k) * std::exp(-(waited - 1) / p("patience_scale", k))) * (1 - V);
        } else if (waited > 0) {
            if (waited > p("patience", k)) V *= 1 - p("wait_loss", k);
            if (waited >= p("give_up", k)) V *= 1 - p("drop_loss", k);
            else waits = waited + 1;
        } else if (u < opening) {
            waits = 1;
        }
        V += p("v_drift", k) * (p("v_prior", k) - V);
        put("resident/institution_trust", V);

        const double online = was("digital")[i], reached = p("digital_reach", k) * online;
        const double aware = 1 - (1 - p("notice", k)) * (1 - out["community/outreach_chance"][k]) * (1 - reached) *
                                     std::exp(-p("invite", k) * asked[i]) * (1 - p("habit_awareness", k) * h[i]) *
                                     (1 - p("volunteer_awareness", k) * volunteer[i]);
        put("resident/p_asked", 1 - std::exp(-p("invite", k) * asked[i]));
        put("resident/aware", aware);

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
                         p("b_habit", k) * h[i] + p("b_party", k) * (1 + p("party_drive", k)) * party[i] +
                         p("taste_sd", k) * was("taste")[i] + (band[i] == 0 ? p("youth_offer", k) : 0);
            if (c == 0)
                utility[c] += p("b_volunteer", k) * volunteer[i] -
                              p("b_fatigue", k) * (1 - p("support", k)) * fatigue[i] + E * p("emergency_solidarity", k);
            else utility[c] -= unit + E * p("emergency_closure", k);
            if (c == 2) utility[c] += p("b_crowd", k) * std::log(out["community/room"][k]);
            put("resident/cost", cost);
            put("resident/utility", utility[c]);
            total += std::exp(utility[c]);
        }
        int takes = -1;
        double below = 0;
        for (int c = 0; c < 3; ++c) {
            const double chance = aware * std::exp(utility[c]) / total;
            put("resident/p_channel", chance);
            if (takes < 0 && week["draws/u_channel"][i] < below + chance) takes = c;
            below += chance;
        }

        const double leave =
            std::min(1.0, p("drop", k) * (1 - p("support", k)) * (1 + p("drop_fatigue", k) * fatigue[i]));
        const double recruit =
            omegas[k] > 0 ? std::min(1.0, p("recruit", k) * (people[k] / 1000) * omega(i, k) / omegas[k]) : 0;
        put("resident/p_leave", volunteer[i] > 0 ? leave : 0);
        put("resident/p_recruit", volunteer[i] > 0 ? 0 : recruit);
        bool stays = volunteer[i] > 0 && week["draws/u_leave"][i] >= leave;
        if (volunteer[i] == 0)
            stays =
                (takes == 0 && week["draws/u_register"][i] < p("register", k)) || week["draws/u_recruit"][i] < recruit;

        put("after/channel", takes);
        put("after/engagement", h[i] + p("habit_rate", k) * ((takes >= 0 ? 1 : 0) - h[i]));
        put("after/institution_trust", V);
        put("after/waiting", waits);
        put("after/volunteer", stays ? 1 : 0);
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
