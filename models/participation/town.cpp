#include "models/participation/town.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/participation/town_posts.hpp"
#include "models/participation/week.hpp"
#include "sim/engine/math.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

// A normal distribution cut at 0 and 1: where institution trust starts.
quantile_table cut_normal(double mean, double sd) {
    quantile_table table(quantile_steps + 1);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double u = static_cast<double>(i) / static_cast<double>(quantile_steps),
                     from_mean = sd == 0  ? 0.0
                                 : u <= 0 ? -8.0
                                 : u >= 1 ? 8.0
                                          : sim::normal_quantile(u);
        table[i] = static_cast<float>(std::clamp(mean + sd * from_mean, 0.0, 1.0));
    }
    return table;
}
// A beta distribution: where the trust on ties starts.
quantile_table beta(double mean, double concentration) {
    quantile_table table(quantile_steps + 1);
    sim::for_each_range(table.size(), 256, [&](sim::block range) {   // each begins anew, whoever looks for it
        std::vector<double> found(range.size());
        sim::beta_quantiles(range.first, quantile_steps, mean * concentration, (1 - mean) * concentration, found);
        std::ranges::transform(found, table.begin() + static_cast<std::ptrdiff_t>(range.first),
                               [](double x) { return static_cast<float>(x); });
    });
    return table;
}

}   // namespace

town::town(study_data data) : data_{std::move(data)}, here_{inhabitants_of(data_)} {
    // Seats are known by community, unless the scenario states one number for all.
    const bool seats_stated = data_.is_stated(&parameters::seats);
    const float drawn = data_.values.seats / standard_parameters().seats;   // 1 where the scenario says nothing
    for (const community& k : people().communities) {
        base_.push_back(data_.values);
        if (!seats_stated && k.seats_per_1000 > 0) base_.back().seats = k.seats_per_1000 * drawn;
    }
    base_posts_ =
        participation::base_posts(people().communities, data_.values, data_.is_stated(&parameters::workers_per_1000));
    moved_ = data_.moved();
    if (!moved_.empty()) followed_ = followed_of(people(), moved_, data_.values);
    for (setting& s : data_.settings) put_in_order(s);
    used_levers_ = data_.used_levers();
    layout_ = layout_of(data_);
    cut_blocks();

    // Tables take a while, and many worlds have them in common.
    const auto& p = data_.values;
    const auto real = [](float x) { return static_cast<double>(x); };
    const std::array<float, band_count> priors{p.v_prior_young, p.v_prior_middle, p.v_prior_older};
    institution_start_ = data_.shared->get<institution_quantiles>(
        "tables of institution trust", fmt::format("{} {} {}", fmt::join(priors, " "), p.v_start_shift, p.v_sd), [&] {
            institution_quantiles all;
            for (std::size_t b = 0; b < band_count; ++b)
                all[b] = cut_normal(real(priors[b]) + real(p.v_start_shift), real(p.v_sd));
            return all;
        });
    const std::array<float, layer_count> rests{p.trust_household, p.trust_neighbour, p.trust_friend, p.trust_work};
    ties_start_ = data_.shared->get<tie_quantiles>(
        "tables of trust on ties", fmt::format("{} {}", fmt::join(rests, " "), p.trust_concentration), [&] {
            tie_quantiles all;
            for (std::size_t l = 0; l < layer_count; ++l) all[l] = beta(real(rests[l]), real(p.trust_concentration));
            return all;
        });
    starts_.volunteer_share = p.volunteer_share;
    for (std::size_t b = 0; b < band_count; ++b) starts_.institution[b] = (*institution_start_)[b].data();
    for (std::size_t l = 0; l < layer_count; ++l) starts_.trust[l] = (*ties_start_)[l].data();
}

std::vector<std::uint32_t> town::added_posts(std::span<const parameters> in_force) const {
    std::vector<double> rates;   // as they are written: 1.7 and 0.35 more are 0.35 more
    for (std::size_t k = 0; k < in_force.size(); ++k)
        rates.push_back(sim::as_written(in_force[k].workers_per_1000) - sim::as_written(base_[k].workers_per_1000));
    return participation::added_posts(people().communities, rates);
}

void town::cut_blocks() {
    const auto& ties = people().ties;
    for (std::uint32_t k = 0; k < people().communities.size(); ++k) {
        first_block_.push_back(blocks_.size());
        std::size_t first = people().communities[k].first, neighbours = 0;
        const std::size_t last = people().communities[k].last;
        for (std::size_t i = first; i < last; ++i) {
            const std::size_t own = ties.end(i, neighbour_layer) - ties.begin(i, neighbour_layer);
            if (i - first == block_residents || (i > first && neighbours + own > block_neighbour_ties)) {
                blocks_.push_back({{first, i}, k});
                first = i;
                neighbours = 0;
            }
            neighbours += own;
        }
        if (first < last) blocks_.push_back({{first, last}, k});
    }
    first_block_.push_back(blocks_.size());
    for (std::size_t b = 0, first = 0, residents = 0; b < blocks_.size(); ++b) {
        residents += blocks_[b].residents.size();
        if (residents >= block_residents / 2 || b + 1 == blocks_.size()) {
            tasks_.push_back({first, b + 1});
            first = b + 1;
            residents = 0;
        }
    }
}

std::unique_ptr<sim::batch> town::start(std::span<const sim::lane> lanes, const sim::machine& on) const {
    return start_week_batch(lanes, on);
}

// Of a resident: five words in each lane, and how arms and weeks change each of four alternatives.
std::size_t town::bytes_of_batch(std::size_t lanes, bool alike) const {
    return people().residents() * (20 * lanes + 16 * (alike ? 1 : lanes)) +
           people().ties.size() * sizeof(float) * lanes;
}

std::size_t town::bytes_shared() const {
    const std::size_t years = data_.demography ? static_cast<std::size_t>(data_.weeks / 52 + 1) : 1;
    return people().residents() * (16 + 4 * layer_count) + people().ties.size() * sizeof(std::uint32_t) +
           years * people().residents() * 36;
}

// In each lane: three words and a number of a resident, of one word one place read and the other written, of the others one
// place read and written, and trust in each tie, read and written. Shared, read only: number, band, party and kind,
// groups, standing, where ties begin and whom they lead to.
std::size_t town::bytes_moved(std::size_t lanes) const {
    return people().residents() * (32 * lanes + 4 + 3 + 4 + 16 + 4 * layer_count) +
           people().ties.size() * (2 * sizeof(float) * lanes + sizeof(std::uint32_t));
}

std::size_t town::operations() const {
    const sim::ties& ties = people().ties;
    std::size_t all = people().residents() * operations_of_resident;
    for (std::size_t i = 0; i < people().residents(); ++i)
        for (std::size_t l = 0; l < layer_count; ++l) all += (ties.end(i, l) - ties.begin(i, l)) * operations_of_tie[l];
    return all;
}

std::vector<std::pair<std::string, std::string>> town::provenance() const {
    auto out = tables_of(data_);
    for (const auto& [name, text] : people().tables.source) out.emplace_back("population/" + name, text);
    std::string table = "table,cell,wanted,found,largest_miss\n";
    for (const fit_row& row : people().fit)
        table += fmt::format("{},\"{}\",{},{},{}\n", row.table, row.cell, sim::shortest(row.wanted),
                             sim::shortest(row.found), sim::shortest(row.largest_miss));
    out.emplace_back("population_fit.csv", table);
    return out;
}

}   // namespace participation
