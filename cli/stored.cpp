#include "cli/stored.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/passing_folder.hpp"
#include "cli/status.hpp"
#include "models/registry.hpp"
#include "sim/results/hdf5.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

}   // namespace

analysis::observed open_results(const std::string& path) {
    if (path.ends_with(".toml") && sim::is_there(path) && !sim::hdf5::is_hdf5(path))
        throw wrong_input{
            fmt::format("{} is not an HDF5 file but a scenario: cogov run {} makes a results file of it", path, path)};
    auto file = analysis::observed::open(path);
    if (!file) throw wrong_input{sim::describe(file.wrong())};
    if (!file->has_checksums()) {
        static std::set<std::string> told;   // once a file is enough
        if (told.insert(path).second)
            say("{} has no checksums: an earlier version or another program wrote it, and nobody would notice "
                "if its numbers were damaged\n",
                path);
    }
    return std::move(*file);
}

analysis::observed at_point(const analysis::observed& file, const std::string& point) {
    if (file.factors().empty()) throw wrong_input{fmt::format("--point is of sweeps; {} has no design", file.path())};
    return file.at_point(
        static_cast<std::size_t>(whole_number(point, "--point", 0, static_cast<std::int64_t>(file.points()) - 1)));
}

std::set<std::string> keys_of(const std::string& path) {
    const analysis::observed file = open_results(path);
    std::set<std::string> keys;
    for (const analysis::run& one : file.runs()) keys.insert(one.key);
    return keys;
}

sim::ready read_stored(const std::string& path, std::vector<sim::assignment> set) {
    const analysis::observed file = open_results(path);
    const auto kept = std::make_shared<const passing_folder>();
    const passing_folder& folder = *kept;
    const std::string scenario = folder.write("scenario.toml", file.provenance("scenario.toml"));
    const auto names = file.provenance_names();
    sim::mistakes wrong;
    const sim::node said = sim::parse_toml(file.provenance("scenario.toml"), path, wrong);
    std::vector<std::pair<std::string, std::string>> as_it_was;   // keys that name files, and what they said
    std::vector<sim::assignment> all;
    for (const sim::model* model : models::all()) {
        if (model->name() != file.model()) continue;
        std::vector<std::string> keys = model->path_keys();
        keys.emplace_back("design.file");
        keys.emplace_back("uncertain.draws");
        for (const std::string& key : keys) {
            const std::size_t dot = key.find('.');
            const sim::node* value = said.find(key.substr(0, dot));
            if (value != nullptr && dot != std::string::npos) value = value->find(key.substr(dot + 1));
            if (value == nullptr || value->as_string() == nullptr) continue;
            std::string here;   // a folder of tables, or one table
            for (const std::string& name : names) {
                // Plain names only: a file from elsewhere must not write outside the folder.
                const std::string table = name.starts_with(key + "/") ? name.substr(key.size() + 1) : "";
                const bool plain = !table.empty() && table[0] != '.' && table.find('/') == std::string::npos;
                if (plain && fs::path{*value->as_string()}.extension() != ".h5") {
                    static_cast<void>(folder.write(fmt::format("{}/{}", key, table), file.provenance(name)));
                    here = folder.path(key);
                } else if (name == key + ".csv") {
                    here = folder.write(name, file.provenance(name));
                }
            }
            as_it_was.emplace_back(key, *value->as_string());
            // Seen from the temporary folder a relative name would lead nowhere.
            all.push_back({key, here.empty() ? fs::absolute(*value->as_string()).string() : here});
        }
    }
    all.insert(all.end(), set.begin(), set.end());
    auto made = sim::read_scenario(scenario, all, models::all());
    if (!made) throw wrong_input{fmt::format("the scenario inside {}:\n{}", path, sim::describe(made.wrong()))};
    made->kept = kept;
    // A scenario without a title was called after its file, which is another one now.
    if (made->what.tree.find("title") == nullptr) {
        made->what.title = file.title();
        if (made->what.tree.find("title_zh") == nullptr) made->what.title_zh = file.title_zh();
    }
    std::erase_if(as_it_was, [&](const auto& was) {
        return std::any_of(set.begin(), set.end(), [&](const auto& one) { return one.key == was.first; });
    });
    made->what.told_as = std::move(as_it_was);
    return std::move(*made);
}

bool is_of_sweep(const std::string& path) { return !open_results(path).factors().empty(); }

sim::experiment experiment_of(sim::ready& scenario, bool sweeping) {
    sim::design points;
    if (sweeping) {
        auto read = sim::read_design(scenario.what);
        if (!read) throw wrong_input{sim::describe(read.wrong())};
        points = std::move(*read);
    }
    auto made = sim::experiment::of(scenario, std::move(points));
    if (!made) throw wrong_input{sim::describe(made.wrong())};
    return *made;
}

sim::results_head head_of(const sim::experiment& what, const std::string& path) {
    return what.head(sim::hdf5::is_hdf5(path) ? open_results(path).provenance("scenario_as_given.toml")
                                              : sim::read_file(path));
}

}   // namespace cli
