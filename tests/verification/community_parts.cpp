// Requests, institution trust, crowding and workers' posts (ODD 7.2, 7.4, 7.8) beside tables of known answers.

#include <fmt/format.h>

#include "tests/verification/parts.hpp"

namespace verification {

namespace {

// The request queue alone: every open request has the same chance, the hours are so many a resident. The known answer is
// the limit of many residents.
void queue(rows& out) {
    constexpr int settled = 40, weeks = 70;
    constexpr std::uint32_t residents = 60000;
    const known answers{"queue.csv"};
    for (std::size_t r = 0; r < answers.size(); ++r) {
        const double load = answers.number(r, "load");
        const std::string lambda = answers.text(r, "opening_probabilities");
        if (answers.text(r, "case") != "one" || lambda == "0.0066" || (load != 0.6 && load != 0.9 && load != 1.25))
            continue;
        participation::study_data data = still_town(1, residents, weeks);
        participation::parameters& p = data.values;
        p.request_young = p.request_middle = p.request_older = std::stof(lambda);
        p.give_up = static_cast<float>(answers.number(r, "give_up"));
        p.request_hours = static_cast<float>(answers.number(r, "request_hours"));
        p.hours_per_post = 0;
        p.service_share = 0.6F;
        p.contracted = static_cast<float>(1000 * answers.number(r, "capacity_hours_per_resident") / 0.6);
        const auto ratio = [](const char* over, const char* under, bool with_over) {
            return [=](sim::recorder& seen, const sim::layout& what, std::size_t run) {
                const double a = sum(seen, what, over, run, settled, weeks),
                             b = sum(seen, what, under, run, settled, weeks);
                return a / (with_over ? a + b : b);
            };
        };
        const auto found =
            over_runs(data, 32,
                      {ratio("waits", "requests_served", false), ratio("requests_unmet", "requests_served", true),
                       ratio("requests_open", "residents", false)});
        const char* const names[] = {"mean wait of the served, weeks", "unmet share", "open requests a resident"};
        const char* const columns[] = {"mean_wait_of_served", "unmet_share", "open_per_resident"};
        for (std::size_t q = 0; q < 3; ++q)
            out.push_back(
                {"request queue (ODD 7.4)",
                 fmt::format("load {}, opening {}, given up after {}", load, lambda, answers.text(r, "give_up")),
                 names[q], answers.number(r, columns[q]), found[q].mean, found[q].error, found[q].count});
    }
}

// Institution trust driven by requests that each have a constant chance: one resident a community.
void institution_trust(rows& out) {
    constexpr int weeks = 400;
    const known answers{"institution_trust.csv"};
    for (std::size_t r = 0; r < answers.size(); ++r) {
        const double drift = answers.number(r, "v_drift"), sigma = answers.number(r, "sigma");
        if (drift != 0.02 && drift != 0.05 && drift != 0.1) continue;
        participation::study_data data = still_town(20000, 1, weeks);
        participation::parameters& p = data.values;
        const auto set = [&](float participation::parameters::*where, const char* column) {
            p.*where = static_cast<float>(answers.number(r, column));
        };
        p.request_young = p.request_middle = p.request_older =
            static_cast<float>(answers.number(r, "opening_probability"));
        set(&participation::parameters::give_up, "give_up");
        set(&participation::parameters::patience, "patience");
        set(&participation::parameters::patience_scale, "patience_scale");
        set(&participation::parameters::serve_gain, "serve_gain");
        set(&participation::parameters::wait_loss, "wait_loss");
        set(&participation::parameters::drop_loss, "drop_loss");
        set(&participation::parameters::v_drift, "v_drift");
        for (const auto prior : {&participation::parameters::v_prior_young, &participation::parameters::v_prior_middle,
                                 &participation::parameters::v_prior_older})
            set(prior, "v_prior");
        p.hours_per_post = 0;
        p.service_share = 0.6F;
        p.contracted = static_cast<float>(-1000 * std::log(1 - sigma) * static_cast<double>(p.request_hours) / 0.6);
        const auto found = traced(data, {weeks - 1});
        moments(out, "institution trust (ODD 7.4)",
                fmt::format("opening {}, served {}, given up after {}, drift {}",
                            answers.text(r, "opening_probability"), sigma, answers.text(r, "give_up"), drift),
                "trust", answers.number(r, "mean_V"), answers.number(r, "variance_V"),
                found[0]["after/institution_trust"]);
    }
}

// Crowding with a moving impression of room.
void room(rows& out) {
    constexpr int settled = 40, weeks = 80;
    const known answers{"room.csv"};
    for (std::size_t r = 0; r < answers.size(); ++r) {
        const double b_crowd = answers.number(r, "b_crowd"), p0 = answers.number(r, "share_if_never_full");
        if (answers.number(r, "crowd_rate") != 0.25 || p0 != 0.2 || b_crowd > 1) continue;
        participation::study_data data = still_town(1, 60000, weeks);
        data.values.base_share = static_cast<float>(std::log(p0 / (1 - p0)));
        data.values.b_crowd = static_cast<float>(b_crowd);
        data.values.crowd_rate = 0.25F;
        data.values.seats = static_cast<float>(1000 * answers.number(r, "seats_per_resident"));
        data.stated.assign(data.stated.size(), true);   // seats as said, not the community's
        const auto found = over_runs(data, 16, {[](sim::recorder& seen, const sim::layout& what, std::size_t run) {
                                         return sum(seen, what, "participants", run, settled, weeks) /
                                                sum(seen, what, "residents", run, settled, weeks);
                                     }});
        out.push_back(
            {"crowding (ODD 7.2)",
             fmt::format("b_crowd {}, {} would come, {} seats", b_crowd, p0, answers.text(r, "seats_per_resident")),
             "share coming", answers.number(r, "share_fixed"), found[0].mean, found[0].error, found[0].count});
    }
}

// Posts: an alternating renewal process. A permanent emergency makes the load 2 whatever the vacancies; pay then says
// what morale tends to.
void posts(rows& out) {
    constexpr int weeks = 1500;
    const known answers{"worker_posts.csv"};
    for (std::size_t r = 0; r < answers.size(); ++r) {
        const double quit = answers.number(r, "quit"), target = answers.number(r, "target_morale");
        const bool moving = answers.number(r, "morale_rate") > 0;
        if (answers.number(r, "vacancy") != 14 ||
            (moving ? target != 0.23 && target != 0.725 : quit != 0.0035 && quit != 0.05))
            continue;
        participation::study_data data = still_town(1, 1000, weeks);
        participation::parameters& p = data.values;
        p.workers_per_1000 = 1000;
        p.quit = static_cast<float>(quit);
        p.morale_rate = static_cast<float>(answers.number(r, "morale_rate"));
        p.emergency_admin = 2;
        p.pay = static_cast<float>(1 + (target + 0.625) / 0.6);
        p.skill_mean = p.start_skill;
        p.skill_sd = 0;
        data.settings[0].emergencies = {{0, weeks}};
        const auto last = [](const char* over, const char* under) {
            return [=](sim::recorder& seen, const sim::layout& what, std::size_t run) {
                const double posts = sum(seen, what, "posts", run, weeks - 1, weeks),
                             vacant = sum(seen, what, "posts_vacant", run, weeks - 1, weeks);
                return sum(seen, what, over, run, weeks - 1, weeks) /
                       (std::string{under} == "posts" ? posts : posts - vacant);
            };
        };
        const auto found =
            over_runs(data, 32, {last("posts_vacant", "posts"), last("morale", "held"), last("skill", "held")});
        const std::string setting = moving ? fmt::format("quit {}, morale tends to {}", quit, target)
                                           : fmt::format("quit {}, morale constant", quit);
        const char* const names[] = {"vacancy share", "mean morale", "mean skill"};
        const char* const columns[] = {"vacancy_share", "mean_morale_of_present_start_of_week",
                                       "mean_skill_of_present_start_of_week"};
        for (std::size_t q = 0; q < 3; ++q)
            if (q != 1 || moving)
                out.push_back({"workers' posts (ODD 7.8)", setting, names[q], answers.number(r, columns[q]),
                               found[q].mean, found[q].error, found[q].count});
    }
}

}   // namespace

rows requests_and_workers() {
    rows out;
    queue(out);
    institution_trust(out);
    room(out);
    posts(out);
    return out;
}

}   // namespace verification
