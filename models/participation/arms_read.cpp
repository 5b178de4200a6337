#include "models/participation/arms_read.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/text/text.hpp"

namespace participation {

namespace {

constexpr std::int64_t latest = 1'000'000;   // weeks; an end may lie beyond the run
constexpr double longest = 5200;             // weeks

constexpr std::array<std::string_view, 8> keys_of_policy{"lever", "level", "targets", "start",
                                                         "end",   "ramp",  "sustain", "half_life"};
constexpr std::span keys_of_dates = std::span{keys_of_policy}.subspan(3);

// A Chinese label without what it says in brackets.
std::string_view short_label(std::string_view label) { return label.substr(0, label.find("（")); }

std::string range_of(const lever& l) {
    const bool counted = std::ranges::any_of(std::array{"share", "degree", "gain"},
                                             [&](const char* word) { return l.unit.en.starts_with(word); });
    return fmt::format("{} takes {}{}", l.name, counted ? "a " : "", l.unit.en);
}

std::vector<std::string> lever_words(std::string_view like) {
    std::vector<std::string> words;
    const bool ascii = std::ranges::all_of(like, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    for (const lever& l : levers) words.emplace_back(ascii ? l.name : short_label(l.label_zh));
    return words;
}

// Names of places in both languages, and the communities that each means.
class gazetteer {
public:
    explicit gazetteer(const std::vector<community>& communities) {
        std::map<std::string, places> by_subdistrict;
        for (std::uint32_t k = 0; k < communities.size(); ++k) {
            const community& c = communities[k];
            for (const std::string* const name : {&c.name, &c.name_zh}) means_[*name].insert({k});
            for (const std::string* const name : {&c.subdistrict, &c.subdistrict_zh})
                by_subdistrict[*name].push_back(k);
        }
        for (const auto& [name, inside] : by_subdistrict) means_[name].insert(inside);
        means_.erase("");
        for (const auto& [name, meanings] : means_) names_.push_back(name);
    }

    using places = std::vector<std::uint32_t>;
    [[nodiscard]] const std::set<places>* find(const std::string& name) const {
        const auto at = means_.find(name);
        return at == means_.end() ? nullptr : &at->second;
    }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    std::map<std::string, std::set<places>> means_;
    std::vector<std::string> names_;
};

// Communities meant by `targets`, ascending; none where all are meant.
std::vector<std::uint32_t> read_targets(sim::table_reader& from, const setup& run) {
    const sim::node::array* const list = from.array("targets");
    if (list == nullptr) return {};
    if (list->empty())
        from.wrong(from.where("targets"),
                   "targets is empty; name subdistricts or communities, or leave targets out to reach all");
    std::optional<gazetteer> known;
    if (run.communities) known.emplace(*run.communities);
    std::map<gazetteer::places, std::string> said;
    std::set<std::uint32_t> reached;
    for (const sim::node& item : *list) {
        const std::string* const name = item.as_string();
        if (name == nullptr) {
            from.wrong(item.where, "targets are names of subdistricts or communities in quotes");
            continue;
        }
        if (!known) continue;
        const auto* const meanings = known->find(*name);
        if (meanings == nullptr) {
            from.all_wrong().say(item.where, fmt::format("unknown subdistrict or community '{}'", *name),
                                 [&] { return sim::did_you_mean(*name, known->names()); });
            continue;
        }
        if (meanings->size() > 1) {
            from.wrong(item.where,
                       fmt::format("'{}' names {} places; use names that only one subdistrict or community has", *name,
                                   meanings->size()));
            continue;
        }
        const gazetteer::places& meant = *meanings->begin();
        if (const auto [before, first] = said.emplace(meant, *name); !first)
            from.wrong(item.where, *name == before->second ? fmt::format("'{}' is named twice in targets", *name)
                                                           : fmt::format("'{}' and '{}' in targets are the same place",
                                                                         before->second, *name));
        reached.insert(meant.begin(), meant.end());
    }
    if (!known || reached.size() == run.communities->size()) return {};
    return {reached.begin(), reached.end()};
}

void read_dates(sim::table_reader& from, const setup& run, policy& into) {
    if (const auto start =
            from.whole("start", 0, latest, "weeks after the burn-in", "the first week with the policy")) {
        into.start = static_cast<week>(*start);
        if (*start >= run.weeks)
            from.wrong(from.where("start"),
                       fmt::format("start {} is after the run: its last week is {}", *start, run.weeks - 1));
    }
    if (const auto end = from.whole("end", 0, latest, "weeks after the burn-in", "the first week without the policy")) {
        into.end = static_cast<week>(*end);
        if (into.end <= into.start)
            from.wrong(from.where("end"),
                       fmt::format("end {} must come after start {}: it is the first week without the policy", into.end,
                                   into.start));
    }
    const auto number = [&](std::string_view key, double high, std::string_view unit, std::string_view meaning,
                            float& to) {
        const auto said = from.number(key, 0, high, unit, meaning);
        if (said) to = static_cast<float>(*said);
        return said.has_value();
    };
    number("ramp", longest, "weeks", "until the policy is at full strength", into.ramp);
    number("sustain", 1, "", "the share of a policy that does not wear off", into.sustain);
    if (number("half_life", longest, "weeks", "until half of what wears off is gone", into.half_life) &&
        into.half_life <= 0)
        from.wrong(from.where("half_life"),
                   "half_life must be more than 0 weeks; for a policy that stops at once say when it ends");
}

// One policy; `of` is how people call it further: "of arm 'a'", or that it is there already, and then has no dates.
policy read_policy(const sim::node& table, const std::string& of, bool dated, const setup& run,
                   const sim::table_reader& within) {
    policy made;
    const sim::node* const said = table.find("lever");
    const std::string word = said != nullptr && said->as_string() != nullptr ? *said->as_string() : std::string{};
    sim::table_reader from{within, table, "policies", word.empty() ? "a policy " + of : "policy '" + word + "' " + of};
    if (table.as_table() == nullptr) return made;
    made.lever = lever_count;
    for (const std::string_view key : keys_of_policy) (void)from.any(key);
    if (from.text("lever")) {
        made.lever = lever_called(word);
        if (made.lever == lever_count)
            from.all_wrong().say(from.where("lever"), fmt::format("unknown lever '{}'", word),
                                 [&] { return sim::did_you_mean(word, lever_words(word)); });
    } else if (from.lacks("lever")) {
        from.wrong(table.where,
                   fmt::format("this policy {} has no lever; name one, as in lever = \"{}\"", of, levers[0].name));
    }
    if (from.lacks("level")) {
        const std::string which = made.lever < lever_count ? ": " + range_of(levers[made.lever]) : std::string{};
        from.wrong(table.where,
                   fmt::format("this policy {} has no level; say how far the lever is pulled{}", of, which));
    } else if (from.any("level") != nullptr) {
        // Of a lever with a slip the level is held against the one that was probably meant: both are told at once.
        std::size_t meant = made.lever;
        if (meant == lever_count)
            if (const auto near = sim::nearest(word, lever_words(word))) meant = lever_called(*near);
        constexpr double any = std::numeric_limits<double>::infinity();
        const auto level = meant == lever_count
                               ? from.number("level", -any, any, "", "how far the lever is pulled")
                               : from.number("level", sim::as_written(levers[meant].low),
                                             sim::as_written(levers[meant].high), "", range_of(levers[meant]));
        if (level) made.level = static_cast<float>(*level);
    }
    made.communities = read_targets(from, run);
    if (dated) read_dates(from, run, made);
    else
        for (const std::string_view key : keys_of_dates)
            if (from.any(key) != nullptr)
                from.wrong(from.where(key), fmt::format("a policy {} has no {}: it is in force in every week of every "
                                                        "arm, at full strength; one with dates belongs to an arm, "
                                                        "under [[arms.NAME.policies]]",
                                                        of, key));
    from.done();
    return made;
}

constexpr std::string_view is_there = "that is there already";

// Keys of a policy that stand in the arm itself, all of which one heading more would put right.
void tell_misplaced(sim::table_reader& from, const sim::arm& arm) {
    const sim::node::entry* first = nullptr;
    for (const sim::node::entry& one : *arm.table->as_table()) {
        const bool of_policy = std::ranges::find(keys_of_policy, one.key) != keys_of_policy.end();
        if (!of_policy || one.where.file.empty()) continue;
        (void)from.any(one.key);
        if (first == nullptr) first = &one;
    }
    if (first != nullptr)
        from.wrong(first->where,
                   fmt::format("'{}' belongs to a policy of arm '{}': in a file under [[arms.{}.policies]], as the key "
                               "of a factor arms.{}.policies.LEVER.{}",
                               first->key, arm.name, arm.name, arm.name, first->key));
}

bool overlap(const emergency& a, const emergency& b) {
    return a.start < b.start + b.weeks && b.start < a.start + a.weeks;
}

// Weeks in which a setting's policies are as strong as they become, or their number changes.
std::vector<week> turns_of(const setting& s, int weeks) {
    std::vector<week> turns{0};   // what is there already is there from the beginning
    for (const policy& p : s.policies) {
        const week full = p.start + static_cast<week>(std::ceil(std::max(1.0F, p.ramp))) - 1;
        for (const week at : {p.start, full, p.end - 1, p.end})
            if (at >= 0 && at < weeks) turns.push_back(at);
    }
    return turns;
}

// Why a setting is in every week what it would be without a policy; "" where it may not. Communities that the same
// policies reach are alike in this.
std::string why_nothing(const setting& s, const setting& without, const policy& p, const setup& run,
                        const parameters& base, const lever_values& values) {
    const lever& pulled = levers[p.lever];
    if (p.level == 0) return "its level is 0";
    const week last = std::min(p.end, run.weeks);
    const bool emergency_comes = std::ranges::any_of(
        s.emergencies, [&](const emergency& e) { return e.start < last && e.start + e.weeks > p.start; });
    if (pulled.in_emergency && !emergency_comes)
        return "it acts in an emergency, and there is none while it is in force";
    const auto reaches = [](const policy& one, std::uint32_t k) {
        return one.communities.empty() || std::ranges::binary_search(one.communities, k);
    };
    std::set<std::vector<bool>> seen;   // by policy: does it reach the community?
    bool pulled_already = true;
    const auto count = run.communities ? static_cast<std::uint32_t>(run.communities->size()) : 1U;
    for (std::uint32_t k = 0; k < count; ++k) {
        std::vector<bool> reached;
        for (const auto* const list : {&s.there, &s.policies})
            for (const policy& one : *list) reached.push_back(reaches(one, k));
        if (!reaches(p, k) || !seen.insert(reached).second) continue;
        for (const week at : turns_of(s, run.weeks))
            if (!(in_force(base, values, strengths_in(s, k, at)) ==
                  in_force(base, values, strengths_in(without, k, at))))
                return {};
        pulled_already = pulled_already && strengths_there(without, k)[p.lever] >= static_cast<double>(pulled.high);
    }
    if (pulled_already) return "what is there already pulls its lever to the end of its range";
    const auto helped = std::ranges::find(levers, pulled.name, [](const lever& l) { return l.helper.name; });
    if (helped != levers.end()) return fmt::format("it needs '{}' in the same communities and weeks", helped->name);
    return fmt::format("{}, and here that leaves everything as it is", effect_of(p.lever, values).en);
}

std::string window(const emergency& e) { return fmt::format("weeks {} to {}", e.start, e.start + e.weeks - 1); }

}   // namespace

void remark_on(const sim::arm& arm, const setting& made, const setup& run, const parameters& base,
               const lever_values& values, sim::mistakes& remarks) {
    const sim::node* const said = arm.table != nullptr ? arm.table->find("policies") : nullptr;
    for (std::size_t i = 0; i < made.policies.size(); ++i) {
        const policy& p = made.policies[i];
        setting without = made;
        without.policies.erase(without.policies.begin() + static_cast<std::ptrdiff_t>(i));
        const std::string why = why_nothing(made, without, p, run, base, values);
        if (!why.empty())
            remarks.push_back(
                {(*said->as_array())[i].where,
                 fmt::format("policy '{}' of arm '{}' can change nothing: {}", levers[p.lever].name, arm.name, why)});
    }
}

void remark_on_there(const sim::node& said, std::span<const setting> arms, const setup& run, const parameters& base,
                     const lever_values& values, sim::mistakes& remarks) {
    for (std::size_t i = 0; i < arms.front().there.size(); ++i) {
        if (levers[arms.front().there[i].lever].in_emergency) continue;   // a town has it whether one comes or not
        std::string why;                                                  // in the first arm, if in all
        for (const setting& arm : arms) {
            setting without = arm;
            without.there.erase(without.there.begin() + static_cast<std::ptrdiff_t>(i));
            const std::string here = why_nothing(arm, without, arm.there[i], run, base, values);
            if (here.empty() || why.empty()) why = here;
            if (here.empty()) break;
        }
        if (!why.empty())
            remarks.push_back(
                {(*said.as_array())[i].where, fmt::format("policy '{}' {} can change nothing: {}",
                                                          levers[arms.front().there[i].lever].name, is_there, why)});
    }
}

std::size_t lever_called(std::string_view word) {
    const auto at = std::ranges::find_if(levers, [&](const lever& l) {
        return l.name == word || l.label_zh == word || short_label(l.label_zh) == word;
    });
    return static_cast<std::size_t>(at - levers.begin());
}

std::vector<emergency> read_emergencies(sim::table_reader& from, const setup& run, std::span<const emergency> also) {
    std::vector<emergency> made;
    const sim::node::array* const list = from.tables("emergencies");
    if (list == nullptr) return made;
    for (const sim::node& item : *list) {
        sim::table_reader table{from, item, "emergencies", "an emergency"};
        const auto start = table.whole("start", -latest, latest, "weeks after the burn-in, negative within it",
                                       "the first week of the emergency");
        const auto weeks = table.whole("weeks", 1, latest, "weeks", "how long the emergency lasts");
        for (const std::string_view key : {"start", "weeks"})
            if (table.lacks(key)) table.wrong(item.where, fmt::format("this emergency has no {}", key));
        table.done();
        if (!start || !weeks) continue;
        const emergency one{static_cast<week>(*start), static_cast<int>(*weeks)};
        const std::size_t before = from.all_wrong().size();
        if (one.start < -run.burn_in)
            table.wrong(
                table.where("start"),
                fmt::format("this emergency, {}, begins before the run, whose first week is {}{}", window(one),
                            -run.burn_in, one.start + one.weeks <= -run.burn_in ? "; it would never be seen" : ""));
        if (one.start >= run.weeks)
            table.wrong(table.where("start"),
                        fmt::format("this emergency, {}, never comes: the last week of the run is {}", window(one),
                                    run.weeks - 1));
        const auto meets = [&](const emergency& other) {
            if (overlap(one, other))
                table.wrong(table.where("start"),
                            fmt::format("this emergency, {}, overlaps another one, {}; join them into one", window(one),
                                        window(other)));
        };
        std::ranges::for_each(also, meets);
        std::ranges::for_each(made, meets);
        if (from.all_wrong().size() == before) made.push_back(one);
    }
    return made;
}

std::vector<policy> read_policies_there(sim::table_reader& root, const setup& run) {
    std::vector<policy> made;
    const sim::node* const said = root.any("policies");
    if (said != nullptr && said->as_table() != nullptr && said->where.file.empty()) {
        root.wrong(said->where, "the scenario has no [[policies]] that --set could change; they are written in files");
    } else if (const sim::node::array* const list = root.tables("policies")) {
        for (const sim::node& item : *list) made.push_back(read_policy(item, std::string{is_there}, false, run, root));
    }
    return made;
}

std::vector<std::string> date_keys() { return {keys_of_dates.begin(), keys_of_dates.end()}; }

void pull(sim::node& arm, std::span<const sim::pulled> what) {
    sim::node::table& table = *arm.as_table();
    auto at = std::ranges::find(table, "policies", &sim::node::entry::key);
    if (at == table.end()) at = table.insert(at, {"policies", arm.where, {arm.where, sim::node::array{}}});
    for (const sim::pulled& one : what) {
        sim::node::table policy{{"lever", arm.where, {arm.where, std::string{levers[one.instrument].name}}},
                                {"level", arm.where, {arm.where, one.level}}};
        if (!one.places.empty()) {
            sim::node::array targets;
            for (const std::string& name : one.places) targets.push_back({arm.where, name});
            policy.push_back({"targets", arm.where, {arm.where, std::move(targets)}});
        }
        policy.insert(policy.end(), one.more.begin(), one.more.end());
        std::get<sim::node::array>(at->value.value).push_back({arm.where, std::move(policy)});
    }
}

setting read_arm(const sim::arm& arm, std::span<const sim::arm> all, const setup& run,
                 std::span<const emergency> common, const sim::table_reader& root) {
    setting made;
    made.emergencies.assign(common.begin(), common.end());
    if (arm.table == nullptr) return made;
    sim::table_reader from{root, *arm.table, "arms." + arm.name, "arm '" + arm.name + "'"};
    sim::mistakes& wrong = from.all_wrong();
    (void)from.any("title");   // read with the arms
    (void)from.any("title_zh");
    const sim::node* const policies = arm.table->find("policies");
    tell_misplaced(from, arm);
    if (policies != nullptr && policies->as_table() != nullptr && policies->where.file.empty()) {
        // --set arms.releif.policies.admin_relief.level=1 made a table of it
        std::vector<std::string> others;
        for (const sim::arm& one : all)
            if (one.name != arm.name) others.push_back(one.name);
        wrong.say(policies->where, fmt::format("arm '{}' has no policies that --set could change", arm.name),
                  [&] { return sim::did_you_mean(arm.name, others); });
        (void)from.any("policies");
    } else if (policies != nullptr && policies->as_table() != nullptr && !policies->as_table()->empty() &&
               lever_called(policies->as_table()->front().key) < lever_count) {
        const sim::node::entry& first = policies->as_table()->front();
        (void)from.any("policies");
        from.wrong(first.where, fmt::format("a policy has a heading in double brackets and says its lever: write "
                                            "[[arms.{}.policies]], and below it lever = \"{}\"",
                                            arm.name, first.key));
    } else if (const sim::node::array* const list = from.tables("policies")) {
        for (const sim::node& item : *list)
            made.policies.push_back(read_policy(item, "of arm '" + arm.name + "'", true, run, from));
    }
    for (const emergency& own : read_emergencies(from, run, common)) made.emergencies.push_back(own);
    std::ranges::sort(made.emergencies, {}, &emergency::start);
    if (const sim::node::array* const list = from.tables("forced"))
        for (const sim::node& item : *list) {
            sim::table_reader table{from, item, "forced", "a table of forced of arm '" + arm.name + "'"};
            made.moved.push_back(read_forced(table, run.burn_in, run.weeks));
            table.done();
        }
    from.done();
    return made;
}

}   // namespace participation
