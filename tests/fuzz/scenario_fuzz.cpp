// Scenario files: one that includes another, assignments as --set has them, and a design with its points; read, planned
// where that is small, and written out again.

#include <algorithm>

#include "models/registry.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/text/storage.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/scratch.hpp"

namespace {

const test::scratch& folder() {
    static const test::scratch made;
    return made;
}

// A plan of how many points could this be? Of a tree that nobody has checked.
double points_in(const sim::node& design) {
    double points = 1, largest = 1;
    for (const char* key : {"points", "trajectories", "levels"})
        if (const sim::node* said = design.find(key)) largest = std::max(largest, sim::as_number(*said).value_or(1));
    const sim::node* const factors = design.find("factors");
    if (factors != nullptr && factors->as_table() != nullptr)
        for (const auto& [key, where, value] : *factors->as_table()) {
            double levels = 1;
            if (value.as_array() != nullptr) levels = static_cast<double>(value.as_array()->size());
            if (const sim::node* said = value.find("levels")) levels = sim::as_number(*said).value_or(1);
            points *= std::max(1.0, levels);
        }
    return std::max(points, largest);
}

// What was read is what is written: the tree as text has no mistakes, and is the same text when it is read again.
void must_read_back(const sim::scenario& read) {
    sim::mistakes wrong;
    const std::string once = sim::to_toml(read.tree);
    const sim::node again = sim::parse_toml(once, "resolved.toml", wrong);
    if (!wrong.empty()) std::fputs(sim::describe(wrong).c_str(), stderr);
    fuzz::must(wrong.empty(), "a scenario as resolved can be read");
    fuzz::must(sim::to_toml(again) == once, "a scenario as resolved reads back the same");
}

}   // namespace

int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    sim::set_threads(1);
    const std::string town = sim::read_file(COGOV_SOURCE_DIR "/tests/fuzz/corpus/tables/two_communities");
    const auto files =
        fuzz::files_in(reinterpret_cast<const std::uint8_t*>(town.data()), town.size(), fuzz::tables_of_a_town.size());
    for (std::size_t f = 0; f < files.size(); ++f)
        folder().write(std::string{"population/"} + fuzz::tables_of_a_town[f], files[f]);
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto files = fuzz::files_in(data, size, 4);
    const std::string path = folder().write("scenario.toml", files[0]);
    folder().write("base.toml", files[1]);
    folder().write("points.csv", files[3]);
    std::vector<sim::assignment> set;
    for (std::size_t at = 0; at < files[2].size();) {
        const std::size_t end = std::min(files[2].find('\n', at), files[2].size());
        const std::string line = files[2].substr(at, end - at);
        const std::size_t is = std::min(line.find('='), line.size());
        set.push_back({line.substr(0, is), line.substr(std::min(is + 1, line.size()))});
        at = end + 1;
    }
    auto read = sim::read_scenario(path, set, models::all());
    if (!read) {
        static_cast<void>(sim::describe(read.wrong()));
        return 0;
    }
    must_read_back(read->what);
    const sim::node* const design = read->what.tree.find("design");
    if (design != nullptr && points_in(*design) > 200) return 0;
    auto points = sim::read_design(read->what);
    if (!points) {
        static_cast<void>(sim::describe(points.wrong()));
        return 0;
    }
    must_read_back(read->what);
    const double runs = static_cast<double>(points->points() * read->what.arms.size()) * read->what.replicates;
    if (points->points() > 50 || read->what.arms.size() > 50 || runs > 2000) return 0;
    const auto plan = sim::make_plan(*read, std::move(*points));
    if (!plan) static_cast<void>(sim::describe(plan.wrong()));
    else fuzz::must(plan->runs.size() <= static_cast<std::size_t>(runs), "no more runs than settings and replicates");
    return 0;
}
