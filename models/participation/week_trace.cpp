// Traces: one week of one run with every number on the way, left by the functions that run. docs/results.md, "Traces",
// lists what is in them.

#include <fmt/format.h>

#include "models/participation/week.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

namespace {

const std::vector<std::string> by_resident{"resident"}, by_resident_and_channel{"resident", "channel"},
    by_community{"community"}, by_post{"posts"};

// Appends arrays to a step.
class teller {
public:
    explicit teller(sim::traced_step& into) : into_{into} {}
    template <class Value>
    void operator()(std::string name, const std::vector<std::string>& along, std::string units, std::string long_name,
                    std::vector<Value> values) {
        into_.arrays.push_back({std::move(name), along, std::move(units), std::move(long_name), std::move(values)});
    }

private:
    sim::traced_step& into_;
};

// One value for each of `count`, from a function of its place.
template <class Value>
std::vector<Value> each(std::size_t count, const auto& of) {
    std::vector<Value> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<Value>(of(i));
    return values;
}

// The trust on the ties of one layer, by resident.
std::vector<float> trust_of(const sim::ties& ties, std::size_t layer, const sim::aligned_vector<float>& trust) {
    std::vector<float> values;
    for (std::size_t i = 0; i < ties.agents(); ++i)
        for (std::size_t k = ties.begin(i, layer); k < ties.end(i, layer); ++k) values.push_back(trust[k]);
    return values;
}

void tell_trust(teller& tell, const std::string& group, const sim::ties& ties,
                const sim::aligned_vector<float>& trust) {
    for (std::size_t l = 0; l < layer_count; ++l)
        tell(fmt::format("{}/trust_{}", group, layer_names[l]), {fmt::format("tie_{}", layer_names[l])}, "1",
             "trust on ties of the layer", trust_of(ties, l, trust));
}

// What the residents' week computes of each on the way: a row says where the kernel leaves it and how it is told, in the
// trace's order.
struct resident_column {
    const char* name;
    float* resident_trace::*where;
    bool by_channel;
    const char* long_name;
};
constexpr resident_column resident_columns[] = {
    {"resident/exposure", &resident_trace::exposure, false, "exposure to the engagement of others"},
    {"resident/asked", &resident_trace::asked, false,
     "trust in others outside the household who took part last week, added up"},
    {"resident/asked_at_home", &resident_trace::asked_at_home, false,
     "trust in housemates who took part last week, added up"},
    {"resident/company", &resident_trace::company, true, "1 where a housemate took the channel last week"},
    {"resident/trust_in_others", &resident_trace::trust_in_others, false, "mean trust on ties outside the household"},
    {"resident/p_served", &resident_trace::p_served, false, "chance that the open request is served; 0 without one"},
    {"resident/p_open", &resident_trace::p_open, false, "chance that a request opens; 0 with one open"},
    {"resident/p_hard", &resident_trace::p_hard, false, "chance that a request that opens is hard; 0 with one open"},
    {"resident/p_contact", &resident_trace::p_contact, false, "chance of being asked in person"},
    {"resident/p_heard", &resident_trace::p_heard, false, "chance of hearing of an opportunity unasked"},
    {"resident/aware", &resident_trace::aware, false, "chance of knowing of an opportunity"},
    {"resident/contacted", &resident_trace::contacted, false, "1 where asked in person"},
    {"resident/utility", &resident_trace::utility, true, "utility"},
    {"resident/p_channel", &resident_trace::p_channel, true, "chance of taking the channel, asked or not as it came"},
    {"resident/p_leave", &resident_trace::p_leave, false, "chance that a volunteer leaves; 0 of others"},
    {"resident/p_register", &resident_trace::p_register, false, "chance that who builds registers; 0 of volunteers"},
    {"resident/p_recruit", &resident_trace::p_recruit, false, "chance of being recruited; 0 of volunteers"},
    {"draws/u_request", &resident_trace::u_request, false, "uniform: is the request served, or does one open?"},
    {"draws/u_hard", &resident_trace::u_hard, false, "uniform where a request opens: is it hard?"},
    {"draws/u_channel", &resident_trace::u_channel, false, "uniform: which channel?"},
    {"draws/u_contact", &resident_trace::u_contact, false, "uniform: is the resident asked in person?"},
    {"draws/u_register", &resident_trace::u_register, false, "uniform where the resident builds: do they register?"},
    {"draws/u_leave", &resident_trace::u_leave, false, "uniform: does the volunteer leave?"},
    {"draws/u_recruit", &resident_trace::u_recruit, false, "uniform: is the resident recruited? The same as u_leave"},
};

void tell_communities(teller& tell, const std::vector<community_week>& found, const std::vector<double>& base_posts,
                      const std::vector<double>& added_posts) {
    const auto one = [&](const char* name, const char* units, const char* long_name, double community_week::*member) {
        tell(fmt::format("community/{}", name), by_community, units, long_name,
             each<double>(found.size(), [&](std::size_t k) { return found[k].*member; }));
    };
    tell("community/base_posts", by_community, "1", "posts without policies", base_posts);
    tell("community/added_posts", by_community, "1", "posts that policies add", added_posts);
    one("hours", "h", "hours at work", &community_week::hours);
    one("skill_mean", "1", "mean skill of the workers present", &community_week::skill_mean);
    one("cleared", "h", "administrative load that relief clears for good", &community_week::cleared);
    one("admin", "h", "administrative load", &community_week::admin);
    one("load", "1", "load ratio", &community_week::load);
    one("spare", "h", "discretionary hours", &community_week::spare);
    one("other", "h", "hours freed by relief that go into other work", &community_week::other);
    one("free", "h", "discretionary hours that reach residents", &community_week::free);
    one("volunteer_hours", "h", "volunteers' hours last week", &community_week::volunteer_hours);
    one("coordination", "h", "hours spent on coordinating volunteers", &community_week::coordination);
    one("coordinated_share", "1", "share of volunteers' hours that is coordinated", &community_week::coordinated_share);
    one("effective_hours", "h", "effective worker hours", &community_week::effective_hours);
    one("effective_volunteer_hours", "h", "effective volunteer hours", &community_week::effective_volunteer_hours);
    one("need", "h", "hours that open requests need", &community_week::need);
    one("capacity", "h", "hours that can go to requests", &community_week::capacity);
    one("service_chance", "1", "chance that an open request is served", &community_week::service_chance);
    one("service", "h", "hours booked for service", &community_week::service);
    one("contact_hours", "h", "hours of contact of grid heads and building captains", &community_week::contact_hours);
    one("outreach", "h", "hours of outreach", &community_week::outreach);
    one("outreach_chance", "1", "chance of being spoken to in outreach", &community_week::outreach_chance);
    one("room", "1", "room that residents reckon with", &community_week::room);
}

}   // namespace

// The state between weeks, under the group `when`.
void week_batch::tell_state(sim::traced_step& into, const std::string& when) const {
    const population& people = town_->people();
    const std::size_t n = people.residents();
    const attributes& a = *cohort_->residents;
    teller tell{into};
    const auto of_residents = [&](const char* name, const char* units, const char* long_name, auto values) {
        tell(fmt::format("{}/{}", when, name), by_resident, units, long_name, std::move(values));
    };
    of_residents(
        "channel", "1", "channel taken: -1 none, 0 build, 1 govern, 2 share",
        each<std::int8_t>(n, [&](std::size_t i) { return static_cast<int>(number_in<field::channel>(last_[i])) - 1; }));
    of_residents("engagement", "1", "engagement", each<float>(n, [&](std::size_t i) {
                     return static_cast<float>(number_in<field::engagement>(last_[i])) * engagement_unit;
                 }));
    of_residents("institution_trust", "1", "trust in institutions",
                 std::vector<float>(institution_trust_.begin(), institution_trust_.end()));
    of_residents("waiting", "week", "weeks that an open request has waited; 0: none is open",
                 each<std::uint8_t>(n, [&](std::size_t i) { return number_in<field::waiting>(last_[i]); }));
    of_residents("hard", "1", "1 where the open request is hard",
                 each<std::uint8_t>(n, [&](std::size_t i) { return is_in<field::hard>(last_[i]) ? 1 : 0; }));
    of_residents("volunteer", "1", "1 where an active volunteer",
                 each<std::uint8_t>(n, [&](std::size_t i) { return is_in<field::volunteer>(last_[i]) ? 1 : 0; }));
    of_residents("recruited", "1", "1 where a volunteer by being recruited",
                 each<std::uint8_t>(n, [&](std::size_t i) { return is_in<field::recruited>(years_[i]) ? 1 : 0; }));
    of_residents("experience", "1", "experience of taking part", each<float>(n, [&](std::size_t i) {
                     return static_cast<float>(number_in<field::experience>(years_[i])) * experience_unit;
                 }));
    of_residents("fatigue", "1", "fatigue from volunteering", each<float>(n, [&](std::size_t i) {
                     return static_cast<float>(number_in<field::fatigue>(own_[i])) * fatigue_unit;
                 }));
    of_residents("age", "year", "age", a.age);
    of_residents("sex", "1", "0 female, 1 male", a.sex);
    of_residents("band", "1", "age band: 0 young, 1 middle, 2 older", a.band);
    of_residents("employed", "1", "1 where employed", a.employed);
    of_residents("work_hours", "h week-1", "hours of work", a.work_hours);
    of_residents("care_hours", "h week-1", "hours of care", a.care_hours);
    of_residents("unit", "1", "1 where the work unit meets the resident's needs", a.unit);
    of_residents("party_member", "1", "1 where member of the party", a.party_member);
    of_residents("digital", "1", "1 where reached online", a.digital);
    of_residents("taste", "1", "lasting taste for taking part, standard normal", a.taste);
    for (std::size_t c = 0; c < channel_count; ++c)
        of_residents(fmt::format("taste_{}", channel_names[c]).c_str(), "1",
                     "lasting taste for the channel, standard normal", a.channel_taste[c]);
    tell_trust(tell, when, people.ties, trust_);
    tell(when + "/room", by_community, "1", "room that residents reckon with", room_);

    std::vector<std::uint16_t> of, vacant;
    std::vector<float> skill, morale;
    for (std::size_t k = 0; k < communities(); ++k) {
        const posts& here = posts_[k];
        of.insert(of.end(), here.count.front(), static_cast<std::uint16_t>(k));
        skill.insert(skill.end(), here.skill.begin(), here.skill.end());
        morale.insert(morale.end(), here.morale.begin(), here.morale.end());
        vacant.insert(vacant.end(), here.vacant_weeks.begin(), here.vacant_weeks.end());
    }
    tell(when + "/post_community", by_post, "1", "index of the post's community", of);
    tell(when + "/skill", by_post, "1", "skill of the holder", skill);
    tell(when + "/morale", by_post, "1", "morale of the holder", morale);
    tell(when + "/vacant_weeks", by_post, "week", "weeks that the post will still be vacant; 0: held", vacant);
}

std::optional<sim::traced_step> week_batch::trace(sim::step now) {
    if (lanes_ != 1) return std::nullopt;
    const std::size_t n = town_->people().residents();
    sim::traced_step out;
    out.now = now;
    teller tell{out};

    put_in_force(now);
    std::size_t all_posts = 0;
    for (const posts& here : posts_) all_posts += here.count.front();
    out.facts = {{"emergency", in_emergency_.front()}, {"run_seed", seeds_[0]}};
    out.dimensions = {{"posts", all_posts, {}}};
    tell_state(out, "before");
    for (const auto& row : about_parameters)
        tell(fmt::format("parameters/{}", row.name), by_community, std::string{row.unit}, std::string{row.meaning.en},
             each<float>(communities(), [&](std::size_t k) { return in_force_[k].*row.where; }));
    tell("resident/cost", by_resident_and_channel, "1", "cost of time",
         each<float>(n * channel_count, [&](std::size_t x) {
             const std::size_t i = x / channel_count;
             const parameters& p = in_force_[town_->people().community_of[i]];
             return standing_of(p, person_at(i), in_emergency_.front() != 0).cost[x % channel_count];
         }));

    meet_communities();
    tell_communities(tell, found_, each<double>(communities(), [&](std::size_t k) { return town_->base_posts(k); }),
                     each<double>(communities(), [&](std::size_t k) { return added_posts_[k]; }));

    resident_trace told{};
    std::vector<std::vector<float>> columns;
    for (const resident_column& column : resident_columns) {
        columns.emplace_back(n * (column.by_channel ? channel_count : 1));
        told.*column.where = columns.back().data();
    }
    live_week(now, &told);
    std::swap(last_, next_);
    tell_trust(tell, "tie", town_->people().ties, trust_);
    tell("resident/institution_trust", by_resident, "1", "trust in institutions after service",
         std::vector<float>(institution_trust_.begin(), institution_trust_.end()));
    for (std::size_t c = 0; c < columns.size(); ++c)
        tell(resident_columns[c].name, resident_columns[c].by_channel ? by_resident_and_channel : by_resident, "1",
             resident_columns[c].long_name, std::move(columns[c]));

    std::vector<post_week> worked;
    move_all_workers(now, &worked);
    const auto post = [&](const char* name, const char* long_name, auto post_week::*member) {
        tell(name, by_post, "1", long_name,
             each<double>(worked.size(), [&](std::size_t x) { return worked[x].*member; }));
    };
    post("post/morale", "morale after the week; 0 in a vacant post", &post_week::morale);
    post("post/skill", "skill after the week; 0 in a vacant post", &post_week::skill);
    post("post/p_quit", "chance that the worker quits; 0 in a vacant post", &post_week::quit_chance);
    post("draws/u_quit", "uniform: does the worker quit?", &post_week::luck);
    tell_state(out, "after");
    if (town::ends_year(now)) turn(now);
    return out;
}

}   // namespace participation
