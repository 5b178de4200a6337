#include "sim/results.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/results_file.hpp"
#include "sim/results_stored.hpp"
#include "sim/storage.hpp"

namespace sim {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds pause_before_retry{1};

std::string part_name(const std::string& folder, const plan_batch& which) {
    return fmt::format("{}/parts/part-{:08}.h5", folder, which.first_run);
}

std::size_t largest_batch(const plan& runs) {
    std::size_t most = 1;
    for (const plan_batch& b : runs.batches) most = std::max(most, b.runs);
    return most;
}

// Adds the names of the parts in a folder.
void list_parts(const std::string& folder, std::vector<std::string>& names) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().extension() == ".h5") names.push_back(entry.path().string());
}

// What a process that was killed while it joined parts has left: as large as the results, and of use to nobody.
void remove_half_joined(const std::string& folder) {
    std::vector<fs::path> left;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().filename().string().starts_with("joined.h5.tmp.")) left.push_back(entry.path());
    for (const fs::path& one : left) fs::remove(one, ignored);
}

// Parts that a resumption of NAME.cogov has set aside, or several that were stopped themselves: parts.before.0, .1, ...
std::string set_aside(const std::string& folder, std::size_t k) { return fmt::format("{}/parts.before.{}", folder, k); }
std::vector<std::string> folders_before(const std::string& folder) {
    std::vector<std::string> all;
    while (is_there(set_aside(folder, all.size()))) all.push_back(set_aside(folder, all.size()));
    return all;
}

}   // namespace

std::string folder_of_parts(const std::string& path) {
    const bool usual = path.size() > 3 && path.ends_with(".h5");
    return (usual ? path.substr(0, path.size() - 3) : path) + ".cogov";
}

const std::string done_again = ": its runs are done again";

struct results_writer::inside {
    std::string path, folder;
    const layout* what;
    plan runs;
    results_head head;
    std::size_t rows_a_batch;
    std::vector<stored_array> arrays;
    std::optional<folder_lock> lock;
    std::mutex one_at_a_time;
    std::set<std::size_t> finished;   // first runs of the batches that are on the disk
    std::size_t finished_runs = 0;
    clock::duration spent{};
    reused found;

    [[nodiscard]] std::span<const run> runs_of(const plan_batch& b) const {
        return std::span{runs.runs}.subspan(b.first_run, b.runs);
    }
    [[nodiscard]] std::string safe() const {
        return finished.empty() ? "nothing has been stored yet"
                                : fmt::format("{} of {} runs are safe in {}", finished_runs, runs.runs.size(), folder);
    }
    void prepare_folder(earlier with_earlier, std::span<const std::string> shards);
    [[nodiscard]] bool was_under_way() const;
    [[nodiscard]] stored_runs look_through(bool from_path, std::span<const std::string> shards);
    void take_over(const stored_runs& stored);
    void write_plan() const;
    void store_part(const plan_batch& which, std::span<const std::byte> bytes);
    [[nodiscard]] hdf5::file make_part(const plan_batch& which, const recorder& rows,
                                       std::span<const std::string> messages) const;
    [[nodiscard]] std::vector<run_outcome> check_parts(std::uint64_t& bytes) const;
    void join(const std::string& temporary, const std::vector<run_outcome>& outcomes) const;
};

void results_writer::inside::prepare_folder(earlier with_earlier, std::span<const std::string> shards) {
    const bool fresh = !is_there(folder);
    make_folder(folder);
    lock.emplace(folder + "/lock");
    remove_half_joined(folder);
    const std::string parts = folder + "/parts";
    const auto before = folders_before(folder);
    if (with_earlier == earlier::resume) {
        if (is_there(parts)) {
            std::error_code problem;
            fs::rename(parts, set_aside(folder, before.size()), problem);
            if (problem) throw storage_error{fmt::format("cannot set {} aside: {}", parts, problem.message())};
        }
    } else if (is_there(folder + "/plan.h5") || is_there(parts) || !before.empty()) {
        std::vector<std::string> there;
        list_parts(parts, there);
        for (const std::string& old : before) list_parts(old, there);
        if (with_earlier == earlier::refuse)
            throw storage_error{
                fmt::format("{} holds the unfinished results of an earlier run ({} parts); --resume goes on with them, "
                            "--force starts again without them, and -o chooses another name",
                            folder, there.size())};
        std::vector<std::string> all = before;
        all.insert(all.end(), {parts, folder + "/plan.h5"});
        for (const std::string& old : all) {
            std::error_code problem;
            fs::remove_all(old, problem);
            if (problem) throw storage_error{fmt::format("cannot empty {}: {}", folder, problem.message())};
        }
    }
    const bool resumed = with_earlier == earlier::resume;
    std::optional<stored_runs> stored;
    try {
        if (resumed || !shards.empty()) stored = look_through(resumed, shards);
    } catch (const storage_error& problem) {   // refused: everything as it was
        const auto after = folders_before(folder);
        std::error_code ignored;
        if (after.size() > before.size()) fs::rename(after.back(), parts, ignored);
        if (fresh) fs::remove_all(folder, ignored);
        throw storage_error{fmt::format("{}; what was there is kept", problem.what())};
    }
    try {
        make_folder(parts);
        write_plan();
        if (stored) take_over(*stored);
    } catch (const storage_error& problem) {
        std::error_code ignored;
        if (fresh) fs::remove_all(folder, ignored);
        if (!stored) throw;
        throw storage_error{fmt::format("{}; what was there is kept", problem.what())};
    }
}

void results_writer::inside::write_plan() const {
    hdf5::file f = hdf5::file::in_memory(folder + "/plan.h5");
    const layout nothing;   // the runs and what they come from, no observations
    static_cast<void>(lay_out(f.root(), nothing, head, runs, std::vector<run_outcome>(runs.runs.size()), {}));
    write_file_safely(folder + "/plan.h5", f.bytes());
}

// Is it these very runs that were stopped in this folder?
bool results_writer::inside::was_under_way() const {
    try {
        const hdf5::file before = hdf5::file::open(folder + "/plan.h5");
        return std::ranges::equal(before.root().open_group("runs").open("key").read_texts(), runs.runs, {}, {},
                                  &run::key);
    } catch (const storage_error&) {
        return false;
    }
}

// Looks through what is there; refuses what must not be lost.
stored_runs results_writer::inside::look_through(bool from_path, std::span<const std::string> shards) {
    std::vector<std::string> names;
    for (const std::string& old : folders_before(folder)) list_parts(old, names);
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

    stored_runs stored{*what, head, arrays};
    for (const std::string& name : names)
        if (const auto why = stored.add(name)) found.dropped.push_back(*why + done_again);
    const std::size_t others = stored.not_among(runs.runs);
    // A forgotten --seed must not cost what is finished.
    if (others > 0 && others == stored.size())
        throw storage_error{
            fmt::format("{} finished runs are stored for {}, and not one of them is asked for now (another seed, other "
                        "parameters or tables?): --resume would lose them; --force does, and -o chooses another name",
                        others, path)};
    // Nor must asking for fewer replicates, arms or points than there are. (Where this plan was stopped before, it may have
    // all of its runs already, beside those that it left out.)
    if (others > 0 && !was_under_way() &&
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

// Writes as parts of this plan every batch all of whose runs are stored.
void results_writer::inside::take_over(const stored_runs& stored) {
    const auto before = folders_before(folder);
    for (const plan_batch& batch : runs.batches) {
        if (!stored.hold(runs_of(batch))) continue;
        std::optional<recorder> rows;
        try {
            rows = stored.read(runs_of(batch));
        } catch (const storage_error& damage) {
            found.dropped.push_back(damage.what() + done_again);
            continue;
        }
        hdf5::file part = make_part(batch, *rows, {});
        store_part(batch, part.bytes());
        found.runs += batch.runs;
    }
    // Out of the way at once, then removed: a stop in the middle leaves nothing that could be taken for parts.
    for (std::size_t k = before.size(); k-- > 0;) {
        const std::string gone = temporary_name(folder + "/parts.done");
        std::error_code problem;
        fs::rename(before[k], gone, problem);
        if (problem) throw storage_error{fmt::format("cannot remove {}: {}", before[k], problem.message())};
        fs::remove_all(gone, problem);
    }
}

// On the disk under its name, or storage_error; then it counts as finished.
void results_writer::inside::store_part(const plan_batch& which, std::span<const std::byte> bytes) {
    const std::string name = part_name(folder, which), sum = checksum(bytes) + "\n";
    write_file_safely(name + ".xxh64",
                      sim::bytes_of(sum));   // first: a part with its name is complete and can be checked
    write_file_safely(name, bytes);
    if (finished.insert(which.first_run).second) finished_runs += which.runs;
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
    hdf5::file f = hdf5::file::in_memory(part_name(folder, which));
    {
        std::vector<hdf5::dataset> made = lay_out_part(f.root(), *what, head, runs_of(which), outcomes, arrays);
        write_rows(made, arrays, 0, which.runs, values);
    }
    return f;
}

// Every part is there and as it was written. Returns how its runs went.
std::vector<run_outcome> results_writer::inside::check_parts(std::uint64_t& bytes) const {
    std::vector<run_outcome> outcomes(runs.runs.size());
    for (const plan_batch& b : runs.batches) {
        const std::string name = part_name(folder, b);
        const std::string contents = read_file(name);
        bytes += contents.size();
        if (!is_as_written(name, contents))
            throw storage_error{
                fmt::format("{} is not as it was written: its checksum does not fit; run again with --resume", name)};
        const hdf5::file f = hdf5::file::open(name);
        const hdf5::group about = f.root().open_group("runs");
        const auto statuses = about.open("status").read<std::uint8_t>();
        const auto messages = about.open("message").read_texts();
        if (statuses.size() != b.runs || messages.size() != b.runs)
            throw storage_error{fmt::format("{} holds other runs than planned", name)};
        for (std::size_t i = 0; i < b.runs; ++i) outcomes[b.first_run + i] = {statuses[i], messages[i]};
    }
    return outcomes;
}

// Group of chunks by group of chunks: packed chunks as they are where a part holds all of their rows, else row by row.
void results_writer::inside::join(const std::string& temporary, const std::vector<run_outcome>& outcomes) const {
    struct open_part {
        plan_batch which;
        hdf5::file source;
        std::vector<hdf5::dataset> arrays;
    };
    hdf5::file f = hdf5::file::create(temporary);
    {
        std::vector<hdf5::dataset> made = lay_out(f.root(), *what, head, runs, outcomes, arrays);
        std::vector<plan_batch> batches = runs.batches;
        std::ranges::sort(batches, {}, &plan_batch::first_run);
        std::size_t next = 0;
        std::vector<open_part> parts;
        std::vector<std::byte> rows;
        for (std::size_t first = 0; first < runs.runs.size(); first += rows_a_batch) {
            const std::size_t last = std::min(first + rows_a_batch, runs.runs.size());
            std::erase_if(parts, [&](const open_part& p) { return p.which.first_run + p.which.runs <= first; });
            for (; next < batches.size() && batches[next].first_run < last; ++next) {
                hdf5::file source = hdf5::file::open(part_name(folder, batches[next]));
                std::vector<hdf5::dataset> opened = open_arrays(source.root(), *what, arrays);
                parts.push_back({batches[next], std::move(source), std::move(opened)});
            }
            const open_part& whole = parts.front();
            const std::size_t start = whole.which.first_run;
            const bool as_it_is =
                start <= first && start + whole.which.runs >= last && (first - start) % rows_a_batch == 0;
            for (std::size_t a = 0; a < arrays.size(); ++a) {
                const std::size_t rank = made[a].size().size();
                if (as_it_is) {
                    for_each_chunk(arrays[a], rank, first, last - first, [&](const hdf5::shape& at) {
                        hdf5::shape in_part = at;
                        in_part[0] -= start;
                        made[a].write_chunk(at, whole.arrays[a].read_chunk(in_part));
                    });
                    continue;
                }
                rows.resize((last - first) * arrays[a].bytes_a_run());
                for (const open_part& p : parts) {
                    const std::size_t from = std::max(first, p.which.first_run),
                                      to = std::min(last, p.which.first_run + p.which.runs);
                    hdf5::shape at(rank, 0), count = made[a].size();
                    at[0] = from - p.which.first_run;
                    count[0] = to - from;
                    p.arrays[a].read_bytes(at, count, rows.data() + (from - first) * arrays[a].bytes_a_run());
                }
                const std::byte* values = rows.data();
                write_rows(std::span{made}.subspan(a, 1), std::span{arrays}.subspan(a, 1), first, last - first,
                           {&values, 1});
            }
        }
    }
    f.close();
}

results_writer::results_writer(std::string path, const layout& what, const plan& runs, results_head head,
                               earlier with_earlier, std::vector<std::string> shards)
    : in_{std::make_unique<inside>()} {
    storage_start();
    in_->folder = folder_of_parts(path);
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

void results_writer::write_part(const plan_batch& which, const recorder& rows, std::span<const std::string> messages) {
    assert(rows.rows() == which.runs);
    const std::scoped_lock alone{in_->one_at_a_time};
    const auto began = clock::now();
    hdf5::file part = in_->make_part(which, rows, messages);
    const std::span<const std::byte> bytes = part.bytes();
    try {
        in_->store_part(which, bytes);
    } catch (const storage_error&) {
        std::this_thread::sleep_for(pause_before_retry);   // room may come back: the batch is still in memory
        try {
            in_->store_part(which, bytes);
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
        // What describes the runs is in the plan, and a description of each array comes on top of the parts' numbers.
        constexpr std::uint64_t description = 4096;
        need += fs::file_size(in_->folder + "/plan.h5") + description * in_->arrays.size();
        make_sure_of_room(in_->path, need);   // HDF5 1.10 is left in disorder by a write that fails
        in_->join(temporary, outcomes);
        verify(temporary);
        put_in_place(temporary, in_->path);
    } catch (const storage_error& problem) {
        ::unlink(temporary.c_str());
        throw storage_error{fmt::format("{}; {}", problem.what(), in_->safe())};
    }
    std::error_code ignored;   // the result is complete; a leftover folder does no harm
    fs::remove_all(in_->folder, ignored);
    in_->spent += clock::now() - began;
}

void results_writer::abandon() {
    const std::scoped_lock alone{in_->one_at_a_time};
    in_->lock.reset();
    std::error_code ignored;
    fs::remove_all(in_->folder, ignored);
}

std::size_t results_writer::finished_runs() const {
    const std::scoped_lock alone{in_->one_at_a_time};
    return in_->finished_runs;
}

const reused& results_writer::taken_over() const { return in_->found; }

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
