#include "models/participation/people/inhabitants.hpp"

#include <utility>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"

namespace participation {

inhabitants::inhabitants(population people, const people_parameters& p) : people_{std::move(people)}, by_{p} {
    for (std::size_t i = 0; i < people_.residents(); ++i) people_.start.band[i] = band_of(people_.start.age[i], p);
    cohorts_.push_back(make_cohort({std::shared_ptr<void>{}, &people_.start}, {}));   // not owned, not held twice
}

std::shared_ptr<const cohort> inhabitants::make_cohort(std::shared_ptr<const attributes> residents,
                                                       std::vector<std::uint32_t> newcomers) const {
    auto out = std::make_shared<cohort>();
    const attributes& a = *residents;
    out->residents = std::move(residents);
    out->newcomers = std::move(newcomers);
    out->kind.resize(people_.residents());
    out->groups.resize(people_.residents());
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
            ++(a.party_member[i] != 0 ? facts.party : facts.others);
            facts.female += a.sex[i] == 0 ? 1 : 0;
            facts.employed += a.employed[i];
            facts.carers += a.care_hours[i] > 0 ? 1 : 0;
            out->groups[i] = (a.sex[i] == 0 ? in_group(group::female) : 0) |
                             (a.employed[i] != 0 ? in_group(group::employed) : 0) |
                             (a.care_hours[i] > 0 ? in_group(group::carer) : 0);
            facts.neighbour_ties += static_cast<std::uint32_t>(people_.ties.end(i, neighbour_layer) -
                                                               people_.ties.begin(i, neighbour_layer));
        }
    });
    return out;
}

std::shared_ptr<const cohort> inhabitants::cohort_after(std::size_t turns) const {
    const std::scoped_lock lock{turning_};
    while (cohorts_.size() <= turns) {
        const int now = 52 * static_cast<int>(cohorts_.size()) - 1;   // the week whose end it is
        turned_year turned = turn_year(people_, *cohorts_.back()->residents, by_, now);
        cohorts_.push_back(
            make_cohort(std::make_shared<const attributes>(std::move(turned.residents)), std::move(turned.newcomers)));
    }
    return cohorts_[turns];
}

}   // namespace participation
