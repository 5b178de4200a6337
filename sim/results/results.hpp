#pragma once
// The results file: a running sweep's folder of parts, and the merged NAME.h5 (netCDF-4 compatible HDF5); docs/results.md.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/results/recorded.hpp"
#include "sim/results/sink.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/text/storage.hpp"

namespace sim {

// What goes into every results file besides the observations.
struct results_head {
    std::string title, title_zh;
    std::vector<std::string> arm_names, arm_titles, arm_titles_zh;
    std::uint32_t baseline = 0;   // arm index
    std::vector<std::pair<std::string, std::string>>
        provenance;   // name -> text; includes scenario.toml as given and resolved
    std::string model;
    int model_version = 0;
    int burn_in = 0;
    std::optional<recorded::worth> worth = {};   // that the scenario says
};

// What to do with results of the same name that are there already.
enum class earlier : unsigned char { refuse, replace, resume };

// What was found of earlier results, for people.
struct reused {
    std::size_t runs = 0;               // of the plan: need not be done again
    std::vector<std::string> dropped;   // a sentence each: files that were damaged, runs that no longer belong
};

// The folder of a running sweep whose results will be `path`.
[[nodiscard]] std::string folder_of_parts(const std::string& path);
// Removes what cogov has put into such a folder, and the folder where nothing else is in it.
void remove_folder_of_parts(const std::string& folder);

// Writes the results of one plan: part files under NAME.cogov/parts while it runs, joined to NAME.h5 at the end.
// Throws sim::storage_error with a sentence.
class results_writer final : public sink {
public:
    // Creates NAME.cogov with a lock. `what` must outlive the writer. With earlier::resume, batches whose runs all are in
    // the folder's parts, or in NAME.h5, are taken over: keys decide, whatever plan wrote them. Results of another format
    // or of another version of the model are refused.
    // Runs are taken over from `shards` likewise: folders NAME.cogov of other processes, or results files.
    results_writer(std::string path, const layout& what, const plan& runs, results_head head, earlier with_earlier,
                   std::vector<std::string> shards = {});
    ~results_writer() override;   // unfinished: leaves the parts, frees the lock

    // As a part: built in memory, written under a temporary name, flushed, renamed. The numbers of failed runs are stored as
    // they are in `rows`.
    void take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages = {}) override;
    // Joins the parts into the final file, verifies it, and removes the folder. All batches must have been written.
    void finish();
    // Removes the folder with all its parts: of use to nobody where they are copies.
    void abandon();
    [[nodiscard]] std::size_t finished_runs() const;
    [[nodiscard]] const reused& taken_over() const;
    [[nodiscard]] std::vector<std::string> finished_parts()
        const;   // their names, of which numbers can be read until finish()
    // The plan without the batches that are on the disk.
    [[nodiscard]] plan remaining() const;
    [[nodiscard]] const std::string& folder() const;
    [[nodiscard]] double seconds() const;   // spent writing, for the report of speed

private:
    struct inside;
    std::unique_ptr<inside> in_;
};

}   // namespace sim
