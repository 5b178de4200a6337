#include "models/participation/town.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/participation/week.hpp"
#include "sim/engine/math.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

std::vector<float> quantile_table(const auto& quantile) {
    std::vector<float> table(quantile_steps + 1);
    sim::for_each_range(table.size(), 256, [&](sim::block range) {
        for (std::size_t i = range.first; i < range.last; ++i)
            table[i] = static_cast<float>(quantile(static_cast<double>(i) / static_cast<double>(quantile_steps)));
    });
    return table;
}

}   // namespace

town::town(study_data data)
    : data_{std::move(data)},
      people_{data_.tables ? synthesise(*data_.tables, data_.values, data_.population_seed)
                           : std::move(*data_.people)} {
    for (std::size_t i = 0; i < people_.residents(); ++i) {   // a population file may have been made with other cuts
        const auto age = static_cast<float>(people_.start.age[i]);
        people_.start.band[i] = age >= data_.values.band_cut_older    ? older
                                : age >= data_.values.band_cut_middle ? middle
                                                                      : young;
    }
    // Seats are known by community, unless the scenario states one number for all.
    const bool seats_stated = data_.seats_stated();
    for (const community& k : people_.communities) {
        base_.push_back(data_.values);
        if (!seats_stated && k.seats_per_1000 > 0) base_.back().seats = k.seats_per_1000;
    }
    for (setting& s : data_.settings) put_in_order(s);
    used_levers_ = data_.used_levers();
    layout_ = layout_of(people_.communities, used_levers_, data_.weeks, data_.values);
    cut_blocks();

    const auto& p = data_.values;
    const auto real = [](float x) { return static_cast<double>(x); };
    institution_quantiles_ = quantile_table([&](double u) {
        if (p.v_sd == 0) return real(p.v_prior);
        if (u <= 0 || u >= 1) return std::clamp(real(p.v_prior) + real(p.v_sd) * (u <= 0 ? -8.0 : 8.0), 0.0, 1.0);
        return std::clamp(real(p.v_prior) + real(p.v_sd) * sim::normal_quantile(u), 0.0, 1.0);
    });
    const std::array<float, layer_count> rests{p.trust_household, p.trust_neighbour, p.trust_friend, p.trust_work};
    for (std::size_t l = 0; l < layer_count; ++l)
        trust_quantiles_[l] = quantile_table([&](double u) {
            return sim::beta_quantile(u, real(rests[l]) * real(p.trust_concentration),
                                      (1 - real(rests[l])) * real(p.trust_concentration));
        });
    cohorts_.push_back(make_cohort({std::shared_ptr<void>{}, &people_.start}, {}));   // not owned, not held twice
}

void town::cut_blocks() {
    const auto& ties = people_.ties;
    for (std::uint32_t k = 0; k < people_.communities.size(); ++k) {
        first_block_.push_back(blocks_.size());
        std::size_t first = people_.communities[k].first, neighbours = 0;
        const std::size_t last = people_.communities[k].last;
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

std::shared_ptr<const cohort> town::make_cohort(std::shared_ptr<const attributes> residents,
                                                std::vector<std::uint32_t> newcomers) const {
    auto out = std::make_shared<cohort>();
    const attributes& a = *residents;
    out->residents = std::move(residents);
    out->newcomers = std::move(newcomers);
    out->kind.resize(people_.residents());
    out->facts.resize(people_.communities.size());
    out->sizes.resize(people_.communities.size());
    sim::for_each_index(people_.communities.size(), [&](std::size_t k) {
        for (std::size_t i = people_.communities[k].first; i < people_.communities[k].last; ++i) {
            out->kind[i] = static_cast<std::uint8_t>((a.employed[i] != 0 ? class_employed : 0) +
                                                     (a.party_member[i] != 0 ? class_party_member : 0) +
                                                     (a.band[i] == older ? class_older : 0));
            ++out->sizes[k][out->kind[i]];
            band_facts& facts = out->facts[k][a.band[i]];
            ++facts.residents;
            facts.neighbour_ties += static_cast<std::uint32_t>(people_.ties.end(i, neighbour_layer) -
                                                               people_.ties.begin(i, neighbour_layer));
        }
    });
    return out;
}

std::shared_ptr<const cohort> town::cohort_after(std::size_t turns) const {
    const std::scoped_lock lock{turning_};
    while (cohorts_.size() <= turns) {
        // The weeks -burn_in + d with (week + 1) mod 52 = 0 are the turns; the first is the earliest such week.
        week first = -data_.burn_in;
        while (!ends_year(first)) ++first;
        const week now = first + 52 * static_cast<week>(cohorts_.size() - 1);
        turned_year turned = turn_year(people_, *cohorts_.back()->residents, data_.values, now);
        cohorts_.push_back(
            make_cohort(std::make_shared<const attributes>(std::move(turned.residents)), std::move(turned.newcomers)));
    }
    return cohorts_[turns];
}

std::unique_ptr<sim::batch> town::start(std::size_t setting, std::span<const std::uint64_t> seeds,
                                        const sim::machine& on) const {
    return start_week_batch(*this, setting, seeds, on);
}

// Of a resident: four words in each lane, and how arms and weeks change each of four alternatives.
std::size_t town::bytes_of_batch(std::size_t lanes) const {
    return people_.residents() * (16 * lanes + 16) + people_.ties.size() * sizeof(float) * lanes;
}

std::size_t town::bytes_shared() const {
    const std::size_t years = data_.demography ? static_cast<std::size_t>((data_.burn_in + data_.weeks) / 52 + 1) : 1;
    return people_.residents() * (16 + 4 * layer_count) + people_.ties.size() * sizeof(std::uint32_t) +
           years * people_.residents() * 20;
}

// In each lane: two words and two numbers of a resident, one of a word's two places read and the other written, and trust
// in each tie, read and written. Shared, read only: number, band, party and kind, standing, where ties begin and whom they
// lead to.
std::size_t town::bytes_moved(std::size_t lanes) const {
    return people_.residents() * (24 * lanes + 4 + 3 + 16 + 4 * layer_count) +
           people_.ties.size() * (2 * sizeof(float) * lanes + sizeof(std::uint32_t));
}

std::vector<std::pair<std::string, std::string>> town::provenance() const {
    std::vector<std::pair<std::string, std::string>> out;
    std::string table = "name,value,default,unit,low,high,meaning,source\n";
    for (const auto& row : about_parameters)
        table += fmt::format("{},{},{},\"{}\",{},{},\"{}\",\"{}\"\n", row.name, sim::shortest(data_.values.*row.where),
                             sim::shortest(row.standard), row.unit, sim::shortest(row.low), sim::shortest(row.high),
                             row.meaning, row.source);
    out.emplace_back("parameters.csv", table);
    table = "lever,unit_cost_yuan,cost_base,cost_period\n";
    for (std::size_t l = 0; l < lever_count; ++l)
        table += fmt::format("{},{},{},{}\n", levers[l].name, sim::shortest(data_.costs[l]), levers[l].cost_base,
                             levers[l].cost_period);
    out.emplace_back("costs.csv", table);
    for (const auto& [name, text] : people_.tables.source) out.emplace_back("population/" + name, text);
    table = "table,cell,wanted,found,largest_miss\n";
    for (const fit_row& row : people_.fit)
        table += fmt::format("{},\"{}\",{},{},{}\n", row.table, row.cell, sim::shortest(row.wanted),
                             sim::shortest(row.found), sim::shortest(row.largest_miss));
    out.emplace_back("population_fit.csv", table);
    return out;
}

}   // namespace participation
