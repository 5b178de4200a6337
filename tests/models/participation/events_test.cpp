// Does what happens happen as often as its chance says? Over many resident-weeks of a lively town, each class of event has
// Z = sum(happened - p) / sqrt(sum p (1 - p)), p as traced; a sum of martingale differences, so nearly standard normal.

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "tests/support/small_town.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;

struct tally_of_events {
    double surplus = 0, variance = 0, happened = 0;
    void add(double p, bool yes) {
        surplus += (yes ? 1 : 0) - p;
        variance += p * (1 - p);
        happened += yes ? 1 : 0;
    }
};

}   // namespace

TEST(Events, HappenAsOftenAsTheirChancesSay) {
    constexpr int weeks = 80;
    study_data data = support::small_study(3, 900, weeks);
    parameters& p = data.values;
    p.base_build = p.base_share = -2;
    p.base_govern = -3;
    p.request_young = p.request_middle = p.request_older = 0.05F;
    p.give_up = 3;
    p.hard_share = 0.2F;
    p.hard_factor = 0.4F;
    p.recruit = 6;
    p.drop = 0.04F;
    p.quit = 0.05F;
    p.vacancy = 3;
    p.workers_per_1000 = 60;
    data.settings[0].emergencies = {{30, 10}};
    const town place{data};
    const auto seeds = support::seeds(1, 77);
    const auto run = place.start(0, seeds, {sim::best_instruction_set(), 1});
    const char* const bands[] = {"young", "middle", "older"};
    const char* const channels[] = {"build", "govern", "share"};
    std::map<std::string, tally_of_events> events;
    for (int t = 0; t < weeks; ++t) {
        const support::arrays w{run->trace(t)->arrays};
        for (std::size_t i = 0; i < place.people().residents(); ++i) {
            const std::string band = bands[static_cast<std::size_t>(w["before/band"][i])];
            const double waited = w["before/waiting"][i], waits = w["after/waiting"][i];
            events["contacted, " + band].add(w["resident/p_contact"][i], w["resident/contacted"][i] > 0);
            if (waited > 0) {
                // A request that ended was served, unless its time was up, when only the draw can tell.
                const bool served = waited < 3 ? waits == 0 : w["draws/u_request"][i] < w["resident/p_served"][i];
                const std::string which = w["before/hard"][i] > 0 ? "hard" : std::to_string(static_cast<int>(waited));
                events["served, " + which].add(w["resident/p_served"][i], served);
            } else {
                events["opened, " + band].add(w["resident/p_open"][i], waits == 1);
                if (waits == 1) events["opened hard"].add(w["resident/p_hard"][i], w["after/hard"][i] > 0);
            }
            for (std::size_t c = 0; c < 3; ++c)
                events[std::string{channels[c]} + ", " + band].add(w["resident/p_channel"][i * 3 + c],
                                                                   w["after/channel"][i] == static_cast<double>(c));
            // Whoever was recruited alone is marked; other new volunteers have registered.
            const bool was = w["before/volunteer"][i] > 0, is = w["after/volunteer"][i] > 0,
                       recruited = w["after/recruited"][i] > 0, builds = w["after/channel"][i] == 0;
            if (was) {
                events[w["before/recruited"][i] > 0 ? "recruit leaves" : "volunteer leaves"].add(
                    w["resident/p_leave"][i], !is);
            } else {
                const double registers = builds ? w["resident/p_register"][i] : 0;
                if (builds) events["registers"].add(registers, is && !recruited);
                events["is recruited"].add((1 - registers) * w["resident/p_recruit"][i], recruited);
            }
        }
        for (std::size_t x = 0; x < w["post/p_quit"].size(); ++x)
            if (w["before/vacant_weeks"][x] == 0)
                events["quits"].add(w["post/p_quit"][x], w["after/vacant_weeks"][x] > 0);
    }
    EXPECT_EQ(events.size(), 25U);
    for (const auto& [name, e] : events) {
        EXPECT_GT(e.happened, 100) << name;
        // Two-sided 1e-6 / 25 each, so 1e-6 for all.
        EXPECT_LT(std::abs(e.surplus / std::sqrt(e.variance)), 5.5) << name;
    }
}
