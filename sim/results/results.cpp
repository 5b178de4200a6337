#include "sim/results/results.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <tuple>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/engine/blocks.hpp"
#include "sim/results/results_file.hpp"
#include "sim/results/results_resumed.hpp"
#include "sim/results/seal.hpp"
#include "sim/text/hash.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds pause_before_retry{1};
constexpr std::string_view merging = "merging";   // where the parts of shards are gathered, within the folder

std::size_t largest_batch(const plan& runs) {
    std::size_t most = 1;
    for (const plan_batch& b : runs.batches) most = std::max(most, b.runs);
    return most;
}

// A part that cannot be read any more: its runs are not among those that are safe.
class damaged_part : public storage_error {
public:
    using storage_error::storage_error;
};

template <class Read>
auto of_part(Read read) {
    try {
        return read();
    } catch (const storage_error& problem) {
        throw damaged_part{fmt::format(
            "{}; give the same command with --resume: the runs of this part are done again, all others are taken over",
            problem.what())};
    }
}

// Adds the names of the parts in a folder.
void list_parts(const std::string& folder, std::vector<std::string>& names) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().extension() == ".h5") names.push_back(entry.path().string());
}

// Does a name begin so and go on with digits alone, up to `end`?
bool is_numbered(std::string_view name, std::string_view begin, std::string_view end) {
    if (!name.starts_with(begin) || !name.ends_with(end) || name.size() <= begin.size() + end.size()) return false;
    name.remove_prefix(begin.size());
    name.remove_suffix(end.size());
    return std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

// A part, its checksum (of earlier versions), or what was to become one.
bool is_of_a_part(std::string name) {
    if (const std::size_t mark = name.rfind(".tmp."); mark != std::string::npos) name.resize(mark);
    return is_numbered(name, "part-", ".h5") || is_numbered(name, "part-", "-failed.h5") ||
           is_numbered(name, "part-", ".h5.xxh64");
}

// Parts in a folder, and what belongs to them.
std::vector<fs::path> parts_in(const fs::path& folder) {
    std::vector<fs::path> ours;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (is_of_a_part(entry.path().filename().string()) && fs::is_regular_file(entry.symlink_status()))
            ours.push_back(entry.path());
    return ours;
}

// Removes them, but for some, and the folder where nothing else is in it. False where something of ours could not be removed.
bool remove_parts(const fs::path& folder, const std::set<std::string>& but = {}) {
    bool all = true;
    for (const fs::path& one : parts_in(folder))
        if (!but.contains(one.string())) all = ::unlink(one.c_str()) == 0 && all;
    return (::rmdir(folder.c_str()) == 0 || errno == ENOENT || errno == ENOTEMPTY) && all;
}

// 4096 of ".../part-00004096.h5".
std::size_t number_of_part(const std::string& name) {
    const std::string stem = fs::path{name}.stem().string();
    std::size_t number = std::string::npos;
    if (is_numbered(stem, "part-", "")) std::from_chars(stem.data() + 5, stem.data() + stem.size(), number);
    return number;
}

void move_file(const fs::path& from, const fs::path& to) {
    std::error_code problem;
    fs::rename(from, to, problem);
    if (problem)
        throw storage_error{fmt::format("cannot move {} to {}: {}", from.string(), to.string(), problem.message())};
}

void move_parts(const fs::path& from, const fs::path& to) {
    const auto ours = parts_in(from);
    if (ours.empty()) return;
    make_folder(to.string());
    for (const fs::path& one : ours) move_file(one, to / one.filename());
    ::rmdir(from.c_str());
}

// Is a plan.h5 one of ours? A damaged one is taken for ours.
bool is_plan(const std::string& path) {
    std::error_code none;
    if (!hdf5::is_hdf5(path)) return !is_there(path) || (fs::is_regular_file(path, none) && fs::is_empty(path, none));
    try {
        return hdf5::file::open(path).root().text(schema::at("cogov_kind")) == schema::kind_of_file;
    } catch (const storage_error&) {
        return true;
    }
}

// Parts that a resumption of NAME.cogov has set aside, or several that were stopped themselves: parts.before.0, .1, ...
std::string set_aside(const std::string& folder, std::size_t k) { return fmt::format("{}/parts.before.{}", folder, k); }
std::vector<std::string> folders_before(const std::string& folder) {
    std::vector<std::string> all;
    while (is_there(set_aside(folder, all.size()))) all.push_back(set_aside(folder, all.size()));
    return all;
}

// The lock, which goes last since whoever finds none may begin; and the folder where nothing else is in it.
void remove_lock_of(const std::string& folder) {
    const std::string lock = folder + "/lock";
    if (is_lock(lock)) ::unlink(lock.c_str());
    ::rmdir(folder.c_str());
}

// Folders of parts within one: those of a run, those set aside, and those of a merge.
std::vector<fs::path> folders_within(const std::string& folder) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored}) {
        const std::string name = entry.path().filename().string();
        if (name == "parts" || name == merging || is_numbered(name, "parts.before.", "")) found.push_back(entry.path());
    }
    return found;
}

}   // namespace

void remove_folder_of_parts(const std::string& folder) {
    for (const fs::path& one : folders_within(folder)) remove_parts(one);
    if (is_plan(folder + "/plan.h5")) ::unlink((folder + "/plan.h5").c_str());
    remove_leftovers_in(folder);
    remove_lock_of(folder);
}

std::string folder_of_parts(const std::string& path) {
    const bool usual = path.size() > 3 && path.ends_with(".h5");
    return (usual ? path.substr(0, path.size() - 3) : path) + ".cogov";
}

const std::string done_again = ": its runs are done again";

// The keys of what the parts of a plan that is there hold, by the number in a part's name.
using parts_of_plan = std::map<std::size_t, std::vector<std::string>>;
parts_of_plan parts_of(const std::string& plan_file) {
    parts_of_plan out;
    try {
        const hdf5::file file = hdf5::file::open(plan_file);
        const hdf5::group root = file.root();
        const auto keys = root.open_group("runs").open(schema::at("runs/key")).read_texts();
        const auto arm = root.open(schema::at("arm_index")).read<std::int32_t>(),
                   point = root.open(schema::at("point")).read<std::int32_t>(),
                   replicate = root.open(schema::at("replicate")).read<std::int32_t>();
        const auto batch_of = [&](std::size_t r) {
            return std::tuple{arm.at(r), point.at(r), static_cast<std::size_t>(replicate.at(r)) / replicates_a_block};
        };
        for (std::size_t r = 0, first = 0; r < keys.size(); ++r) {
            if (r > 0 && batch_of(r) != batch_of(r - 1)) first = r;
            out[first].push_back(keys[r]);
        }
    } catch (const std::exception&) {   // no plan, or a damaged one: parts are opened one by one
        out.clear();
    }
    return out;
}

struct results_writer::inside {
    std::string path, folder, parts;
    bool of_shards = false;   // their parts are joined from where they are
    const layout* what;
    plan runs;
    results_head head;
    std::size_t rows_a_batch;
    std::vector<stored_array> arrays;
    std::optional<folder_lock> lock;
    std::mutex one_at_a_time;
    std::map<std::size_t, stored_runs::rows_of_file> finished;   // batches that are on the disk, by their first runs
    std::size_t finished_runs = 0;
    clock::duration spent{};
    reused found;

    [[nodiscard]] std::span<const run> runs_of(const plan_batch& b) const {
        return std::span{runs.runs}.subspan(b.first_run, b.runs);
    }
    [[nodiscard]] std::string safe() const {
        return finished.empty()
                   ? "nothing has been stored yet"
                   : fmt::format("{} of {} are safe in {}", finished_runs, counted(runs.runs.size(), "run"), folder);
    }
    void prepare_folder(earlier with_earlier, std::span<const std::string> shards);
    [[nodiscard]] bool is_under_way(const parts_of_plan& there) const;
    [[nodiscard]] stored_runs look_through(bool from_path, std::span<const std::string> shards,
                                           const std::string& known, const parts_of_plan& of_known);
    void take_over(const stored_runs& stored);
    void write_plan() const;
    // One with runs that failed has a name of its own, since from the names alone finished runs are known.
    [[nodiscard]] std::string part_name(const plan_batch& which, bool failed = false) const {
        return fmt::format("{}/part-{:08}{}.h5", parts, which.first_run, failed ? "-failed" : "");
    }
    void store_part(const plan_batch& which, hdf5::file& part, bool failed);
    void finish(const plan_batch& which, stored_runs::rows_of_file where) {
        if (finished.insert_or_assign(which.first_run, std::move(where)).second) finished_runs += which.runs;
    }
    void clean_up() const;
    [[nodiscard]] hdf5::file make_part(const plan_batch& which, const recorder& rows,
                                       std::span<const std::string> messages) const;
    [[nodiscard]] std::vector<run_outcome> check_parts(std::uint64_t& bytes) const;
    template <class Visit>
    void for_each_joined_chunk(std::span<const hdf5::dataset> made, Visit visit) const;
    [[nodiscard]] std::vector<std::uint64_t> join(const std::string& temporary,
                                                  const std::vector<run_outcome>& outcomes) const;
    void compare(const std::string& joined, const std::vector<run_outcome>& outcomes,
                 std::span<const std::uint64_t> sums) const;
};

// Removes the parts that were written. Beside those of shards, what else is in the folder is another run's.
void results_writer::inside::clean_up() const {
    if (!of_shards) return remove_folder_of_parts(folder);
    remove_parts(parts);
    remove_lock_of(folder);
}

void results_writer::inside::prepare_folder(earlier with_earlier, std::span<const std::string> shards) {
    const bool fresh = !is_there(folder);
    make_folder(folder);
    lock.emplace(folder + "/lock");
    if (with_earlier == earlier::refuse && is_there(path)) {   // finished by another process a moment ago
        if (fresh) remove_lock_of(folder);
        throw storage_error{
            fmt::format("{} exists already: use --force to replace it, or choose another name with -o", path)};
    }
    remove_leftovers_in(folder);   // half a joined file is as large as the results, and of use to nobody
    remove_parts(folder + "/" + std::string{merging});
    if (!is_plan(folder + "/plan.h5"))
        throw storage_error{fmt::format(
            "{}/plan.h5 is in the way: it is no plan of cogov; move it elsewhere, or choose another name with -o",
            folder)};
    const auto before = folders_before(folder);
    const bool resumed = with_earlier == earlier::resume && !of_shards;
    const parts_of_plan planned = resumed ? parts_of(folder + "/plan.h5") : parts_of_plan{};
    const bool same = is_under_way(planned);   // then parts are where they should be
    const std::string known = same ? parts : set_aside(folder, before.size());
    if (resumed) {
        if (!same) move_parts(parts, known);
    } else if (!of_shards && (is_there(folder + "/plan.h5") || is_there(parts) || !before.empty())) {
        std::vector<std::string> there;
        list_parts(parts, there);
        for (const std::string& old : before) list_parts(old, there);
        if (with_earlier == earlier::refuse)
            throw storage_error{
                fmt::format("{} holds the unfinished results of an earlier run ({}); --resume goes on with them, "
                            "--force starts again without them, and -o chooses another name",
                            folder, counted(there.size(), "part"))};
        bool emptied = true;
        for (const fs::path& old : folders_within(folder)) emptied = remove_parts(old) && emptied;
        if (::unlink((folder + "/plan.h5").c_str()) != 0 && errno != ENOENT) emptied = false;
        if (!emptied) throw storage_error{fmt::format("cannot empty {}: {}", folder, std::strerror(errno))};
    }
    std::optional<stored_runs> stored;
    try {
        if (resumed || of_shards) stored = look_through(resumed, shards, known, planned);
    } catch (const storage_error& problem) {   // refused: everything as it was
        const auto after = folders_before(folder);
        if (after.size() > before.size()) move_parts(after.back(), parts);
        if (fresh) remove_folder_of_parts(folder);
        throw storage_error{fmt::format("{}; what was there is kept", problem.what())};
    }
    try {
        make_folder(parts);
        if (!of_shards) write_plan();
        if (stored) take_over(*stored);
    } catch (const storage_error& problem) {
        if (fresh) remove_folder_of_parts(folder);
        if (!stored) throw;
        throw storage_error{fmt::format("{}; what was there is kept", problem.what())};
    }
}

void results_writer::inside::write_plan() const {
    hdf5::file f = hdf5::file::in_memory(folder + "/plan.h5");
    const layout nothing;   // the runs and what they come from, no observations
    static_cast<void>(lay_out(f.root(), nothing, head, runs, std::vector<run_outcome>(runs.runs.size()), {}));
    f.save(folder + "/plan.h5");
}

// Is it these very runs that were stopped in this folder?
bool results_writer::inside::is_under_way(const parts_of_plan& there) const {
    return there.size() == runs.batches.size() && std::ranges::all_of(runs.batches, [&](const plan_batch& batch) {
               const auto part = there.find(batch.first_run);
               return part != there.end() && std::ranges::equal(part->second, runs_of(batch), {}, {}, &run::key);
           });
}

// Looks through what is there; refuses what must not be lost. What the parts in the folder `known` hold is known.
stored_runs results_writer::inside::look_through(bool from_path, std::span<const std::string> shards,
                                                 const std::string& known, const parts_of_plan& of_known) {
    std::vector<std::string> names;
    for (const std::string& old : folders_before(folder))
        if (old != known) list_parts(old, names);
    if (from_path) list_parts(known, names);
    for (const std::string& shard : shards) {
        if (!is_folder(shard)) {
            names.push_back(shard);
            continue;
        }
        list_parts(shard + "/parts", names);
        for (const std::string& old : folders_before(shard)) list_parts(old, names);
    }
    std::ranges::sort(names);
    if (from_path && is_there(path)) names.push_back(path);

    // Read once, byte by byte, rather than number by number: that takes as long as the disk does.
    std::vector<char> whole(names.size());
    for_each_index(names.size(), [&](std::size_t n) { whole[n] = why_not_whole(names[n]) ? 0 : 1; });
    stored_runs stored{*what, head, arrays};
    bool alike = false;   // is what the first of the known parts holds observed as now?
    for (std::size_t n = 0; n < names.size(); ++n) {
        const auto keys =
            fs::path{names[n]}.parent_path() == known ? of_known.find(number_of_part(names[n])) : of_known.end();
        const bool is_known = whole[n] != 0 && keys != of_known.end();
        if (is_known && !alike) alike = !stored.why_of_no_use(names[n]);
        if (is_known && alike) stored.add_known(names[n], keys->second);
        else if (const auto why = stored.add(names[n], whole[n] != 0)) found.dropped.push_back(*why + done_again);
    }
    const std::size_t others = stored.not_among(runs.runs);
    // A forgotten --seed must not cost what is finished.
    if (others > 0 && others == stored.size())
        throw storage_error{
            fmt::format("{} finished runs are stored for {}, and not one of them is asked for now (another seed, other "
                        "parameters or tables?): --resume would lose them; --force does, and -o chooses another name",
                        others, path)};
    // Nor must asking for fewer replicates, arms or points than there are. (Where this plan was stopped before, it may have
    // all of its runs already, beside those that it left out.)
    if (others > 0 && !is_under_way(of_known) &&
        std::ranges::all_of(runs.batches, [&](const plan_batch& batch) { return stored.hold(runs_of(batch)); }))
        throw storage_error{
            fmt::format("all that is asked for is stored for {} already, with {} further finished runs (of more "
                        "replicates, arms or points): --resume would do nothing but lose those; ask for them too, or "
                        "choose another name with -o; --force starts again",
                        path, others)};
    if (others > 0)
        found.dropped.push_back(fmt::format("{} stored runs: they are not part of what is asked for now", others));
    return stored;
}

// Counts as finished every batch all of whose runs are stored: where they lie together they stay, and become a part of this
// plan where they are one of an earlier; those that lie apart are written as one.
void results_writer::inside::take_over(const stored_runs& stored) {
    const auto before = folders_before(folder);
    std::set<std::string> in_use;
    for (const plan_batch& batch : runs.batches) {
        if (!stored.hold(runs_of(batch))) continue;
        found.runs += batch.runs;
        if (auto there = stored.in_one_file(runs_of(batch))) {
            const bool aside = std::ranges::find(before, fs::path{there->path}.parent_path().string()) != before.end();
            if (aside && there->all_of_it) {
                move_file(there->path, part_name(batch));
                there->path = part_name(batch);
            }
            in_use.insert(there->path);
            finish(batch, *there);
            continue;
        }
        try {
            const recorder rows = stored.read(runs_of(batch));
            hdf5::file part = make_part(batch, rows, {});
            store_part(batch, part, false);
        } catch (const storage_error& damage) {
            found.dropped.push_back(damage.what() + done_again);
            found.runs -= batch.runs;
        }
    }
    for (std::size_t k = before.size(); k-- > 0;)
        if (!remove_parts(before[k], in_use)) throw storage_error{fmt::format("cannot remove {}", before[k])};
}

// On the disk under its name, or storage_error; then it counts as finished.
void results_writer::inside::store_part(const plan_batch& which, hdf5::file& part, bool failed) {
    part.save(part_name(which, failed));
    finish(which, {part_name(which, failed), 0, true});
}

// In memory.
hdf5::file results_writer::inside::make_part(const plan_batch& which, const recorder& rows,
                                             std::span<const std::string> messages) const {
    std::vector<run_outcome> outcomes(which.runs);
    for (std::size_t i = 0; i < std::min(messages.size(), outcomes.size()); ++i)
        if (!messages[i].empty()) outcomes[i] = {1, messages[i]};
    std::vector<std::vector<double>> sums(arrays.size());
    std::vector<const std::byte*> values(arrays.size());
    for (std::size_t a = 0; a < arrays.size(); ++a) {
        const std::size_t o = arrays[a].observation;
        if (arrays[a].summary) {
            sum_windows(*what, rows, o, sums[a]);
            values[a] = reinterpret_cast<const std::byte*>(sums[a].data());
        } else if (arrays[a].type == hdf5::element::u32) {
            values[a] = reinterpret_cast<const std::byte*>(rows.all_counts(o).data());
        } else {
            values[a] = reinterpret_cast<const std::byte*>(rows.all_reals(o).data());
        }
    }
    hdf5::file f = hdf5::file::in_memory(part_name(which));
    {
        std::vector<hdf5::dataset> made = lay_out_part(f.root(), *what, head, runs_of(which), outcomes, arrays);
        write_rows(made, arrays, 0, which.runs, values);
    }
    return f;
}

// Every part is there and holds the runs that it should. Returns how they went.
std::vector<run_outcome> results_writer::inside::check_parts(std::uint64_t& bytes) const {
    std::vector<run_outcome> outcomes(runs.runs.size());
    struct {
        std::string name;
        std::vector<std::uint8_t> statuses;
        std::vector<std::string> keys, messages;
    } there;   // of the file that the batch before lies in
    for (const plan_batch& b : runs.batches) {
        of_part([&] {
            const std::string& name = finished.at(b.first_run).path;
            const std::size_t row = finished.at(b.first_run).first_row;
            if (there.name != name) {
                const hdf5::file f = hdf5::file::open(name);
                bytes += fs::file_size(name);
                const hdf5::group about = f.root().open_group("runs");
                there = {name, about.open(schema::at("runs/status")).read<std::uint8_t>(),
                         about.open(schema::at("runs/key")).read_texts(),
                         about.open(schema::at("runs/message")).read_texts()};
            }
            const std::size_t end = row + b.runs;
            if (there.statuses.size() < end || there.messages.size() < end || there.keys.size() < end ||
                !std::ranges::equal(std::span{there.keys}.subspan(row, b.runs), runs_of(b), {}, {}, &run::key))
                throw storage_error{fmt::format("{} holds other runs than planned", name)};
            for (std::size_t i = 0; i < b.runs; ++i)
                outcomes[b.first_run + i] = {there.statuses[row + i], there.messages[row + i]};
        });
    }
    return outcomes;
}

// Calls visit(array, offset) for the first element of each chunk of the joined file, in the order in which they are written.
template <class Visit>
void results_writer::inside::for_each_joined_chunk(std::span<const hdf5::dataset> made, Visit visit) const {
    for (std::size_t first = 0; first < runs.runs.size(); first += rows_a_batch)
        for (std::size_t a = 0; a < arrays.size(); ++a)
            for_each_chunk(arrays[a], made[a].size().size(), first, std::min(rows_a_batch, runs.runs.size() - first),
                           [&](const hdf5::shape& at) { visit(a, at); });
}

// Group of chunks by group of chunks: packed chunks as they are where a part holds all of their rows, else row by row.
// Returns the checksums of the chunks, in this order.
std::vector<std::uint64_t> results_writer::inside::join(const std::string& temporary,
                                                        const std::vector<run_outcome>& outcomes) const {
    struct open_file {
        std::string name;
        hdf5::file file;
        std::vector<hdf5::dataset> arrays;
    };
    struct open_part {
        plan_batch which;
        std::shared_ptr<const open_file> source;
        std::size_t row = 0;   // its first there
    };
    std::vector<std::uint64_t> sums;
    hdf5::file f = hdf5::file::create(temporary);
    {
        std::vector<hdf5::dataset> made = lay_out(f.root(), *what, head, runs, outcomes, arrays);
        std::vector<plan_batch> batches = runs.batches;
        std::ranges::sort(batches, {}, &plan_batch::first_run);
        std::size_t next = 0;
        std::list<open_part> parts_here;
        std::shared_ptr<const open_file> last_opened;
        std::vector<std::byte> rows;
        for (std::size_t first = 0; first < runs.runs.size(); first += rows_a_batch) {
            const std::size_t last = std::min(first + rows_a_batch, runs.runs.size());
            std::erase_if(parts_here, [&](const open_part& p) { return p.which.first_run + p.which.runs <= first; });
            for (; next < batches.size() && batches[next].first_run < last; ++next) {
                of_part([&] {
                    const auto& [name, row, whole_file] = finished.at(batches[next].first_run);
                    if (last_opened == nullptr || last_opened->name != name) {
                        hdf5::file source = hdf5::file::open(name);
                        std::vector<hdf5::dataset> opened = open_arrays(source.root(), *what, arrays);
                        last_opened =
                            std::make_shared<const open_file>(open_file{name, std::move(source), std::move(opened)});
                    }
                    parts_here.push_back({batches[next], last_opened, row});
                });
            }
            const open_part& whole = parts_here.front();
            const std::size_t start = whole.which.first_run;
            const bool in_one =
                start <= first && start + whole.which.runs >= last && (first - start) % rows_a_batch == 0;
            for (std::size_t a = 0; a < arrays.size(); ++a) {
                const std::size_t rank = made[a].size().size();
                // Chunks that are cut alike, and hold these rows alone, are taken as they are.
                const bool as_it_is =
                    in_one && whole.source->arrays[a].chunk() == made[a].chunk() &&
                    whole.row % arrays[a].chunk.rows == 0 &&
                    (last % arrays[a].chunk.rows == 0 || whole.row + last - start == whole.source->arrays[a].size()[0]);
                if (as_it_is) {
                    for_each_chunk(arrays[a], rank, first, last - first, [&](const hdf5::shape& at) {
                        hdf5::shape in_part = at;
                        in_part[0] = in_part[0] - start + whole.row;
                        const std::vector<std::byte> chunk =
                            of_part([&] { return whole.source->arrays[a].read_chunk(in_part); });
                        made[a].write_chunk(at, chunk);
                        sums.push_back(hash_vector(chunk));
                    });
                    continue;
                }
                rows.resize((last - first) * arrays[a].bytes_a_run());
                for (const open_part& p : parts_here) {
                    const std::size_t from = std::max(first, p.which.first_run),
                                      to = std::min(last, p.which.first_run + p.which.runs);
                    hdf5::shape at(rank, 0), count = made[a].size();
                    at[0] = from - p.which.first_run + p.row;
                    count[0] = to - from;
                    of_part([&] {
                        p.source->arrays[a].read_bytes(at, count,
                                                       rows.data() + (from - first) * arrays[a].bytes_a_run());
                    });
                }
                const std::byte* values = rows.data();
                write_rows(std::span{made}.subspan(a, 1), std::span{arrays}.subspan(a, 1), first, last - first,
                           {&values, 1}, &sums);
            }
            f.be_sure_it_is_written();
        }
    }
    f.close();
    append_seal(temporary);
    return sums;
}

// The joined file, read back through its checksums, holds what it should: the chunks that were joined, and beside them what a
// file laid out in memory has. Disks, and HDF5 on a full one, have written other things without a word.
void results_writer::inside::compare(const std::string& joined, const std::vector<run_outcome>& outcomes,
                                     std::span<const std::uint64_t> sums) const {
    const hdf5::file f = hdf5::file::open(joined);
    hdf5::file wanted = hdf5::file::in_memory(joined + " as it should be");
    static_cast<void>(lay_out(wanted.root(), *what, head, runs, outcomes, arrays));
    if (const auto other = difference(f.root(), wanted.root(), *what, arrays))
        throw storage_error{fmt::format("{} was not written as it should be: {} came out otherwise", path, *other)};
    const std::vector<hdf5::dataset> made = open_arrays(f.root(), *what, arrays);
    std::size_t chunk = 0;
    for_each_joined_chunk(made, [&](std::size_t a, const hdf5::shape& at) {
        if (hash_vector(made[a].read_chunk(at)) != sums[chunk++])
            throw storage_error{fmt::format("{} was not written as it should be: numbers of {} came out otherwise",
                                            path, made[a].path())};
    });
}

results_writer::results_writer(std::string path, const layout& what, const plan& runs, results_head head,
                               earlier with_earlier, std::vector<std::string> shards)
    : in_{std::make_unique<inside>()} {
    storage_start();
    in_->folder = folder_of_parts(path);
    in_->of_shards = !shards.empty();
    in_->parts = fmt::format("{}/{}", in_->folder, in_->of_shards ? merging : "parts");
    in_->path = std::move(path);
    in_->what = &what;
    in_->runs = runs;
    in_->head = std::move(head);
    in_->rows_a_batch = largest_batch(runs);
    in_->arrays = arrays_of(what, in_->rows_a_batch);
    if (is_folder(in_->path))
        throw storage_error{fmt::format("{} is a folder: give the name of a file with -o", in_->path)};
    if (with_earlier == earlier::refuse && is_there(in_->path))
        throw storage_error{
            fmt::format("{} exists already: use --force to replace it, --resume to take over what is in it, or choose "
                        "another name with -o",
                        in_->path)};
    be_sure_it_is_ours(in_->path, in_->head, with_earlier);
    in_->prepare_folder(with_earlier, shards);
}

results_writer::~results_writer() = default;

void results_writer::take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages) {
    assert(rows.rows() == which.runs);
    const std::scoped_lock alone{in_->one_at_a_time};
    const auto began = clock::now();
    hdf5::file part = in_->make_part(which, rows, messages);
    const bool failed = !std::ranges::all_of(messages, &std::string::empty);
    try {
        in_->store_part(which, part, failed);
    } catch (const storage_error&) {
        std::this_thread::sleep_for(pause_before_retry);   // room may come back: the batch is still in memory
        try {
            in_->store_part(which, part, failed);
        } catch (const storage_error& problem) {
            throw storage_error{fmt::format("{}; {}", problem.what(), in_->safe())};
        }
    }
    in_->spent += clock::now() - began;
}

void results_writer::finish() {
    const std::scoped_lock alone{in_->one_at_a_time};
    const auto began = clock::now();
    if (in_->finished.size() != in_->runs.batches.size())
        throw storage_error{fmt::format("cannot complete {}: {}", in_->path, in_->safe())};
    const std::string temporary =
        temporary_name(in_->folder + "/joined.h5");   // removed with the folder, whatever happens
    try {
        std::uint64_t need = 0;
        const std::vector<run_outcome> outcomes = in_->check_parts(need);
        // What describes the runs, and each array, comes on top of the parts' numbers.
        constexpr std::uint64_t description = 4096, a_run = 512;
        need += a_run * in_->runs.runs.size() + description * in_->arrays.size();
        make_sure_of_room(in_->path, need);   // rather now than when most is written
        const std::vector<std::uint64_t> sums = in_->join(temporary, outcomes);
        in_->compare(temporary, outcomes, sums);
        put_in_place(temporary, in_->path);
    } catch (const damaged_part&) {
        ::unlink(temporary.c_str());
        throw;
    } catch (const storage_error& problem) {
        ::unlink(temporary.c_str());
        throw storage_error{fmt::format("{}; {}", problem.what(), in_->safe())};
    }
    in_->clean_up();   // the result is complete; what cannot be removed does no harm
    in_->spent += clock::now() - began;
}

void results_writer::abandon() {
    const std::scoped_lock alone{in_->one_at_a_time};
    in_->clean_up();
}

std::size_t results_writer::finished_runs() const {
    const std::scoped_lock alone{in_->one_at_a_time};
    return in_->finished_runs;
}

const reused& results_writer::taken_over() const { return in_->found; }

std::vector<std::string> results_writer::finished_parts() const {
    const std::scoped_lock alone{in_->one_at_a_time};
    std::set<std::string> names;
    for (const auto& one : in_->finished) names.insert(one.second.path);
    return {names.begin(), names.end()};
}

plan results_writer::remaining() const {
    const std::scoped_lock alone{in_->one_at_a_time};
    plan left = in_->runs;
    std::erase_if(left.batches, [&](const plan_batch& b) { return in_->finished.contains(b.first_run); });
    return left;
}

const std::string& results_writer::folder() const { return in_->folder; }

double results_writer::seconds() const {
    const std::scoped_lock alone{in_->one_at_a_time};
    return std::chrono::duration<double>(in_->spent).count();
}

}   // namespace sim
