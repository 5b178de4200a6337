#include "bench/machine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/generated_commit.hpp"
#include "bench/limits.kernel.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/memory.hpp"

namespace bench {

COGOV_KERNELS(limits_kernels)

namespace {

using clock = std::chrono::steady_clock;

std::string first_line(const std::string& path) {
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    return line;
}

std::string processor_name() {
    std::ifstream file{"/proc/cpuinfo"};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const std::size_t at = line.find(": "); at != std::string::npos) return line.substr(at + 2);
    return "unknown";
}

// "512K" -> 524288
std::uint64_t size_said(const std::string& text) {
    std::uint64_t n = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') n = n * 10 + static_cast<std::uint64_t>(c - '0');
        else if (c == 'K') n <<= 10U;
        else if (c == 'M') n <<= 20U;
    }
    return n;
}

// Seconds from the moment when the first of some threads begins to that when the last has ended, the median of three
// times; each prepares once.
double together(int threads, const std::function<std::function<void()>(int)>& prepare) {
    constexpr std::size_t repetitions = 3;
    std::barrier ready{threads};
    struct span {
        clock::time_point begin, end;
    };
    std::vector<std::array<span, repetitions>> of_each(static_cast<std::size_t>(threads));
    {
        std::vector<std::jthread> all;
        for (int t = 0; t < threads; ++t)
            all.emplace_back([&, t] {
                const auto work = prepare(t);
                for (span& one : of_each[static_cast<std::size_t>(t)]) {
                    ready.arrive_and_wait();
                    one.begin = clock::now();
                    work();
                    one.end = clock::now();
                }
            });
    }   // joins
    std::array<double, repetitions> took{};
    for (std::size_t r = 0; r < repetitions; ++r) {
        span whole = of_each.front()[r];
        for (const auto& one : of_each) {
            whole.begin = std::min(whole.begin, one[r].begin);
            whole.end = std::max(whole.end, one[r].end);
        }
        took[r] = std::chrono::duration<double>(whole.end - whole.begin).count();
    }
    std::ranges::sort(took);
    return took[repetitions / 2];
}

std::atomic<float> kept{0};   // so that no loop is left out

}   // namespace

machine_facts this_machine() {
    machine_facts out;
    out.processor = processor_name();
    utsname system{};
    if (uname(&system) == 0) out.system = fmt::format("{} {}", system.sysname, system.release);
#if defined(__clang__)
    out.compiler = fmt::format("clang++ {}.{}", __clang_major__, __clang_minor__);
#else
    out.compiler = fmt::format("g++ {}.{}", __GNUC__, __GNUC_MINOR__);
#endif
    out.commit = COGOV_COMMIT;
    if (getloadavg(&out.load, 1) != 1) out.load = 0;
    out.cores = static_cast<std::size_t>(sim::cores());
    out.memory =
        static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
    for (int index = 0; index < 8; ++index) {
        const std::string at = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", index);
        const std::string type = first_line(at + "type"), level = first_line(at + "level");
        if (level.empty() || type == "Instruction") continue;
        out.caches.push_back({"L" + level, size_said(first_line(at + "size"))});
    }
    out.huge_pages = first_line("/sys/kernel/mm/transparent_hugepage/enabled").find("[never]") == std::string::npos;
    return out;
}

limits measure_limits(int threads, sim::instruction_set isa, std::size_t room) {
    limits out;
    out.threads = threads;
    constexpr std::size_t usual = std::size_t{256} << 20U, least = std::size_t{1} << 20U;
    const auto all_threads = static_cast<std::size_t>(threads);
    out.array_bytes = usual;
    if (room > 0) out.array_bytes = std::clamp(room / 2 / all_threads / least * least, least, usual);
    constexpr int copies = 4;
    const double copying = together(threads, [&](int t) {
        auto from = std::make_shared<sim::aligned_vector<std::uint8_t>>(out.array_bytes / 2,
                                                                        static_cast<std::uint8_t>(t + 1)),
             to = std::make_shared<sim::aligned_vector<std::uint8_t>>(out.array_bytes / 2);
        return [from, to] {
            for (std::size_t c = 0; c < copies; ++c) {
                std::memcpy(to->data(), from->data(), from->size());
                kept.store((*to)[c], std::memory_order_relaxed);
            }
        };
    });
    out.copied = static_cast<double>(out.array_bytes) * copies * threads / copying;

    constexpr std::size_t reads = 4'000'000, line = 64;
    const double gathering = together(threads, [&](int t) {
        auto lines =
            std::make_shared<sim::aligned_vector<std::uint32_t>>(out.array_bytes / 4, static_cast<std::uint32_t>(t));
        auto where = std::make_shared<std::vector<std::uint32_t>>(reads);
        for (std::size_t i = 0; i < reads; ++i)
            (*where)[i] = static_cast<std::uint32_t>(sim::mix(i * all_threads + static_cast<std::size_t>(t)) %
                                                     (out.array_bytes / line) * (line / 4));
        return [lines, where] {
            std::uint32_t sum = 0;
            for (const std::uint32_t at : *where) sum += (*lines)[at];
            kept.store(static_cast<float>(sum), std::memory_order_relaxed);
        };
    });
    out.lines = static_cast<double>(reads) * threads / gathering;

    constexpr std::uint64_t rounds = 20'000'000;
    const auto& kernel = kernels_for(isa, 16);
    std::vector<float> starts(kernel.numbers);
    for (std::size_t n = 0; n < starts.size(); ++n) starts[n] = 1.0F + static_cast<float>(n) / 1024;
    const double computing = together(threads, [&](int) {
        return
            [&] { kept.store(kernel.arithmetic(starts.data(), 0.999F, 0.0005F, rounds), std::memory_order_relaxed); };
    });
    out.arithmetic = static_cast<double>(2 * rounds * kernel.numbers) * threads / computing;
    return out;
}

}   // namespace bench
