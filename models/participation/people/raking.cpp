// Household types are made for one pyramid. Here they are bent to another (or, a little, to their own) by iterative
// proportional fitting: every five-year group of a sex has one factor, a household counts by the product of the factors of
// its adults, and the factors are moved until the expected pyramid is the one asked for. Of all ways to reach the
// pyramid this one stays nearest to the types as given (in the sense of Kullback & Leibler; Ireland & Kullback 1968),
// and it shifts both the shares of types and the ages within them.

#include <algorithm>
#include <cmath>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/math.hpp"

namespace participation {

namespace {

using by_age = std::array<double, age_count>;
using by_sex_and_age = std::array<by_age, 2>;

// Chance of sex s where the other's sex is `of`.
double sex_chance(const role_chances& r, std::size_t s, std::size_t of) {
    switch (r.sex) {
        case role::sexes::female:
            return s == 0 ? 1 : 0;
        case role::sexes::male:
            return s == 1 ? 1 : 0;
        case role::sexes::other:
            return s != of ? 1 : 0;
        case role::sexes::drawn:
            break;
    }
    return s == 1 ? r.p_male : 1 - r.p_male;
}

// N(mean, spread) in whole years within [low, high], drawn again where it falls outside. The density is taken at ten
// places within each year; where nothing is near, the nearest age is certain.
void whole_years(double mean, double spread, int low, int high, double* chance) {
    double all = 0;
    for (int age = low; spread > 0.02 && age <= high; ++age) {
        if (std::abs(age - mean) > 6 * spread + 1) continue;
        double sum = 0;
        for (int k = 0; k < 10; ++k) {
            const double z = (age - 0.45 + 0.1 * k - mean) / spread;
            sum += sim::exp(-0.5 * z * z);
        }
        chance[age] = sum;
        all += sum;
    }
    if (all > 0) {
        for (int age = low; age <= high; ++age) chance[age] /= all;
    } else {
        chance[std::clamp(static_cast<int>(std::floor(mean + 0.5)), low, high)] = 1;
    }
}

// Ages of the pyramid of one sex in [low, high], times the weight; sums to 1, or to 0 where there is nobody.
by_age from_pyramid(const by_age& pyramid, const by_age* weight, int low, int high) {
    by_age chance{};
    double all = 0;
    for (int age = low; age <= high; ++age) {
        const auto a = static_cast<std::size_t>(age);
        chance[a] = pyramid[a] * (weight != nullptr ? (*weight)[a] : 1);
        all += chance[a];
    }
    if (all > 0) {
        for (double& c : chance) c /= all;
    }
    return chance;
}

std::vector<role_chances> make_ready(const household_rules& rules, const std::array<by_age, 2>& pyramid) {
    std::vector<role_chances> ready;
    for (const role& r : rules.roles) {
        role_chances c;
        c.follows = r.follows.value_or(0);
        c.sex = r.sex;
        c.p_male = r.p_male;
        c.low = r.low;
        c.high = r.high;
        for (std::size_t s = 0; s < 2; ++s) {
            c.age[s].assign(age_count * age_count, 0.0);
            if (!r.follows) {
                const by_age chance = from_pyramid(pyramid[s], ready.empty() ? &rules.weight : nullptr, r.low, r.high);
                for (std::size_t of = 0; of < age_count; ++of)
                    std::copy(chance.begin(), chance.end(),
                              c.age[s].begin() + static_cast<std::ptrdiff_t>(of * age_count));
            } else if (s == 0) {
                for (std::size_t of = youngest; of < age_count; ++of) {
                    whole_years(static_cast<double>(of) + r.shift, r.spread, r.low, r.high, &c.age[0][of * age_count]);
                }
            } else {
                c.age[1] = c.age[0];
            }
        }
        for (std::size_t of = 0; of < age_count; ++of) {
            std::size_t first = static_cast<std::size_t>(c.low), last = static_cast<std::size_t>(c.high);
            const auto none = [&](std::size_t a) {
                return c.age[0][of * age_count + a] == 0 && c.age[1][of * age_count + a] == 0;
            };
            while (first < last && none(first)) ++first;
            while (last > first && none(last)) --last;
            c.possible.emplace_back(first, last);
        }
        ready.push_back(std::move(c));
    }
    return ready;
}

// Beliefs along the tree of who follows whom (Pearl 1988): exact expected ages of every adult of a type, given the
// factor of each age and sex.
struct type_state {
    std::vector<by_sex_and_age> belief, expected;   // by role
    std::vector<by_sex_and_age> message;            // to the followed, by the followed's sex and age
    double weight = 0;                              // how much a household of the type counts
};

void believe(std::vector<role_chances>& roles, const by_sex_and_age& factor, type_state& t) {
    t.belief.assign(roles.size(), factor);
    t.message.assign(roles.size(), {});
    for (std::size_t r = roles.size(); r-- > 1;) {
        role_chances& c = roles[r];
        const auto of_low = static_cast<std::size_t>(roles[c.follows].low),
                   of_high = static_cast<std::size_t>(roles[c.follows].high);
        for (std::size_t s = 0; s < 2; ++s) {
            for (std::size_t of = of_low; of <= of_high; ++of) {
                const double* chance = &c.age[s][of * age_count];
                double sum = 0;
                for (std::size_t a = c.possible[of].first; a <= c.possible[of].second; ++a)
                    sum += chance[a] * t.belief[r][s][a];
                c.sex_weight[s][of] = sum;
            }
        }
        for (std::size_t of_sex = 0; of_sex < 2; ++of_sex) {
            for (std::size_t of = of_low; of <= of_high; ++of) {
                const double m =
                    sex_chance(c, 0, of_sex) * c.sex_weight[0][of] + sex_chance(c, 1, of_sex) * c.sex_weight[1][of];
                t.message[r][of_sex][of] = m;
                t.belief[c.follows][of_sex][of] *= m;
            }
        }
    }
}

void expect(const std::vector<role_chances>& roles, type_state& t) {
    t.expected.assign(roles.size(), {});
    t.weight = 0;
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t a = 0; a < age_count; ++a) {
            t.expected[0][s][a] = sex_chance(roles[0], s, 0) * roles[0].age[s][a] * t.belief[0][s][a];
            t.weight += t.expected[0][s][a];
        }
    }
    if (!(t.weight > 0)) return;
    for (auto& ages : t.expected[0]) {
        for (double& e : ages) e /= t.weight;
    }
    for (std::size_t r = 1; r < roles.size(); ++r) {
        const role_chances& c = roles[r];
        for (std::size_t s = 0; s < 2; ++s) {
            for (std::size_t of = youngest; of < age_count; ++of) {
                double from = 0;
                for (std::size_t of_sex = 0; of_sex < 2; ++of_sex) {
                    const double m = t.message[r][of_sex][of];
                    if (m > 0) from += t.expected[c.follows][of_sex][of] * sex_chance(c, s, of_sex) / m;
                }
                if (!(from > 0)) continue;
                const double* chance = &c.age[s][of * age_count];
                for (std::size_t a = c.possible[of].first; a <= c.possible[of].second; ++a)
                    t.expected[r][s][a] += from * chance[a] * t.belief[r][s][a];
            }
        }
    }
}

// Chances summed up, ready to be drawn from.
void sum_up(std::vector<role_chances>& roles, const type_state& t, std::vector<double>& first) {
    first.assign(2 * age_count, 0.0);
    double sum = 0;
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t a = 0; a < age_count; ++a) first[s * age_count + a] = sum += t.expected[0][s][a];
    }
    for (std::size_t r = 1; r < roles.size(); ++r) {
        for (std::size_t s = 0; s < 2; ++s) {
            roles[r].summed[s].assign(age_count * age_count, 0.0);
            for (std::size_t of = youngest; of < age_count; ++of) {
                double all = 0;
                for (std::size_t a = 0; a < age_count; ++a) {
                    all += roles[r].age[s][of * age_count + a] * t.belief[r][s][a];
                    roles[r].summed[s][of * age_count + a] = all;
                }
            }
        }
    }
}

}   // namespace

row_index index_rows(const std::vector<marginals::row>& table) {
    row_index rows{};
    for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t age = 0; age < rows[s].size(); ++age) {
            rows[s][age] =
                static_cast<std::uint16_t>(row_of(table, static_cast<int>(age), static_cast<std::uint8_t>(s)));
        }
    }
    return rows;
}

raked_types rake(const marginals& tables) {
    constexpr int most_iterations = 200;
    constexpr double near_enough = 2e-5;   // share of all adults: two of 100,000
    constexpr double pace = 0.4;           // of a full step; more would swing where adults of a household are alike
    constexpr double furthest =
        3.0;   // a factor stays within 1/20 ... 20: a pyramid out of reach must not tear families apart

    const std::size_t types = tables.households.size(), rows = tables.age_sex.size();
    const std::array<by_age, 2> pyramid{ages_of_pyramid(tables, 0), ages_of_pyramid(tables, 1)};
    const row_index row = index_rows(tables.age_sex);
    std::vector<double> wanted;
    double all = 0;
    for (const auto& r : tables.age_sex) all += r.value[0];
    for (const auto& r : tables.age_sex) wanted.push_back(r.value[0] / all);

    raked_types result;
    sim::mistakes none;   // read_marginals has checked the rules
    std::vector<household_rules> rules;
    for (const auto& type : tables.households) rules.push_back(parse_rules(type, none));
    result.roles.resize(types);
    sim::for_each_index(types, [&](std::size_t t) { result.roles[t] = make_ready(rules[t], pyramid); });
    result.share.resize(types);
    result.first_summed.resize(types);

    std::vector<double> log_factor(rows, 0.0), found(rows);
    std::vector<type_state> state(types);
    while (true) {
        by_sex_and_age factor{};
        for (std::size_t s = 0; s < 2; ++s) {
            for (std::size_t a = 0; a < age_count; ++a) factor[s][a] = sim::exp(log_factor[row[s][a]]);
        }
        double households = 0, adults = 0;
        sim::for_each_index(types, [&](std::size_t t) {
            believe(result.roles[t], factor, state[t]);
            expect(result.roles[t], state[t]);
        });
        for (std::size_t t = 0; t < types; ++t) {
            result.share[t] = tables.households[t].share * state[t].weight;
            households += result.share[t];
        }
        std::fill(found.begin(), found.end(), 0.0);
        for (std::size_t t = 0; t < types; ++t) {
            result.share[t] /= households;
            adults += result.share[t] * static_cast<double>(result.roles[t].size());
            for (const auto& expected : state[t].expected) {
                for (std::size_t s = 0; s < 2; ++s) {
                    for (std::size_t a = youngest; a < age_count; ++a)
                        found[row[s][a]] += result.share[t] * expected[s][a];
                }
            }
        }
        result.largest_miss = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            found[r] /= adults;
            result.largest_miss = std::max(result.largest_miss, std::abs(found[r] - wanted[r]));
        }
        if (result.largest_miss < near_enough || result.iterations == most_iterations) break;
        ++result.iterations;
        double mean = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            if (wanted[r] > 0 && found[r] > 0) log_factor[r] += pace * sim::log(wanted[r] / found[r]);
            if (!(wanted[r] > 0)) log_factor[r] = -furthest;
            mean += wanted[r] * log_factor[r];
        }
        // Only ratios are asked for: a common factor would favour large or small households, so its mean is kept at 1.
        for (double& f : log_factor) f = std::clamp(f - mean, -furthest, furthest);
    }
    sim::for_each_index(types, [&](std::size_t t) { sum_up(result.roles[t], state[t], result.first_summed[t]); });
    return result;
}

}   // namespace participation
