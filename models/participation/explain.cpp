#include "models/participation/explain.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "models/participation/people/population.hpp"

namespace participation {

namespace {

// The numbers of one resident in a week, by name.
class view {
public:
    view(const sim::trace_reader& trace, int week, std::size_t i) : trace_{trace}, week_{week}, i_{i} {
        community_ = static_cast<std::size_t>(trace.frame("resident_community")[i]);
    }
    [[nodiscard]] double mine(const std::string& name) const { return trace_.array(week_, name)[i_]; }
    [[nodiscard]] bool is(const std::string& name) const { return mine("before/" + name) != 0; }
    [[nodiscard]] double in_channel(const std::string& name, std::size_t c) const {
        return trace_.array(week_, "resident/" + name)[i_ * channel_count + c];
    }
    [[nodiscard]] double here(const std::string& name) const { return trace_.array(week_, name)[community_]; }
    [[nodiscard]] double parameter(const std::string& name) const { return here("parameters/" + name); }
    [[nodiscard]] std::string community() const { return trace_.labels("community")[community_]; }
    [[nodiscard]] const sim::trace_reader& trace() const { return trace_; }
    [[nodiscard]] int week() const { return week_; }
    [[nodiscard]] std::size_t index() const { return i_; }

private:
    const sim::trace_reader& trace_;
    int week_;
    std::size_t i_, community_ = 0;
};

std::string who(const view& v, std::uint64_t id) {
    std::string text =
        fmt::format("Resident {} of {}: a {} of {} ({} band), {}", id, v.community(), v.is("sex") ? "man" : "woman",
                    v.mine("before/age"), band_names[static_cast<std::size_t>(v.mine("before/band"))],
                    v.is("employed") ? fmt::format("working {:.0f} hours a week{}", v.mine("before/work_hours"),
                                                   v.is("unit") ? " in a work unit that meets needs" : "")
                                     : std::string{"without a job"});
    if (v.mine("before/care_hours") > 0) text += fmt::format(", caring {:.0f} hours", v.mine("before/care_hours"));
    if (v.is("party_member")) text += ", a party member";
    text += v.is("digital") ? ", reached online" : ", not reached online";
    if (v.is("volunteer")) text += ", an active volunteer";
    if (v.trace().has(v.week(), "before/recruited") && v.is("recruited")) text += " who was recruited";
    return text + fmt::format(".\nWeek {} of run {} (arm '{}', replicate {}){}.\n", v.week(), v.trace().fact("run"),
                              v.trace().fact("arm"), v.trace().fact("replicate"),
                              v.trace().fact(v.week(), "emergency") != 0 ? ", an emergency week" : "");
}

std::string whom(const view& v) {
    std::string text = "\nWhom they know\n";
    const std::vector<double> channel = v.trace().array(v.week(), "before/channel");
    for (const std::string_view layer : layer_names) {
        const std::string name = fmt::format("tie_{}", layer);
        const auto from = v.trace().frame(name + "_from"), to = v.trace().frame(name + "_to");
        const auto [first, last] = std::equal_range(from.begin(), from.end(), static_cast<double>(v.index()));
        const auto trust = v.trace().array(v.week(), fmt::format("tie/trust_{}", layer));
        double sum = 0;
        int active = 0;
        for (auto at = first; at != last; ++at) {
            const auto x = static_cast<std::size_t>(at - from.begin());
            sum += trust[x];
            if (channel[static_cast<std::size_t>(to[x])] >= 0) ++active;
        }
        if (first != last)
            text +=
                fmt::format("  {:<10} {:>3} tie{}  mean trust {:.3f}; {} took part last week\n", layer, last - first,
                            last - first == 1 ? ", " : "s,", sum / static_cast<double>(last - first), active);
    }
    return text + fmt::format(
                      "  Exposure to others' engagement {:.4f}; being asked {:.3f}{}; trust outside the household "
                      "{:.3f}.\n",
                      v.mine("resident/exposure"), v.mine("resident/asked"),
                      v.trace().has(v.week(), "resident/asked_at_home")
                          ? fmt::format(" and at home {:.3f}", v.mine("resident/asked_at_home"))
                          : "",
                      v.mine("resident/trust_in_others"));
}

std::string request(const view& v) {
    const double waited = v.mine("before/waiting"), waits = v.mine("after/waiting"), u = v.mine("draws/u_request");
    std::string text = "\nTheir request\n";
    if (waited > 0) {
        const double chance = v.mine("resident/p_served");
        const bool hard = v.trace().has(v.week(), "before/hard") && v.is("hard");
        text += fmt::format("  Open for {:.0f} weeks{}; served with chance {:.4f}; the draw was {:.4f}: ", waited,
                            hard ? ", and hard" : "", chance, u);
        text += u < chance  ? "served.\n"
                : waits > 0 ? fmt::format("not yet, it goes into week {:.0f}.\n", waits)
                            : std::string{"not served, and given up.\n"};
    } else {
        text += fmt::format("  None open; one opens with chance {:.4f}; the draw was {:.4f}: {}.\n",
                            v.mine("resident/p_open"), u, waits > 0 ? "one opened" : "none");
    }
    return text + fmt::format("  Trust in institutions went from {:.4f} to {:.4f}.\n",
                              v.mine("before/institution_trust"), v.mine("after/institution_trust"));
}

std::string hearing(const view& v) {
    const auto has = [&](const char* name) { return v.trace().has(v.week(), name); };
    const std::string unasked =
        fmt::format("by notices {:.3f}, online {:.3f}, out of habit {:.3f}, as a volunteer {:.3f}",
                    v.parameter("notice"), v.is("digital") ? v.parameter("digital_reach") : 0.0,
                    v.parameter("habit_awareness") * v.mine("before/engagement"),
                    v.is("volunteer") ? v.parameter("volunteer_awareness") : 0.0);
    // Traces of earlier versions know no being asked in person, and not how likely others were to ask.
    if (!has("resident/p_contact"))
        return fmt::format(
            "\nWhat they heard\n  Of an opportunity with chance {:.4f}: from workers {:.3f},{} {}\n  "
            "(each alone).\n",
            v.mine("resident/aware"), v.here("community/outreach_chance"),
            has("resident/p_asked") ? fmt::format(" asked by others {:.3f},", v.mine("resident/p_asked"))
                                    : std::string{},
            unasked);
    const bool contacted = v.mine("resident/contacted") != 0;
    return fmt::format(
        "\nWho asked them, and what they heard\n  Asked in person with chance {:.4f} ({:.3f} from outreach alone); the "
        "draw was {:.4f}: {}.\n  Unasked they hear with chance {:.4f}: {} (each alone).\n",
        v.mine("resident/p_contact"), v.here("community/outreach_chance"), v.mine("draws/u_contact"),
        contacted ? "asked" : "not asked", v.mine("resident/p_heard"), unasked);
}

std::string choosing(const view& v) {
    std::string text = "\nWhat each channel cost and promised\n  channel     cost  utility   chance\n";
    double none = 1;
    for (std::size_t c = 0; c < channel_count; ++c) {
        const double chance = v.in_channel("p_channel", c);
        none -= chance;
        text += fmt::format("  {:<8} {:>7.3f}  {:>7.3f}  {:>7.5f}\n", channel_names[c], v.in_channel("cost", c),
                            v.in_channel("utility", c), chance);
    }
    const auto took = static_cast<std::size_t>(v.mine("after/channel") + 1);
    text += fmt::format("  {:<8} {:>7}  {:>7.3f}  {:>7.5f}\n  The draw was {:.5f}: ", "none", "", 0.0, none,
                        v.mine("draws/u_channel"));
    return text + (took == 0 ? "they stayed at home.\n" : fmt::format("they came to {}.\n", channel_names[took - 1]));
}

std::string aftermath(const view& v) {
    std::string text = fmt::format(
        "\nWhat came of it\n  Engagement went from {:.4f} to {:.4f}, fatigue from {:.4f} to {:.4f}.\n",
        v.mine("before/engagement"), v.mine("after/engagement"), v.mine("before/fatigue"), v.mine("after/fatigue"));
    if (v.trace().has(v.week(), "before/experience"))
        text += fmt::format("  Experience of the years went from {:.4f} to {:.4f}.\n", v.mine("before/experience"),
                            v.mine("after/experience"));
    const bool was = v.is("volunteer"), is = v.mine("after/volunteer") != 0;
    if (was)
        text += fmt::format("  As a volunteer they leave with chance {:.4f}; the draw was {:.4f}: {}.\n",
                            v.mine("resident/p_leave"), v.mine("draws/u_leave"), is ? "they go on" : "they left");
    else {
        if (v.mine("after/channel") == 0)
            text += fmt::format(
                "  Having helped to build, they register as a volunteer with chance {:.4f}; the draw "
                "was {:.4f}.\n",
                v.parameter("register"), v.mine("draws/u_register"));
        if (v.mine("resident/p_recruit") > 0)
            text += fmt::format("  They are recruited with chance {:.6f}; the draw was {:.6f}.\n",
                                v.mine("resident/p_recruit"), v.mine("draws/u_recruit"));
        if (is)
            text += fmt::format("  They are a volunteer now{}.\n",
                                v.trace().has(v.week(), "after/recruited") && v.mine("after/recruited") != 0
                                    ? ", by being recruited"
                                    : "");
    }
    return text;
}

}   // namespace

sim::result<std::string> explain(const sim::trace_reader& trace, std::uint64_t id, int week) {
    const auto weeks = trace.steps();
    if (std::find(weeks.begin(), weeks.end(), week) == weeks.end())
        return sim::mistake{{trace.path()},
                            fmt::format("week {} is not in the trace, which has {}", week, fmt::join(weeks, ", "))};
    const std::vector<double> ids = trace.frame("id");
    const auto at = std::find(ids.begin(), ids.end(), static_cast<double>(id));
    if (at == ids.end())
        return sim::mistake{
            {trace.path()},
            fmt::format("there is no resident {} in the trace, whose {} residents have ids from {} to {}", id,
                        ids.size(), *std::min_element(ids.begin(), ids.end()),
                        *std::max_element(ids.begin(), ids.end()))};
    const view v{trace, week, static_cast<std::size_t>(at - ids.begin())};
    return who(v, id) + whom(v) + request(v) + hearing(v) + choosing(v) + aftermath(v);
}

}   // namespace participation
