#include "models/participation/counterfactuals.hpp"

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/participation/fields.hpp"
#include "models/participation/forced.hpp"
#include "sim/engine/math.hpp"

namespace participation {

namespace {

using sim::along_axes;
using sim::moved_and_not;
using labels = std::vector<std::pair<std::string_view, std::string_view>>;

// Groups of people, each drawn apart from the others, so that one arm can move all of them.
// Those of channels come first: whoever lives with them and with somebody of a later group counts with them.
constexpr int first_of_channel = 1, told = 4, asked = 5, freed = 6;
constexpr std::array asking_weeks{0, 8, 16, 24, 32, 40};
constexpr std::size_t weeks_needed = 57;

std::string name_of_moved(int group) { return name_in_group("moved", group); }
std::string name_of_housemates(int group) { return name_in_group("housemates", group); }

std::string table(int week, const char* what, int group, const char* who) {
    return fmt::format("[[forced]]\nweek = {}\ndo = \"{}\"\ngroup = {}\n{}\n", week, what, group, who);
}

std::string tables_of_freed() { return table(0, "free", freed, "of = \"employed\"\nages = [55, 59]"); }

std::string tables_of_channels() {
    std::string all;
    for (std::size_t c = 0; c < channel_count; ++c)
        all += table(0, channel_names[c], first_of_channel + static_cast<int>(c), "share = 0.03");
    return all;
}

std::string tables_of_asked() {
    std::string all;
    for (const int week : asking_weeks)
        all += table(week, "hear", told, "share = 0.05") + table(week, "contact", asked, "share = 0.05");
    return all;
}

// Sums of some who are followed: how many they are in week 0, and how often they take part.
class followed {
public:
    followed(const moved_and_not& runs, along_axes where, std::string who)
        : runs_{runs}, where_(where.begin(), where.end()), who_{std::move(who)} {
        where_.emplace_back("followed", who_);
    }
    followed(const followed&) = delete;
    followed& operator=(const followed&) = delete;
    [[nodiscard]] double people() const { return runs_.sum(false, "residents_followed", where_, 0, 1); }
    [[nodiscard]] double took_part(bool moved, std::size_t first, std::size_t last) const {
        return runs_.sum(moved, "participants_followed", where_, first, last);
    }
    [[nodiscard]] double more(std::size_t first, std::size_t last) const {
        return took_part(true, first, last) - took_part(false, first, last);
    }

private:
    const moved_and_not& runs_;
    labels where_;
    std::string who_;
};

// What people do more than all who were not moved, and live with nobody who was, do more: those change with the town.
double more_than_others(const followed& who, const followed& others, std::size_t first, std::size_t last) {
    return who.more(first, last) - others.more(first, last) * who.people() / others.people();
}

// The share of residents who are moved in other groups: so many housemates of a group are not looked at, whoever they are.
double moved_elsewhere(const moved_and_not& runs, int group) {
    double people = 0;
    for (int other = first_of_channel; other <= freed; ++other)
        if (other != group) people += followed{runs, {}, name_of_moved(other)}.people();
    return people / runs.sum(false, "residents", {}, 0, 1);
}

// Participations of housemates in the week after, for each that was made; channels as often as people take them.
double household(const moved_and_not& runs, along_axes where) {
    const followed others{runs, where, "others"};
    double passed_on = 0, all = 0;
    for (std::size_t c = 0; c < channel_count; ++c) {
        const int group = first_of_channel + static_cast<int>(c);
        const followed moved{runs, {}, name_of_moved(group)}, at_home{runs, where, name_of_housemates(group)},
            all_at_home{runs, {}, name_of_housemates(group)};
        const labels channel{{"channel", channel_names[c]}};
        const double usual = runs.sum(false, "participants", channel, 0, runs.steps());
        // Where housemates are of one band, those moved count by their share among all housemates.
        passed_on += usual * more_than_others(at_home, others, 1, 2) / moved.more(0, 1) * all_at_home.people() /
                     at_home.people() / (1 - moved_elsewhere(runs, group));
        all += usual;
    }
    return passed_on / all;
}

double log_odds(double took_part, double of) { return sim::log(took_part / (of - took_part)); }

// Of those asked in person, against those who only knew, both in the weeks in which they were.
double contact(const moved_and_not& runs, along_axes where) {
    const followed hearing{runs, where, name_of_moved(told)}, called_on{runs, where, name_of_moved(asked)};
    const auto raised = [&](const followed& who) {
        double with = 0, without = 0;
        for (const int week : asking_weeks) {
            const auto at = static_cast<std::size_t>(week);
            with += who.took_part(true, at, at + 1);
            without += who.took_part(false, at, at + 1);
        }
        const double people = who.people() * static_cast<double>(asking_weeks.size());
        return log_odds(with, people) - log_odds(without, people);
    };
    return raised(called_on) - raised(hearing);
}

// What those of 55 to 59 who stopped working do a year later, over what they would do.
double retirement(const moved_and_not& runs, along_axes where) {
    const followed free{runs, where, name_of_moved(freed)};
    return free.took_part(true, 44, weeks_needed) / free.took_part(false, 44, weeks_needed);
}

// What is left around a year after one participation, over what there is in the first weeks.
double persistence(const moved_and_not& runs, along_axes where) {
    const followed others{runs, where, "others"};
    double late = 0, early = 0;
    for (std::size_t c = 0; c < channel_count; ++c) {
        const followed moved{runs, where, name_of_moved(first_of_channel + static_cast<int>(c))};
        late += more_than_others(moved, others, 48, weeks_needed) / static_cast<double>(weeks_needed - 48);
        early += more_than_others(moved, others, 1, 5) / 4;
    }
    return late / early;
}

}   // namespace

std::span<const sim::counterfactual> counterfactuals() {
    static const std::vector<sim::counterfactual> all{
        {"household",
         {"participations of housemates in the next week for one that somebody was made to take",
          "一人被促成参与一次后，其家人次周多参与的次数"},
         tables_of_channels(),
         weeks_needed,
         household},
        {"contact",
         {"log-odds of taking part when asked in person, against only knowing", "当面邀请相对于仅知晓的参与对数优势比"},
         tables_of_asked(),
         weeks_needed,
         contact},
        {"retirement",
         {"participation of those of 55 to 59 who left work a year ago, over what it would be",
          "55至59岁者离开工作一年后的参与，与未离开时之比"},
         tables_of_freed(),
         weeks_needed,
         retirement},
        {"persistence",
         {"what is left of an induced participation after a year, over what there is in the first weeks",
          "一次被促成的参与一年后的余效，与最初几周之比"},
         tables_of_channels(),
         weeks_needed,
         persistence}};
    return all;
}

}   // namespace participation
