// What hours are spent on.

#include "analysis/hours.hpp"

#include "analysis/report/subjects.hpp"

namespace analysis::report {

void add_hours(const observed& file, std::size_t baseline, page_model& model) {
    table out{{place_column("arm", "arms"),
               place_column("part", "parts"),
               interval_column("before"),
               interval_column("hours"),
               interval_column("difference"),
               {"share"}}};
    const auto parts = parts_of_hours(file);
    model.labels["parts"] = json::array();
    for (const std::string& part : parts) {
        const variable& v = *file.find(part);
        model.labels["parts"].push_back(label(part, v.long_name, v.long_name_zh));
    }
    if (!parts.empty())
        for (const hours_of_arm& arm : hours_of(file, baseline, parts)) {
            double whole = 0;
            for (const estimate& e : arm.level) whole += e.value();
            for (std::size_t p = 0; p < parts.size(); ++p)
                out.rows.push_back({arm.arm, p, arm.before.empty() ? cell{} : cell{in_unit(arm.before[p])},
                                    in_unit(arm.level[p]),
                                    arm.difference.empty() ? cell{} : cell{in_unit(arm.difference[p])},
                                    whole > 0 ? arm.level[p].value() / whole * 100 : unknown});
        }
    model.add("hours", std::move(out));
}

}   // namespace analysis::report
