// Groups that the page tells measures by: what they are called, and where they stand in its list of names.

#include <algorithm>

#include "analysis/measured.hpp"
#include "analysis/report/subjects.hpp"

namespace analysis::report {

namespace {

// A text along an axis, in both languages.
std::vector<json> texts_of(const observed& file, const std::string& name) {
    std::vector<json> out;
    const auto in_english = file.coordinate(name), in_chinese = file.coordinate(name + "_zh");
    for (std::size_t k = 0; k < in_english.size(); ++k)
        out.push_back(in_both(in_english[k], k < in_chinese.size() ? in_chinese[k] : ""));
    return out;
}

// What the labels that tables are split by mean, such as the ages of bands: the first text along them.
std::vector<json> meanings_of(const observed& file, const std::string& axis) {
    const auto told = axis == file.groups() ? file.coordinates_along(axis) : std::vector<std::string>{};
    return told.empty() ? std::vector<json>{} : texts_of(file, told.front());
}

json groups_of(const observed& file, const axes_shown& axes) {
    std::vector<std::string> names, names_zh;
    for (const std::string& name : axes.names)
        for (std::size_t k = 0; k < file.axis_named(name).size(); ++k) {
            names.push_back(file.axis_named(name).labels[k]);
            names_zh.push_back(label_of(file.axis_named(name), k)["zh"]);
        }
    const std::string everybody = name_of_everybody(names);
    json out = json::array();
    out.push_back(
        label(everybody, everybody, std::ranges::find(names_zh, "全体") == names_zh.end() ? "全体" : "（全体）"));
    out.back()["axis"] = "";
    for (const std::string& name : axes.names) {
        const axis& of = file.axis_named(name);
        const auto meant = meanings_of(file, name);
        for (std::size_t k = 0; k < of.size(); ++k) {
            out.push_back(label_of(of, k));
            out.back()["axis"] = name;
            if (k < meant.size()) out.back()["meaning"] = meant[k];
        }
    }
    return out;
}

json axes_json(const observed& file, const axes_shown& axes) {
    json out = json::array();
    for (const std::string& name : axes.names) {
        const axis& of = file.axis_named(name);
        out.push_back(label(name, of.long_name, of.long_name_zh));
        // Further texts along it, such as the district of each place.
        out.back()["within"] = json::array();
        if (name == file.groups()) continue;   // these are explained, not parts of something
        for (const std::string& text : file.coordinates_along(name)) {
            const sim::recorded::coordinate& what = *file.find_coordinate(text);
            json within = label(text, what.long_name, what.long_name_zh);
            within["labels"] = texts_of(file, text);
            out.back()["within"].push_back(std::move(within));
        }
    }
    return out;
}

}   // namespace

axes_shown axes_of(const observed& file) {
    axes_shown out;
    std::size_t next = 1;
    for (const std::string& name : axes_of_measures(file)) {
        const bool told = std::ranges::any_of(file.measures(), [&](const sim::measure& m) {
            const variable* const over = file.find(m.over);
            return m.table == "main" && m.about != sim::role::money && over != nullptr &&
                   std::ranges::find(over->axes, name) != over->axes.end();
        });
        if (!told) continue;
        out.names.push_back(name);
        out.first[name] = next;
        next += file.axis_named(name).size();
    }
    return out;
}

json label_of(const axis& of, std::size_t place) {
    return label(of.labels[place], of.labels[place], of.labels_zh.empty() ? "" : of.labels_zh[place]);
}

void add_groups(const observed& file, const axes_shown& axes, page_model& model) {
    model.labels["groups"] = groups_of(file, axes);
    model.about["axes"] = axes_json(file, axes);
}

}   // namespace analysis::report
