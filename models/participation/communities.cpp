#include "models/participation/communities.hpp"

#include <algorithm>

#include "models/participation/choice.hpp"
#include "sim/engine/math.hpp"

namespace participation {

community_week community_step(const parameters& p, const community_before& k, bool emergency) {
    const auto of = [](float x) { return static_cast<double>(x); };
    const double thousands = k.residents / 1000.0, per_post = of(p.hours_per_post);
    community_week w{};

    // Workers' hours, and what of them administrative tasks leave.
    w.hours = per_post * k.present;
    w.skill_mean = k.present > 0 ? k.skill_sum / k.present : 0.0;
    const double emergency_load = emergency ? of(p.emergency_admin) * (1 - of(p.prepared)) : 0.0;
    const double all_hours = k.base_posts * per_post;
    w.cleared = all_hours * of(p.admin_share) * of(p.relief_fidelity) * of(p.relief);
    const double burden = all_hours * (of(p.admin_share) + of(p.added_load) + emergency_load),
                 of_added_posts = of(p.load_per_post) * of(p.admin_share) * per_post * k.added_posts;
    const auto load_if = [&](double is_cleared) { return std::max(0.0, burden - is_cleared + of_added_posts); };
    const auto spare_if = [&](double load) { return std::max(of(p.min_discretion) * w.hours, w.hours - load); };
    w.admin = load_if(w.cleared);
    w.load = w.hours > 0 ? std::min(2.0, w.admin / w.hours) : 2.0;
    // Of the hours that relief frees a part goes into other work.
    w.spare = spare_if(w.admin);
    w.other = (1 - of(p.relief_use)) * (w.spare - spare_if(load_if(0.0)));
    w.free = w.spare - w.other;

    // Volunteers cost their organisers time; an hour that nobody organises is worth less.
    w.volunteer_hours =
        k.builders_employed * of(hours_of_build(p, true)) + k.builders_other * of(hours_of_build(p, false));
    w.coordination = std::min(of(p.coordination_limit) * w.free, w.volunteer_hours / of(p.span));
    w.coordinated_share = w.volunteer_hours > 0 ? w.coordination * of(p.span) / w.volunteer_hours : 1.0;
    w.contracted_hours = of(p.contracted) * thousands;
    w.effective_hours = (w.free - w.coordination) * w.skill_mean + w.contracted_hours;
    w.effective_volunteer_hours = of(p.volunteer_efficiency) * (1 - of(p.flexible_loss) * of(p.flexible_volunteering)) *
                                  w.volunteer_hours * (of(p.alone) + (1 - of(p.alone)) * w.coordinated_share);

    // The chance of service: hours and needs meet like balls and urns (Butters 1977; Petrongolo & Pissarides 2001).
    w.need = of(p.request_hours) / (1 + of(p.handling)) * (k.open - k.hard + of(p.hard_factor) * k.hard);
    w.capacity = of(p.service_share) * w.effective_hours + of(p.volunteer_service_share) * w.effective_volunteer_hours;
    w.service_chance = w.need > 0 ? 1 - sim::exp(-w.capacity / w.need) : 1.0;
    w.service = w.need * w.service_chance;
    w.partner_hours = of(p.partner_hours) * thousands;
    w.contact_hours =
        of(p.captain_hours) * of(p.building_captains) * thousands + of(p.grid_hours) * of(p.grid_heads) * k.grids;
    w.outreach = w.effective_hours + w.effective_volunteer_hours - w.service + w.partner_hours + w.contact_hours;
    w.outreach_chance = 1 - sim::exp(-of(p.reach) * w.outreach / k.residents);

    // People go by how full it usually is.
    const double room_now = k.sharers > 0 ? std::min(1.0, of(p.seats) * thousands / k.sharers) : 1.0;
    w.room = k.room + of(p.crowd_rate) * (room_now - k.room);

    w.recruit = k.recruit_weight > 0 ? of(p.recruit) * thousands / k.recruit_weight : 0.0;
    return w;
}

}   // namespace participation
