// The participation model with two to four residents and no memory (habit_rate, fatigue_rate, crowd_rate, trust_decay,
// v_drift 1, b_experience 0 and so on): a finite Markov chain. Its transition matrix follows from the equations as
// docs/odd.md writes them (tests/support/written_week.hpp), its stationary distribution from the matrix. Both are held
// against published numbers of an independent program (tests/data/verification/micro_*.csv), and the simulation against
// both.

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include <Eigen/Core>
#include <boost/math/distributions/chi_squared.hpp>
#include <gtest/gtest.h>

#include "sim/text/csv.hpp"
#include "tests/support/small_town.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;

constexpr double false_alarm = 1e-6;

sim::csv table(const std::string& name) {
    sim::mistakes wrong;
    auto read = sim::csv::read(std::string{COGOV_SOURCE_DIR} + "/tests/data/verification/" + name, wrong);
    EXPECT_TRUE(wrong.empty()) << name;
    return read;
}

// The parts of a text between blanks.
std::vector<std::string> words(const std::string& text) {
    std::istringstream in{text};
    std::vector<std::string> out;
    for (std::string one; in >> one;) out.push_back(one);
    return out;
}

// The tables' model tells no contact from hearing, no housemate from others, no hard request and no recruit: what is
// in force where these mechanisms are off. `invite_household` is then `invite`.
const std::map<std::string, double> switched_off{{"b_contact", 0},  {"b_company", 0},     {"b_experience", 0},
                                                 {"hard_share", 0}, {"taste_common", 1},  {"relief_fidelity", 1},
                                                 {"relief_use", 1}, {"load_per_post", 0}, {"recruit_drive", 1}};

// What micro_inputs.csv says of one chain: parameters by their names here, residents, ties, emergency.
struct inputs {
    std::map<std::string, double> values;
    std::vector<std::map<std::string, double>> residents;
    std::vector<support::tie> ties;
    bool emergency = false;

    void keep_first(std::size_t count) {
        residents.resize(count);
        std::erase_if(ties, [&](const support::tie& t) { return t.from >= count || t.to >= count; });
    }
};

inputs inputs_of(const std::string& chain) {
    const std::map<std::string, std::string> renamed{
        {"w_household", "trust_household"}, {"w_neighbour", "trust_neighbour"}, {"w_friend", "trust_friend"},
        {"w_work", "trust_work"},           {"decay", "trust_decay"},           {"lift", "neighbour_lift"}};
    const std::vector<std::string> channels{"build", "govern", "share"}, bands{"young", "middle", "older"};
    const sim::csv rows = table("micro_inputs.csv");
    inputs out;
    std::size_t count = 0;
    for (const std::string& which : {std::string{"all"}, chain})
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            if (rows.text(r, 0) != which) continue;
            const std::string name = rows.text(r, 1);
            const auto value = words(rows.text(r, 2));
            const auto spread = [&](const std::string& before, const std::vector<std::string>& over,
                                    const std::string& after) {
                for (std::size_t x = 0; x < 3; ++x) out.values[before + over[x] + after] = std::stod(value[x]);
            };
            if (name == "residents") count = value.size();
            else if (name == "E") out.emergency = value[0] == "1";
            else if (name == "tau") spread("", channels, "_hours");
            else if (name == "base" || name == "incentive" || name == "digital_mode" || name.starts_with("band_"))
                spread(name + "_", channels, "");
            else if (name == "request") spread("request_", bands, "");
            else if (name == "v_prior")
                for (const std::string& band : bands) out.values["v_prior_" + band] = std::stod(value[0]);
            else if (name.starts_with("resident ")) {
                out.residents.emplace_back();
                for (const std::string& one : value)
                    out.residents.back()[one.substr(0, one.find('='))] = std::stod(one.substr(one.find('=') + 1));
            } else if (name == "tie") {
                const auto at = std::find(layer_names.begin(), layer_names.end(), value[2]);
                out.ties.push_back({static_cast<std::uint32_t>(std::stoul(value[0]) - 1),
                                    static_cast<std::uint32_t>(std::stoul(value[1]) - 1),
                                    static_cast<layer>(at - layer_names.begin())});
            } else out.values[renamed.contains(name) ? renamed.at(name) : name] = std::stod(value[0]);
        }
    out.values.insert(switched_off.begin(), switched_off.end());
    out.values["invite_household"] = out.values["invite"];
    out.keep_first(count);
    return out;
}

// Many communities of these residents, each a copy of the chain.
study_data copies(const inputs& in, std::uint32_t communities, int weeks) {
    const auto each = static_cast<std::uint32_t>(in.residents.size());
    std::vector<support::tie> ties;
    for (std::uint32_t k = 0; k < communities; ++k)
        for (const support::tie& t : in.ties) ties.push_back({k * each + t.from, k * each + t.to, t.in});
    study_data data = support::small_study(1, 2, weeks);
    population people = support::small_population(communities, each, 1, &ties);
    attributes& a = people.start;
    for (std::size_t i = 0; i < people.residents(); ++i) {
        auto who = in.residents[i % each];
        a.age[i] = static_cast<std::uint8_t>(who["age"]);
        a.employed[i] = static_cast<std::uint8_t>(who["employed"]);
        a.unit[i] = static_cast<std::uint8_t>(who["unit"]);
        a.party_member[i] = static_cast<std::uint8_t>(who["party"]);
        a.digital[i] = static_cast<std::uint8_t>(who["digital"]);
        a.work_hours[i] = static_cast<float>(who["work_hours"]);
        a.care_hours[i] = static_cast<float>(who["care_hours"]);
    }
    std::size_t said = 0;
    for (std::size_t r = 0; r < about_parameters.size(); ++r) {
        const auto at = in.values.find(std::string{about_parameters[r].name});
        if (at == in.values.end()) continue;
        data.values.*about_parameters[r].where = static_cast<float>(at->second);
        data.stated[r] = true;
        ++said;
    }
    EXPECT_EQ(said, in.values.size());
    data.values.v_sd = 0;
    data.values.skill_mean = data.values.skill_target;
    data.values.skill_sd = 0;
    if (in.emergency) data.settings[0].emergencies = {{0, weeks}};
    data.people = std::make_shared<const known_people>(std::move(people));
    return data;
}

// What of a resident of a chain may vary between weeks: channel (-1: none), 0 or 1 where it is not a count; institution
// trust is 0 or 1.
enum part : std::size_t { in_channel, volunteering, recruited, waiting, hard_request, trusting, parts };
using resident = std::array<double, parts>;

// How many values each part has; those with one stay 0.
struct state_space {
    std::array<std::size_t, parts> values{4, 1, 1, 1, 1, 1};
    [[nodiscard]] std::size_t size() const {
        return std::accumulate(values.begin(), values.end(), std::size_t{1}, std::multiplies{});
    }
    [[nodiscard]] std::size_t index(const resident& of) const {
        std::size_t at = 0;
        for (std::size_t x = 0; x < parts; ++x)
            at = at * values[x] + (values[x] == 1 ? 0 : static_cast<std::size_t>(of[x] + (x == in_channel ? 1 : 0)));
        return at;
    }
    [[nodiscard]] resident of(std::size_t index) const {
        resident out{};
        for (std::size_t x = parts; x-- > 0; index /= values[x]) out[x] = static_cast<double>(index % values[x]);
        --out[in_channel];
        return out;
    }
};

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// One community of a chain as the equations see it: a traced week to be overwritten with any state.
class equations {
public:
    equations(inputs in, state_space space)
        : in_{std::move(in)},
          place_{copies(in_, 1, 4)},
          space_{space},
          frame_{place_.traced().arrays},
          week_{settled().arrays} {
        for (const auto& row : about_parameters)
            base_[std::string{row.name}] = static_cast<double>(place_.data().values.*row.where);
    }

    [[nodiscard]] std::size_t residents() const { return in_.residents.size(); }
    [[nodiscard]] std::size_t states() const {
        return static_cast<std::size_t>(std::pow(space_.size(), residents()) + 0.5);
    }
    [[nodiscard]] std::vector<resident> decode(std::size_t state) const {
        std::vector<resident> out(residents());
        for (std::size_t i = residents(); i-- > 0; state /= space_.size()) out[i] = space_.of(state % space_.size());
        return out;
    }
    // The week from a state, with every request decided one way: u = 0 or u = 1, and so with whether one that opens is
    // hard. Nothing but the choice of a channel hangs on being contacted, so the chances of channels are those of both
    // cases together.
    std::map<std::string, support::numbers> week(const std::vector<resident>& state, double u, double u_hard = 1) {
        for (std::size_t i = 0; i < residents(); ++i) {
            const resident& of = state[i];
            week_.of("before/channel")[i] = of[in_channel];
            week_.of("before/engagement")[i] = of[in_channel] >= 0 ? 1 : 0;
            week_.of("before/fatigue")[i] = of[in_channel] == 0 ? 1 : 0;
            week_.of("before/volunteer")[i] = of[volunteering];
            week_.of("before/recruited")[i] = of[recruited];
            week_.of("before/waiting")[i] = of[waiting];
            week_.of("before/hard")[i] = of[hard_request];
            if (space_.values[trusting] > 1) week_.of("before/institution_trust")[i] = of[trusting];
            week_.of("draws/u_request")[i] = u;
            week_.of("draws/u_hard")[i] = u_hard;
        }
        const auto where_u_contact_is = [&](double all) {
            week_.of("draws/u_contact").assign(residents(), all);
            return support::written_week(frame_, week_, in_.emergency, base_);
        };
        auto out = where_u_contact_is(1);
        const support::numbers contacted = where_u_contact_is(0).at("resident/p_channel"),
                               p_contact = out.at("resident/p_contact");
        support::numbers& chances = out.at("resident/p_channel");
        for (std::size_t x = 0; x < chances.size(); ++x) chances[x] += p_contact[x / 3] * (contacted[x] - chances[x]);
        return out;
    }
    // Row by row: chances of next week's states. Given the state, residents are independent. One number picks the
    // channel and, within build, who registers; one decides who leaves or, of all others, who is recruited: so given
    // the channel, registering and recruiting are independent, as if each had a number of its own.
    matrix transitions() {
        const std::size_t n = states(), each = space_.size();
        matrix out(n, n);
        for (std::size_t s = 0; s < n; ++s) {
            const auto state = decode(s);
            std::vector<std::vector<double>> next(residents(), std::vector<double>(each, 0.0));
            for (const double u : {0.0, 1.0})
                for (const double u_hard : {1.0, 0.0}) {
                    if (u_hard == 0 && space_.values[hard_request] == 1) continue;
                    const auto w = week(state, u, u_hard);
                    for (std::size_t i = 0; i < residents(); ++i)
                        add_next(next[i], w, i, state[i], u == 0, u_hard == 0);
                }
            for (std::size_t t = 0; t < n; ++t) {
                double chance = 1;
                std::size_t rest = t;
                for (std::size_t i = residents(); i-- > 0; rest /= each) chance *= next[i][rest % each];
                out(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(t)) = chance;
            }
        }
        return out;
    }
    [[nodiscard]] const town& place() const { return place_; }
    [[nodiscard]] const inputs& in() const { return in_; }
    [[nodiscard]] const state_space& space() const { return space_; }

private:
    // Where a resident may be next week, given how their request is decided.
    void add_next(std::vector<double>& next, const std::map<std::string, support::numbers>& w, std::size_t i,
                  const resident& before, bool served_or_opened, bool hard) const {
        const auto of = [&](const char* name) { return w.at(name)[i]; };
        const double yes = of("resident/p_served") + of("resident/p_open"), p_hard = of("resident/p_hard"),
                     so = (served_or_opened ? yes : 1 - yes) * (hard ? p_hard : 1 - p_hard);
        double none = 1;
        for (std::size_t x = 0; x < 3; ++x) none -= w.at("resident/p_channel")[i * 3 + x];
        for (int c = -1; c < 3; ++c) {
            const double took = c < 0 ? none : w.at("resident/p_channel")[i * 3 + static_cast<std::size_t>(c)];
            const auto then = [&](double volunteers, double was_recruited, double chance) {
                next[space_.index({static_cast<double>(c), volunteers, was_recruited, of("after/waiting"),
                                   of("after/hard"), of("after/institution_trust")})] += so * took * chance;
            };
            if (before[volunteering] > 0) {
                then(1, before[recruited], 1 - of("resident/p_leave"));
                then(0, 0, of("resident/p_leave"));
            } else {
                const double registers = c == 0 ? of("resident/p_register") : 0,
                             alone = (1 - registers) * of("resident/p_recruit");
                then(1, 0, registers);
                then(1, 1, alone);
                then(0, 0, 1 - registers - alone);
            }
        }
    }
    // The third week: trust, skill and room have forgotten how they started.
    sim::traced_step settled() {
        const auto seeds = support::seeds(1);
        const auto run = place_.start(0, seeds, {sim::best_instruction_set(), 1});
        static_cast<void>(run->trace(0));
        static_cast<void>(run->trace(1));
        return *run->trace(2);
    }
    inputs in_;
    town place_;
    state_space space_;
    support::arrays frame_, week_;
    std::map<std::string, double> base_;
};

Eigen::RowVectorXd stationary(const matrix& chances) {
    Eigen::RowVectorXd x = Eigen::RowVectorXd::Constant(chances.rows(), 1.0 / static_cast<double>(chances.rows()));
    for (int t = 0; t < 400; ++t) x = x * chances;   // second eigenvalues are below 0.87: 1e-24 is left of the start
    return x;
}

// Published marginals of a chain (channels, participants, volunteers, waiting, V) against a distribution over states.
void expect_marginals(const equations& e, const Eigen::RowVectorXd& x, const std::string& chain, double tolerance) {
    std::map<std::string, double> found;
    const char* const channels[] = {"none", "build", "govern", "share"};
    for (std::size_t s = 0; s < e.states(); ++s) {
        const double p = x(static_cast<Eigen::Index>(s));
        const auto state = e.decode(s);
        int participants = 0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const std::string who = std::to_string(i + 1);
            participants += state[i][in_channel] >= 0 ? 1 : 0;
            found["P(c_" + who + "=" + channels[static_cast<std::size_t>(state[i][in_channel] + 1)] + ")"] += p;
            found["P(volunteer_" + who + ")"] += p * state[i][volunteering];
            found["P(n_" + who + "=" + std::to_string(static_cast<int>(state[i][waiting])) + ")"] += p;
            found["E(V_" + who + ")"] += p * state[i][trusting];
        }
        found["P(participants=" + std::to_string(participants) + ")"] += p;
        found["E(participants)"] += p * participants;
    }
    const sim::csv rows = table("micro_chains.csv");
    std::size_t compared = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r)
        if (rows.text(r, 0) == chain && found.contains(rows.text(r, 1))) {
            EXPECT_NEAR(found[rows.text(r, 1)], std::stod(rows.text(r, 2)), tolerance) << rows.text(r, 1);
            ++compared;
        }
    EXPECT_GE(compared, 10U) << chain;
}

// Every printed probability of a chain's transitions against the equations.
void expect_transitions(equations& e, const std::string& file) {
    const sim::csv rows = table(file);
    sim::mistakes wrong;
    const auto column = [&](const std::string& name) -> std::optional<std::size_t> {
        sim::mistakes none;
        return rows.column(name, none);
    };
    const std::map<std::string, double> channels{{"none", -1}, {"build", 0}, {"govern", 1}, {"share", 2}};
    std::size_t compared = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        std::vector<resident> state(e.residents());
        for (std::size_t i = 0; i < state.size(); ++i) {
            const std::string who = std::to_string(i + 1);
            state[i][in_channel] = channels.at(rows.text(r, *column("c" + who)));
            if (const auto at = column("vol" + who)) state[i][volunteering] = std::stod(rows.text(r, *at));
            if (const auto at = column("n" + who)) state[i][waiting] = std::stod(rows.text(r, *at));
        }
        const auto w = e.week(state, 1.0);
        const auto compare = [&](const std::string& name, double value) {
            if (const auto at = column(name)) {
                EXPECT_NEAR(value, std::stod(rows.text(r, *at)), 2e-7) << file << ", row " << r << ", " << name;
                ++compared;
            }
        };
        compare("A_k", w.at("community/outreach_chance")[0]);
        compare("q_k", w.at("community/room")[0]);
        compare("kappa", w.at("community/coordinated_share")[0]);
        compare("sigma", w.at("community/service_chance")[0]);
        for (std::size_t i = 0; i < state.size(); ++i) {
            const std::string who = std::to_string(i + 1);
            compare("aware_" + who, w.at("resident/aware")[i]);
            compare("P_leave_" + who, w.at("resident/p_leave")[i]);
            compare("P_recruit_" + who, w.at("resident/p_recruit")[i]);
            const char* const names[] = {"build", "govern", "share"};
            for (std::size_t c = 0; c < 3; ++c)
                compare("P_" + who + "_" + names[c], w.at("resident/p_channel")[i * 3 + c]);
            // Chain D prints both outcomes of the new V: unserved V is 0 here, served (or V kept) 1.
            for (const double v : {0.0, 1.0}) {
                auto given = state;
                given[i] = {state[i][in_channel], 0, 0, 0, 0, v};
                if (!column("P_" + who + "_build_if_new_V_0")) continue;
                const auto kept = e.week(given, 1.0);   // nothing open: V stays
                const bool same_week = state[i][waiting] == 0;
                for (std::size_t c = 0; c < 3 && same_week; ++c)
                    compare("P_" + who + "_" + names[c] + "_if_new_V_" + (v > 0 ? "1" : "0"),
                            kept.at("resident/p_channel")[i * 3 + c]);
            }
        }
    }
    EXPECT_GT(compared, rows.rows() * 4) << file;
}

// Follows many copies for 200 weeks and compares their end states with the chain's stationary distribution.
void expect_simulation(const equations& e, const Eigen::RowVectorXd& x) {
    constexpr std::uint32_t communities = 20000;
    constexpr int weeks = 200;
    const town place{copies(e.in(), communities, weeks)};
    const auto seeds = support::seeds(1, 2026);
    const auto run = place.start(0, seeds, {sim::best_instruction_set(), 1});
    for (int t = 0; t + 1 < weeks; ++t) run->advance(t, nullptr, 0);
    const support::arrays week{run->trace(weeks - 1)->arrays};
    std::vector<double> found(e.states());
    for (std::uint32_t k = 0; k < communities; ++k) {
        std::size_t state = 0;
        for (std::size_t i = k * e.residents(); i < (k + 1) * e.residents(); ++i)
            state =
                state * e.space().size() +
                e.space().index({week["after/channel"][i], week["after/volunteer"][i], week["after/recruited"][i],
                                 week["after/waiting"][i], week["after/hard"][i], week["after/institution_trust"][i]});
        ++found[state];
    }
    // Pearson's chi squared; states expected fewer than ten times share a cell.
    double statistic = 0, rare_expected = 0, rare_found = 0;
    int cells = 0;
    const auto add = [&](double expected, double seen) {
        statistic += (seen - expected) * (seen - expected) / expected;
        ++cells;
    };
    for (std::size_t s = 0; s < found.size(); ++s) {
        const double expected = communities * x(static_cast<Eigen::Index>(s));
        if (expected >= 10) add(expected, found[s]);
        else rare_expected += expected, rare_found += found[s];
    }
    if (rare_expected >= 5) add(rare_expected, rare_found);
    const boost::math::chi_squared law{static_cast<double>(cells - 1)};
    EXPECT_GT(cells, 10);
    EXPECT_LT(statistic, boost::math::quantile(boost::math::complement(law, false_alarm)))
        << cells << " cells, p = " << boost::math::cdf(boost::math::complement(law, statistic));
    testing::Test::RecordProperty("chi_squared", std::to_string(statistic));
    testing::Test::RecordProperty("cells", cells);
}

Eigen::RowVectorXd stationary_of(equations& e) {
    const matrix chances = e.transitions();
    for (Eigen::Index s = 0; s < chances.rows(); ++s) EXPECT_NEAR(chances.row(s).sum(), 1.0, 1e-12);
    Eigen::RowVectorXd x = stationary(chances);
    EXPECT_NEAR((x * chances - x).cwiseAbs().sum(), 0.0, 1e-12);
    return x;
}

void expect_chain(const std::string& chain, state_space space) {
    equations e{inputs_of(chain), space};
    expect_transitions(e, "micro_" + chain + "_transitions.csv");
    const Eigen::RowVectorXd x = stationary_of(e);
    expect_marginals(e, x, chain, 1e-6);
    expect_simulation(e, x);
}

void expect_own_chain(const std::string& chain, std::size_t residents, const std::map<std::string, double>& changes,
                      state_space space) {
    inputs in = inputs_of(chain);
    in.keep_first(residents);
    for (const auto& [name, value] : changes) in.values[name] = value;
    equations e{in, space};
    const Eigen::RowVectorXd x = stationary_of(e);
    expect_simulation(e, x);
}

}   // namespace

// Awareness, invitations, exposure weighted by layer, time cost, unit and party, crowding, coordination.
TEST(Chains, OfFourResidentsChannelsIsExact) { expect_chain("A", {}); }

// The same in an emergency with a plan: load, closure, solidarity.
TEST(Chains, OfFourResidentsInAnEmergencyIsExact) { expect_chain("A_emergency", {}); }

// Volunteers, fatigue, registering, leaving, recruiting.
TEST(Chains, OfThreeResidentsWhoVolunteerIsExact) { expect_chain("B", {.values = {4, 2, 1, 1, 1, 1}}); }

// Requests that wait, are served and dropped; hours booked for service lower outreach.
TEST(Chains, OfThreeResidentsRequestsIsExact) { expect_chain("C", {.values = {4, 1, 1, 3, 1, 1}}); }

// A week's choice sees that week's trust.
TEST(Chains, OfTwoResidentsInstitutionTrustIsExact) { expect_chain("D", {.values = {4, 1, 1, 2, 1, 2}}); }

// What no table has: the chains above with mechanisms turned on, against the equations alone.

// Being contacted raises the odds, a housemate in a channel is company, housemates invite more than others do.
TEST(Chains, OfFourResidentsContactedAndInCompanyIsExact) {
    expect_own_chain("A", 4, {{"b_contact", 1}, {"b_company", 1.5}, {"invite_household", 1.5}}, {});
}

// Who was recruited is less keen, until leaving.
TEST(Chains, OfTwoResidentsWhoAreRecruitedIsExact) {
    expect_own_chain("B", 2, {{"recruit_drive", 0.3}}, {.values = {4, 2, 2, 1, 1, 1}});
}

// Some requests are hard: they need fewer of the hours and wait longer. Nobody takes part, for fewer states.
TEST(Chains, OfTwoResidentsHardRequestsIsExact) {
    expect_own_chain("C", 2,
                     {{"hard_share", 0.5},
                      {"hard_factor", 0.1},
                      {"give_up", 4},
                      {"request_middle", 0.6},
                      {"request_older", 0.6},
                      {"base_build", -60},
                      {"base_govern", -60},
                      {"base_share", -60}},
                     {.values = {1, 1, 1, 5, 2, 1}});
}
