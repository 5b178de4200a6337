#include "sim/engine/blocks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#ifdef COGOV_STD_THREADS
#include <sched.h>
#else
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace sim {

namespace {
std::atomic<int> wanted{0};
}   // namespace

int threads() {
    const int set = wanted.load();
    return set > 0 ? set : cores();
}

std::size_t memory_to_use() {
    std::ifstream info{"/proc/meminfo"};
    for (std::string word; info >> word;)
        if (word == "MemAvailable:") {
            std::size_t kilobytes = 0;
            info >> kilobytes;
            return kilobytes * 1024 / 5 * 4;
        }
    return 0;
}

#ifdef COGOV_STD_THREADS

int cores() {
    cpu_set_t may{};
    if (sched_getaffinity(0, sizeof may, &may) == 0) return std::max(1, CPU_COUNT(&may));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));   // more than fit into a cpu_set_t
}

void set_threads(int count) { wanted.store(count); }

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work) {
    const std::size_t hands = std::min<std::size_t>(count, static_cast<std::size_t>(threads()));
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    const auto labour = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::scoped_lock lock{guard};
                if (!failure) failure = std::current_exception();
                next.store(count);
            }
        }
    };
    std::vector<std::thread> others;
    for (std::size_t k = 1; k < hands; ++k) others.emplace_back(labour);
    labour();
    for (auto& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
}

void run_side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) { for_each_index(count, work); }

#else

int cores() { return std::max(1, tbb::info::default_concurrency()); }

void set_threads(int count) {
    static std::unique_ptr<tbb::global_control> limit;   // one limit for the process; a new one replaces it
    wanted.store(count);
    limit.reset();
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(threads()));
}

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work) {
    if (count == 1 || threads() == 1) {
        for (std::size_t i = 0; i < count; ++i) work(i);
        return;
    }
    // The region is isolated: a thread that waits here must not pick up a whole batch from an outer loop. So is the context:
    // a loop whose outer loop has failed would otherwise be cancelled without a word, and its caller go on with half of it.
    tbb::task_group_context own{tbb::task_group_context::isolated};
    tbb::this_task_arena::isolate([&] {
        tbb::parallel_for(
            std::size_t{0}, count, [&](std::size_t i) { work(i); }, tbb::simple_partitioner{}, own);
    });
}

void run_side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
    tbb::parallel_for(
        std::size_t{0}, count, [&](std::size_t i) { work(i); }, tbb::simple_partitioner{});
}

#endif

void for_each_range(std::size_t count, std::size_t grain, const std::function<void(block)>& work) {
    for_each_index(ranges(count, grain), [&](std::size_t p) { work({p * grain, std::min(count, (p + 1) * grain)}); });
}

}   // namespace sim
