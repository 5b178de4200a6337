#include "models/participation/week.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <iterator>
#include <numeric>

#include "models/participation/choice.hpp"
#include "models/participation/spending.hpp"
#include "models/participation/volunteers.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/math.hpp"

namespace participation {

COGOV_KERNELS(week_kernels)

namespace {

std::vector<std::uint64_t> seeds_of(std::span<const sim::lane> lanes) {
    std::vector<std::uint64_t> all;
    for (const sim::lane& one : lanes) all.push_back(one.seed);
    return all;
}

const town& town_of(const sim::lane& one) { return dynamic_cast<const town&>(*one.place); }

}   // namespace

week_batch::week_batch(std::span<const sim::lane> lanes, const sim::machine& on)
    : town_{&town_of(lanes.front())},
      kernels_{&kernels_for(on.isa, lanes.size())},
      lanes_{lanes.size()},
      clock_{on.clock},
      seeds_{seeds_of(lanes)},
      keys_{seeds_} {
    assert(lanes_ == 1 || lanes_ == 16);
    std::vector<std::size_t> settings;
    for (const sim::lane& one : lanes) {
        runs_.push_back({&town_of(one), one.setting});
        settings.push_back(one.setting);
        starts_.push_back(runs_.back().place->starts());
    }
    change(settings);
    const std::size_t n = town_->people().residents() * lanes_, k = communities() * lanes_;
    last_.resize(n);
    next_.resize(n);
    own_.resize(n);
    years_.resize(n);
    institution_trust_.resize(n);
    trust_.resize(town_->people().ties.size() * lanes_);
    cohort_ = town_->cohort_after(0);
    posts_.assign(communities(), posts{lanes_});
    room_.assign(k, 1.0);
    volunteers_.resize(k);
    tallies_.resize(town_->blocks().size() * lanes_);
    found_.resize(k);
    for (auto* array : {&chance_, &unvisited_, &crowd_, &recruit_, &demand_}) array->resize(k);
    rate_.resize(lanes_);
    totals_.resize(town_->blocks().size() * band_count * total_count * lanes_);
    sums_.resize(k * band_count * total_count);
    start_people();
}

void week_batch::change(std::span<const std::size_t> settings) {
    for (std::size_t l = 0; l < lanes_; ++l) runs_[l].setting = settings[l];
    const bool alike = std::ranges::all_of(runs_, [&](const run_of& one) { return one == runs_.front(); });
    const std::size_t sets = alike ? 1 : lanes_;
    if (sets == sets_) return;
    sets_ = sets;
    strengths_.clear();   // all that follows from them lies otherwise
    in_force_.resize(communities() * sets);
    added_posts_.resize(communities() * sets);
    standing_.clear();
    standing_.resize(town_->people().residents() * standing_count * sets);
    in_emergency_.assign(sets, 0);
    forced_.assign(sets, {});
}

batch_arrays week_batch::arrays() {
    const population& people = town_->people();
    const attributes& a = *cohort_->residents;
    return {.id = people.id.data(),
            .band = a.band.data(),
            .party_member = a.party_member.data(),
            .groups = cohort_->groups.data(),
            .kind = cohort_->kind.data(),
            .standing = standing_.data(),
            .first = people.ties.first.data(),
            .to = people.ties.to.data(),
            .last = last_.data(),
            .next = next_.data(),
            .own = own_.data(),
            .years = years_.data(),
            .institution_trust = institution_trust_.data(),
            .trust = trust_.data(),
            .key_low = keys_.low.data(),
            .key_high = keys_.high.data(),
            .beyond_cache = last_.size() * sizeof(std::uint32_t) > (std::size_t{1} << 20U)};
}

person week_batch::person_at(std::size_t i) const {
    const attributes& a = *cohort_->residents;
    return {.band = a.band[i],
            .employed = a.employed[i] != 0,
            .unit = a.unit[i] != 0,
            .party_member = a.party_member[i] != 0,
            .digital = a.digital[i] != 0,
            .work_hours = a.work_hours[i],
            .care_hours = a.care_hours[i],
            .taste = a.taste[i],
            .channel_taste = {a.channel_taste[0][i], a.channel_taste[1][i], a.channel_taste[2][i]}};
}

void week_batch::start_people() {
    const auto first_week = static_cast<std::uint32_t>(-town_->data().burn_in);
    const batch_arrays a = arrays();
    const auto& ties = town_->people().ties;
    sim::for_each_index(town_->blocks().size(), [&](std::size_t b) {
        const sim::block range = town_->blocks()[b].residents;
        kernels_->start_residents(a, range.first, range.last, first_week, starts_.data(), true);
        for (std::size_t i = range.first; i < range.last; ++i)
            for (std::uint32_t l = 0; l < layer_count; ++l)
                kernels_->start_trust(a, static_cast<std::uint32_t>(i), ties.begin(i, l), ties.end(i, l), l, first_week,
                                      starts_.data());
    });
    std::swap(last_, next_);
    for (std::size_t k = 0; k < communities(); ++k)
        for (std::size_t lane = 0; lane < lanes_; ++lane) {
            const town& here = *runs_[lane].place;
            start_posts(posts_[k], lane, here.base_posts(k), seeds_[lane], here.base(k), static_cast<std::uint32_t>(k),
                        first_week);
        }
}

void week_batch::put_in_force(week now) {
    const bool first_time = strengths_.empty();
    if (first_time) strengths_.resize(communities() * sets_);
    std::vector<std::uint8_t> changed(communities(), 0);   // in any set
    for (std::size_t s = 0; s < sets_; ++s) {
        const setting& arm = runs_[s].arm();
        const town& here = *runs_[s].place;
        const std::uint32_t emergency = in_emergency(arm, now) ? 1 : 0;
        std::vector<forced> forced_now;
        std::ranges::copy_if(arm.moved, std::back_inserter(forced_now),
                             [&](const forced& f) { return at_work(f, now); });
        const bool switched = first_time || emergency != in_emergency_[s] || forced_now != forced_[s];
        in_emergency_[s] = emergency;
        forced_[s] = std::move(forced_now);
        bool any = false;
        for (std::size_t k = 0; k < communities(); ++k) {
            const std::size_t at = k * sets_ + s;
            const strengths x = strengths_in(arm, static_cast<std::uint32_t>(k), now);
            bool differs = switched;
            if (first_time || x != strengths_[at]) {
                const parameters p = in_force(here.base(k), here.data().of_levers, x);
                differs = differs || !(p == in_force_[at]);
                in_force_[at] = p;
                strengths_[at] = x;
            }
            if (!differs) continue;
            changed[k] = 1;
            any = true;
        }
        if (!any) continue;
        std::vector<parameters> of_set;
        for (std::size_t k = 0; k < communities(); ++k) of_set.push_back(in_force_[k * sets_ + s]);
        const std::vector<std::uint32_t> added = here.added_posts(of_set);
        for (std::size_t k = 0; k < communities(); ++k) {
            added_posts_[k * sets_ + s] = added[k];
            const std::size_t wanted = here.base_posts(k) + added[k];
            for (std::size_t lane = 0; lane < lanes_; ++lane)
                if (set_of(lane) == s && wanted != posts_[k].count[lane]) posts_[k].resize(lane, wanted, of_set[k]);
        }
    }
    sim::for_each_index(town_->blocks().size(), [&](std::size_t b) { stand(b, changed); });
}

// Standing utilities of a block's residents, where what they follow from has changed.
void week_batch::stand(std::size_t block, std::span<const std::uint8_t> changed) {
    const auto& [range, community] = town_->blocks()[block];
    if (changed[community] == 0) return;
    const parameters* const here = &in_force_[community * sets_];
    const auto put = [&](std::size_t i, std::size_t s, const standing_part& part) {
        float* const to = &standing_[i * standing_count * sets_ + s];
        for (std::size_t c = 0; c < channel_count; ++c) to[c * sets_] = part.utility[c];
        to[standing_unheard * sets_] = part.unheard;
    };
    if (sets_ > 1) {
        std::vector<person> people;
        for (std::size_t i = range.first; i < range.last; ++i) people.push_back(person_at(i));
        kernels_->stand(people.data(), people.size(), here, in_emergency_.data(),
                        &standing_[range.first * standing_count * sets_]);
    }
    for (std::size_t s = 0; s < sets_; ++s) {
        const std::vector<forced>& at_work = forced_[s];
        if (sets_ > 1 && at_work.empty()) continue;
        std::vector<followed_as> moved;   // by each of them
        for (const forced& f : at_work) moved.push_back(runs_[s].place->moved_by(f));
        for (std::size_t i = range.first; i < range.last; ++i) {
            const auto is_moved = [&](followed_as by) { return runs_[s].place->followed()[i] == by; };
            if (sets_ > 1 && std::ranges::none_of(moved, is_moved)) continue;
            person who = person_at(i);
            for (std::size_t f = 0; f < at_work.size(); ++f)
                if (is_moved(moved[f])) force(at_work[f], who);
            standing_part part = standing_of(here[s], who, in_emergency_[s] != 0);
            for (std::size_t f = 0; f < at_work.size(); ++f)
                if (is_moved(moved[f])) force(at_work[f], part);
            put(i, s, part);
        }
    }
}

void week_batch::meet_communities() {
    const batch_arrays a = arrays();
    sim::for_each_index(town_->tasks().size(), [&](std::size_t t) {
        for (std::size_t b = town_->tasks()[t].first; b < town_->tasks()[t].last; ++b)
            kernels_->tally(a, town_->blocks()[b].residents.first, town_->blocks()[b].residents.last,
                            &tallies_[b * lanes_]);
    });
    sim::for_each_range(communities(), 64, [&](sim::block range) {
        for (std::size_t k = range.first; k < range.last; ++k) {
            const double residents = town_->people().communities[k].residents();
            // Residents by class do not differ between lanes; their volunteers do.
            const auto& size = cohort_->sizes[k];
            for (std::size_t lane = 0; lane < lanes_; ++lane) {
                const parameters& p = rules(k, lane);
                const bool emergency = in_emergency_[set_of(lane)] != 0;
                community_before before;
                before.residents = residents;
                before.grids = town_->people().communities[k].grids;
                before.base_posts = runs_[lane].place->base_posts(k);
                before.added_posts = added_posts_[k * sets_ + set_of(lane)];
                const post_sums held = sum_of(posts_[k], lane);
                before.present = held.present;
                before.skill_sum = held.skill;
                std::uint32_t volunteers = 0;
                for (std::size_t c = 0; c < class_count; ++c) {
                    std::uint32_t open = 0, hard = 0, builders = 0, sharers = 0, volunteers_here = 0;
                    for (std::size_t b = town_->first_block(k); b < town_->first_block(k + 1); ++b) {
                        const tallies& t = tallies_[b * lanes_ + lane];
                        open += t.open[c];
                        hard += t.hard[c];
                        builders += t.builders[c];
                        sharers += t.sharers[c];
                        volunteers_here += t.volunteers[c];
                    }
                    before.open += open;
                    before.hard += hard;
                    before.sharers += sharers;
                    ((c & class_employed) != 0 ? before.builders_employed : before.builders_other) += builders;
                    before.recruit_weight +=
                        static_cast<double>(size[c] - volunteers_here) *
                        static_cast<double>(recruit_weight(p, (c & class_party_member) != 0, (c & class_older) != 0));
                    volunteers += volunteers_here;
                }
                const std::size_t at = k * lanes_ + lane;
                before.room = room_[at];
                const community_week w = community_step(p, before, emergency);
                found_[at] = w;
                room_[at] = w.room;
                volunteers_[at] = volunteers;
                chance_[at] = static_cast<float>(w.service_chance);
                unvisited_[at] = static_cast<float>(1 - w.outreach_chance);
                crowd_[at] = static_cast<float>(static_cast<double>(p.b_crowd) * sim::log(w.room));
                recruit_[at] = static_cast<float>(w.recruit);
                demand_[at] = emergency ? 1.0F + p.emergency_demand : 1.0F;
            }
        }
    });
}

void week_batch::live_week(week now, const resident_trace* told) {
    const batch_arrays a = arrays();
    for (std::size_t lane = 0; lane < lanes_; ++lane)
        rate_[lane] = experience_rate(runs_[lane].place->data().values, now, town_->data().burn_in);
    std::array<std::uint64_t, resident_phases> ticks{};
    const auto begin = std::chrono::steady_clock::now();
    sim::for_each_index(town_->tasks().size(), [&](std::size_t t) {
        for (std::size_t b = town_->tasks()[t].first; b < town_->tasks()[t].last; ++b) {
            const town_block& block = town_->blocks()[b];
            const std::size_t k = block.community * lanes_;
            kernels_->residents(a,
                                {.first = block.residents.first,
                                 .last = block.residents.last,
                                 .week = static_cast<std::uint32_t>(now),
                                 .by_lane = sets_ > 1,
                                 .in_force = &in_force_[block.community * sets_],
                                 .community = {.service_chance = &chance_[k],
                                               .unvisited = &unvisited_[k],
                                               .crowd = &crowd_[k],
                                               .recruit = &recruit_[k],
                                               .experience_rate = rate_.data(),
                                               .demand = &demand_[k]},
                                 .totals = totals_.data() + b * band_count * total_count * lanes_,
                                 .ticks = clock_ == nullptr ? nullptr : ticks.data()},
                                told);
        }
    });
    if (clock_ == nullptr) return;
    const char* const names[resident_phases] = {"trust", "luck", "service", "awareness", "choice", "habit", "sums"};
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto all = static_cast<double>(std::accumulate(ticks.begin(), ticks.end(), std::uint64_t{0}));
    for (std::size_t x = 0; x < resident_phases; ++x)
        clock_->add(names[x], all > 0 ? took * static_cast<double>(ticks[x]) / all : 0.0);
}

void week_batch::add_up() {
    sim::for_each_range(communities(), 64, [&](sim::block range) {
        for (std::size_t k = range.first; k < range.last; ++k)
            for (std::size_t s = 0; s < band_count * total_count; ++s) {
                std::uint64_t sums[16] = {};
                for (std::size_t b = town_->first_block(k); b < town_->first_block(k + 1); ++b)
                    for (std::size_t lane = 0; lane < lanes_; ++lane) sums[lane] += block_totals(b)[s * lanes_ + lane];
                for (std::size_t lane = 0; lane < lanes_; ++lane)
                    sums_[(k * lanes_ + lane) * band_count * total_count + s] = sums[lane];
            }
    });
}

void week_batch::move_all_workers(week now, std::vector<post_week>* told) {
    std::vector<std::vector<post_week>> by_community(told != nullptr ? communities() : 0);
    sim::for_each_range(communities(), 64, [&](sim::block range) {
        for (std::size_t k = range.first; k < range.last; ++k)
            for (std::size_t lane = 0; lane < lanes_; ++lane)
                move_workers(posts_[k], lane, seeds_[lane], rules(k, lane), found_[k * lanes_ + lane].load,
                             static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(now),
                             told != nullptr ? &by_community[k] : nullptr);
    });
    for (const auto& here : by_community) told->insert(told->end(), here.begin(), here.end());
}

// Posts that the policies of an arm pay for: those of the unfaded level, less those of policies that are there already.
std::vector<double> week_batch::posts_paid_for(std::size_t set, week now) const {
    const setting& arm = runs_[set].arm();
    const town& here = *runs_[set].place;
    std::vector<double> paid(communities(), 0.0);
    if (std::ranges::all_of(arm.policies, [](const policy& p) { return base_of(levers[p.lever]).buys.empty(); }))
        return paid;
    const auto added = [&](const auto& strengths_of) {
        std::vector<parameters> all;
        for (std::uint32_t k = 0; k < communities(); ++k)
            all.push_back(in_force(here.base(k), here.data().of_levers, strengths_of(k)));
        return here.added_posts(all);
    };
    const auto with = added([&](std::uint32_t k) { return unfaded_strengths_in(arm, k, now); }),
               without = added([&](std::uint32_t k) { return strengths_there(arm, k); });
    for (std::size_t k = 0; k < communities(); ++k)
        paid[k] = static_cast<double>(with[k]) - static_cast<double>(without[k]);
    return paid;
}

void week_batch::observe(week now, sim::recorder& into, std::size_t first_row) {
    const sim::layout& what = town_->observed();
    const double all_residents = static_cast<double>(town_->people().residents());
    std::vector<std::vector<double>> paid_posts;   // [set]
    for (std::size_t s = 0; s < sets_; ++s) paid_posts.push_back(posts_paid_for(s, now));
    sim::for_each_range(communities(), 4, [&](sim::block range) {
        for (std::size_t k = range.first; k < range.last; ++k) {
            const community& here = town_->people().communities[k];
            std::vector<strengths> paid;   // [set]
            for (std::size_t s = 0; s < sets_; ++s)
                paid.push_back(paid_strengths_in(runs_[s].arm(), static_cast<std::uint32_t>(k), now));
            for (std::size_t lane = 0; lane < lanes_; ++lane) {
                const std::size_t at = k * lanes_ + lane, set = set_of(lane);
                const town& place = *runs_[lane].place;
                std::uint64_t totals[band_count][total_count];
                std::copy_n(&sums_[at * band_count * total_count], band_count * total_count, &totals[0][0]);
                band_facts facts[band_count];
                std::copy_n(cohort_->facts[k].begin(), band_count, facts);
                observe_week(what, into, first_row + lane, static_cast<std::size_t>(now), k, totals, facts,
                             {found_[at], sum_of(posts_[k], lane), posts_[k].count[lane], posts_[k].quits[lane]});

                double participants = 0;
                for (const auto& band : totals)
                    for (std::size_t t = total_party_build; t <= total_others_share; ++t)
                        participants += static_cast<double>(band[t]);
                const cost_facts facts_of_costs{.base = place.base(k),
                                                .here = here,
                                                .town_residents = all_residents,
                                                .base_posts = static_cast<double>(place.base_posts(k)),
                                                .young = static_cast<double>(facts[young].residents),
                                                .volunteers = static_cast<double>(volunteers_[at]),
                                                .posts = static_cast<double>(posts_[k].count[lane]),
                                                .posts_paid = paid_posts[set][k],
                                                .participants = participants};
                std::vector<double> spent;
                for (const std::size_t l : town_->used_levers())
                    spent.push_back(spending(levers[l], paid[set][l], place.data().of_levers.costs[l], facts_of_costs));
                observe_spending(into, first_row + lane, static_cast<std::size_t>(now), k, spent);
                if (!place.followed().empty()) {
                    followed_counts counts{what, into, first_row + lane, static_cast<std::size_t>(now), k};
                    for (std::size_t i = here.first; i < here.last; ++i)
                        counts.add(cohort_->residents->band[i], place.followed()[i],
                                   number_in<field::channel>(last_[i * lanes_ + lane]));
                }
            }
        }
    });
}

void week_batch::observe_year_end(week now, sim::recorder& into, std::size_t first_row) {
    const auto year = static_cast<std::size_t>(now + 1) / 52 - 1;
    sim::for_each_index(communities(), [&](std::size_t k) {
        std::vector<year_counts> runs;
        for (std::size_t lane = 0; lane < lanes_; ++lane) runs.emplace_back(into, first_row + lane, year, k);
        for (std::size_t i = town_->people().communities[k].first; i < town_->people().communities[k].last; ++i)
            for (std::size_t lane = 0; lane < lanes_; ++lane) {
                const std::uint32_t own = own_[i * lanes_ + lane];
                runs[lane].add(
                    cohort_->residents->band[i],
                    static_cast<float>(number_in<field::engagement>(last_[i * lanes_ + lane])) * engagement_unit,
                    number_in<field::since>(own) < 52, is_in<field::took_part_last_year>(own));
            }
    });
}

void week_batch::turn(week now) {
    // Who took part this year will have taken part the year before.
    constexpr std::uint32_t last_year = bits_of(field::took_part_last_year);
    sim::for_each_range(own_.size(), 1U << 16U, [&](sim::block range) {
        for (std::size_t x = range.first; x < range.last; ++x)
            own_[x] = number_in<field::since>(own_[x]) < 52 ? own_[x] | last_year : own_[x] & ~last_year;
    });
    if (now < 0 || !town_->data().demography) return;
    cohort_ = town_->cohort_after(++turns_);
    strengths_.clear();   // ages, work and care have changed: every standing utility is made anew

    // Newcomers have lived through nothing here; trust on their ties is fresh in both directions.
    const population& people = town_->people();
    const auto first_week = static_cast<std::uint32_t>(now + 1);
    std::vector<std::uint8_t> is_new(people.residents(), 0);
    for (const std::uint32_t i : cohort_->newcomers) is_new[i] = 1;
    batch_arrays a = arrays();
    a.next = last_.data();
    sim::for_each_index(town_->blocks().size(), [&](std::size_t b) {
        const sim::block range = town_->blocks()[b].residents;
        for (std::size_t i = range.first; i < range.last; ++i) {
            if (is_new[i] != 0) {
                // A volunteer at the start of the burn-in may be one; a newcomer is not yet.
                kernels_->start_residents(a, i, i + 1, first_week, starts_.data(), false);
            }
            for (std::uint32_t l = 0; l < layer_count; ++l)
                for (std::size_t k = people.ties.begin(i, l); k < people.ties.end(i, l); ++k)
                    if (is_new[i] != 0 || is_new[people.ties.to[k]] != 0)
                        kernels_->start_trust(a, static_cast<std::uint32_t>(i), k, k + 1, l, first_week,
                                              starts_.data());
        }
    });
}

void week_batch::advance(sim::step now, sim::recorder* into, std::size_t first_row) {
    sim::timed(clock_, "policies", [&] { put_in_force(now); });
    sim::timed(clock_, "communities", [&] { meet_communities(); });
    live_week(now);
    std::swap(last_, next_);
    sim::timed(clock_, "communities", [&] { move_all_workers(now); });
    if (into != nullptr)
        sim::timed(clock_, "observation", [&] {
            add_up();
            observe(now, *into, first_row);
            if (town::ends_year(now)) observe_year_end(now, *into, first_row);
        });
    if (town::ends_year(now)) sim::timed(clock_, "demography", [&] { turn(now); });
}

std::unique_ptr<sim::batch> start_week_batch(std::span<const sim::lane> lanes, const sim::machine& on) {
    return std::make_unique<week_batch>(lanes, on);
}

}   // namespace participation
