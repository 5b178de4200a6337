#include "cli/forecast.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "cli/passing_folder.hpp"
#include "cli/signals.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/results/results_file.hpp"
#include "sim/text/storage.hpp"

namespace cli {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds allowed{2500};   // for all samples
constexpr std::size_t growth = 4;                    // of a sample over the one before
constexpr double long_making = 0.5;                  // seconds; longer worlds are not made again to be measured

double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

// Some batches of a plan, evenly spread, as a plan of their own. Groups keep their numbers, so that they are made alike.
sim::plan sample_of(const sim::plan& whole, const std::vector<std::size_t>& batches, std::size_t count) {
    sim::plan some;
    some.observed = whole.observed;
    for (const sim::plan_group& one : whole.groups)   // what they are made of, which decides their order
        some.groups.push_back({one.settings, one.steps, one.steps_unshared, one.made_of, one.side_by_side, one.world});
    some.worlds = whole.worlds;
    some.points.kind = whole.points.kind;
    some.points.factors = whole.points.factors;
    some.points.values.clear();
    const std::size_t arms = whole.stands_for.size() / whole.points.points();
    std::map<std::uint32_t, std::uint32_t> points;   // those of the sample by those of the plan
    const auto point_of = [&](std::uint32_t old) {
        const auto [found, fresh] = points.emplace(old, static_cast<std::uint32_t>(points.size()));
        if (fresh) {
            some.points.values.push_back(whole.points.values[old]);
            some.stands_for.insert(some.stands_for.end(), arms, found->second);
        }
        return found->second;
    };
    for (std::size_t i = 0; i < count; ++i) {
        sim::plan_batch batch = whole.batches[batches[i * batches.size() / count]];
        const std::size_t first = batch.first_run;
        batch.first_run = some.runs.size();
        some.batches.push_back(batch);
        for (std::size_t r = first; r < first + batch.runs; ++r) {
            some.runs.push_back(whole.runs[r]);
            some.runs.back().point = point_of(some.runs.back().point);
        }
    }
    for (const sim::plan_episode& one : whole.episodes)
        if (const auto found = points.find(one.point); found != points.end()) {
            some.episodes.push_back(one);
            some.episodes.back().point = found->second;
        }
    return some;
}

// Turns a flag true when time is up, or somebody interrupts.
class deadline {
public:
    deadline() {
        waiting_ = std::thread{[this] {
            std::unique_lock lock{guard_};
            const auto end = clock::now() + allowed;
            while (!over_ && !interrupted().load() && clock::now() < end)
                ended_.wait_for(lock, std::chrono::milliseconds{20});
            passed_ = true;
        }};
    }
    ~deadline() {
        {
            const std::scoped_lock lock{guard_};
            over_ = true;
        }
        ended_.notify_one();
        waiting_.join();
    }
    deadline(const deadline&) = delete;
    deadline& operator=(const deadline&) = delete;
    [[nodiscard]] const std::atomic<bool>& passed() const { return passed_; }

private:
    std::atomic<bool> passed_{false};
    std::mutex guard_;
    std::condition_variable ended_;
    bool over_ = false;
    std::thread waiting_;
};

// A sample that was stored as a whole.
struct stored_sample {
    std::size_t batches = 0;
    double around = 0;   // seconds before the first part is written and after the last: the plan, joining
    double bytes = 0;    // of the joined file
};

// What so many batches come to, from the last two samples: those differ in what each batch adds, not in the rest. Of one sample
// alone that is not known, and `otherwise` is taken for it.
double extrapolated(const std::vector<stored_sample>& samples, double stored_sample::*of, std::size_t batches,
                    double otherwise) {
    const stored_sample& last = samples.back();
    double more = otherwise;
    if (samples.size() > 1) {
        const stored_sample& before = samples[samples.size() - 2];
        more = std::clamp((last.*of - before.*of) / static_cast<double>(last.batches - before.batches), 0.0,
                          last.*of / static_cast<double>(last.batches));
    }
    return last.*of + more * static_cast<double>(batches - last.batches);
}

double each(const sim::spent& of) {
    return of.times.load() == 0
               ? 0
               : static_cast<double>(of.nanoseconds.load()) / 1e9 / static_cast<double>(of.times.load());
}

// A folder beside the results, whose disk it is that matters; elsewhere where that cannot be written to.
std::unique_ptr<const passing_folder> folder_beside(const std::string& output) {
    try {
        return std::make_unique<const passing_folder>(sim::folder_of(output));
    } catch (const sim::storage_error&) {
        return std::make_unique<const passing_folder>();
    }
}

}   // namespace

std::uint64_t raw_bytes(const sim::plan& plan, std::size_t runs) {
    std::uint64_t bytes = 0;
    for (const sim::stored_array& one : sim::arrays_of(plan.observed, sim::replicates_a_block))
        bytes += one.bytes_a_run();
    return bytes * runs;
}

double packed_bytes(const sim::plan& plan, std::size_t runs) {
    constexpr double packed = 3.0;   // times that packing makes numbers smaller, about: 3.5 for Boli
    return static_cast<double>(raw_bytes(plan, runs)) / packed;
}

std::optional<forecast> forecast_time(const forecast_of& what) {
    const heeding_signals heed;
    const auto begin = clock::now();
    std::vector<std::size_t> batches(what.plan.batches.size());
    for (std::size_t b = 0; b < batches.size(); ++b) batches[b] = b;
    std::size_t worlds = 0;
    {
        std::vector<char> used(what.plan.groups.size());
        for (const sim::plan_batch& one : what.plan.batches)
            for (std::size_t r = one.first_run; r < one.first_run + one.runs; ++r) used[what.plan.runs[r].group] = 1;
        worlds = static_cast<std::size_t>(std::ranges::count(used, 1));
    }
    if (worlds > 1 && what.making_first > long_making) {
        const auto own = [&](std::size_t b) { return what.plan.runs[what.plan.batches[b].first_run].group == 0; };
        if (std::ranges::any_of(batches, own)) std::erase_if(batches, [&](std::size_t b) { return !own(b); });
    }
    sim::progress work;
    std::vector<stored_sample> stored;
    double described = 0;   // bytes of what a results file says besides its numbers
    const std::unique_ptr<const passing_folder> folder = folder_beside(what.output);
    {
        const deadline end;
        bool may_store = true;   // a full disk is told by other means
        const auto hands = static_cast<std::size_t>(sim::threads());
        for (std::size_t count = std::min(batches.size(), hands); count > 0 && !end.passed().load();) {
            const sim::plan some = sample_of(what.plan, batches, count);
            const sim::sweep_options options{what.on, what.memory, &end.passed(), &work};
            bool complete = false;
            try {
                if (may_store) {
                    const std::string path = folder->path("sample.h5");
                    auto from = clock::now();
                    sim::results_writer writer{path, some.observed, some, what.head, sim::earlier::replace};
                    stored_sample one{count, since(from), 0};
                    described = static_cast<double>(std::filesystem::file_size(writer.folder() + "/plan.h5"));
                    complete = what.what.run(some, options, writer);
                    if (complete) {
                        from = clock::now();
                        writer.finish();
                        one.around += since(from);
                        one.bytes = static_cast<double>(std::filesystem::file_size(path));
                        stored.push_back(one);
                    } else {
                        writer.abandon();
                    }
                }
            } catch (const sim::storage_error&) {
                may_store = false;
            }
            if (!may_store) {
                sim::sink_to nowhere{[](const sim::plan_batch&, const sim::recorder&) {}};
                complete = what.what.run(some, options, nowhere);
            }
            if (!complete || count == batches.size()) break;
            count = std::min(batches.size(), count * growth);
        }
    }
    if (interrupted().load()) return std::nullopt;

    forecast out;
    const sim::plan_size size = sim::size_of(what.plan, 1, what.on);
    const sim::plan_starts starts = sim::starts_of(what.plan, what.on);
    const auto chains = static_cast<double>(std::max<std::size_t>(1, work.chains.load()));
    const auto others = static_cast<double>(worlds > 0 ? worlds - 1 : 0);
    // Chains whose next batches are all of one world wait for it together.
    const double waiting =
        std::min(chains, static_cast<double>(starts.jobs) / static_cast<double>(std::max<std::size_t>(1, worlds)));
    out.planning = what.planning;
    out.making =
        what.making_first + others * (work.making.times.load() > 0 ? each(work.making) * std::max(1.0, waiting) / chains
                                                                   : what.making_first);
    out.simulating = (each(work.starting) * static_cast<double>(starts.states) +
                      each(work.stepping) * static_cast<double>(size.agent_steps)) /
                     chains;
    out.at_least = work.stepping.times.load() == 0 && size.agent_steps > 0;
    const std::size_t count = what.plan.batches.size();
    const double a_part = each(work.storing) / chains;
    std::size_t runs = 0;
    for (const sim::plan_batch& one : what.plan.batches) runs += one.runs;
    const double bytes = packed_bytes(what.plan, runs);
    out.storing = a_part * static_cast<double>(count);
    if (stored.empty()) {
        out.bytes = static_cast<std::uint64_t>(bytes + described);
    } else {   // joining a part takes about as long as writing it
        out.storing += extrapolated(stored, &stored_sample::around, count, a_part);
        out.bytes = static_cast<std::uint64_t>(extrapolated(
            stored, &stored_sample::bytes, count, bytes / static_cast<double>(std::max<std::size_t>(1, count))));
    }
    if (work.stepping.times.load() > 0)
        out.rate = static_cast<double>(what.what.first().agents()) * chains / each(work.stepping);
    out.measured = since(begin);
    return out;
}

}   // namespace cli
