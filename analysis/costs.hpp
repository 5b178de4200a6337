#pragma once
// What arms cost beside what they do: by what is paid for, for one more of an effect, and which of them are efficient.

#include <optional>
#include <string>
#include <vector>

#include "analysis/measured.hpp"

namespace analysis {

// Things that the money of an instrument pays for, one for a unit of its price, and that the file counts. As many
// as are paid for need not be there: they come whole in each place, and what has faded is still paid for.
struct purchase {
    std::size_t label = 0;   // of the axis of instruments
    std::string what;        // the observation that counts them
    double price = 0;        // CNY a week for one
};

struct costs_of_arm {
    std::size_t arm = 0;
    std::vector<estimate> by_label;          // CNY a week, [label of `axis`]
    std::vector<estimate> paid_for, there;   // of each purchase, more than in the baseline; means over the period
    estimate total;                          // CNY a week
    // Differences from the baseline, pairs of replicates; of the baseline itself 0:
    estimate cost, effect;   // CNY a week; in the measure's unit
    estimate count;          // of what the measure counts (its `over`): a week or, of last_week, at the period's end
    ratio of_one;   // CNY for one more of that count; nan where the gain's interval holds 0. Of a count at the end
                    // the cost is that of a year
    // The efficient frontier of the plane (effect, cost); the baseline is one of its arms. An arm is on it where, by
    // means, no arm has more effect for no more cost and no mix of two as much, and where the paired 95 % interval
    // (of worlds, 90 % range) of its effect over each arm that costs less is above 0: what nobody can tell from
    // something cheaper is not called efficient.
    bool efficient = false;
    double share_efficient = 0;          // of worlds in which it is efficient; without worlds of 10,000 bootstrap
                                         // samples of replicates, nan where these tell nothing
    std::optional<std::size_t> better;   // of one that is not: another that does no less and costs no more, by means
    bool better_shown = false;           // is that one's paired interval of the effect over this arm's above 0?
    std::optional<std::size_t>
        no_more;   // of one on the frontier by means alone: the cheapest whose effect it may not exceed
    std::optional<std::size_t> after;   // of an efficient one: the efficient arm before it
    ratio from_before;                  // CNY a week for one more unit of the measure, from there
};

struct costs {
    std::size_t baseline = 0;
    std::size_t measure = 0;           // index into the file's
    bool smallest_first = false;       // is less of it better? Then `of_one` is of one less
    std::string axis;                  // of the instruments that are paid for; "" where there is none
    std::vector<std::string> labels;   // its labels
    std::vector<purchase> purchases;
    bool counts = false;   // does the measure count what is not money, so that `count` and `of_one` are told?
    bool at_end = false;   // is it counted at the period's end?
    bool told = false;     // is anything said of efficiency? Two replicates or more that all arms have
    std::vector<costs_of_arm> arms;   // in the file's order
    std::vector<std::size_t> ended;   // arms of which something ended before the period did: it cost more than is told
};

// Are so many not there that are paid for, or more, that it shows?
[[nodiscard]] bool differ(const estimate& paid_for, const estimate& there);

// Does a measure count things, every step or at the end of the period?
[[nodiscard]] bool is_count(const observed& file, const sim::measure& m);

// Does the file tell what its arms spend? What follows is of such files.
[[nodiscard]] bool tells_costs(const observed& file);

// What each run spends a step, and how many it has a step, or at the period's end, of what a measure counts.
struct spent_and_counted {
    by_run cost, count;
    bool at_end = false;
};
[[nodiscard]] spent_and_counted spent_and_counted_by(const observed& file, std::size_t measure, const period& when);

// `smallest_first` where less of the measure is better. Nothing but arms of the same replicates are compared.
// Without `resampled` nothing is said of how sure efficiency is.
[[nodiscard]] costs costs_of(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                             const period& when = {}, bool resampled = true);

// Which of some points (effect, cost) lie on the efficient frontier: from the least cost on, no other point of less or equal
// cost has as much effect, and cost grows ever faster from one to the next (no mix of two others does as well). Of equal
// points all are on it, or none.
[[nodiscard]] std::vector<bool> efficient_frontier(const std::vector<std::pair<double, double>>& points);

}   // namespace analysis
