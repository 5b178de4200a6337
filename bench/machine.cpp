#include "bench/machine.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/limits_kernel.hpp"
#include "sim/draws.hpp"
#include "sim/kernels.hpp"
#include "sim/memory.hpp"

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

// Seconds from the moment when all threads begin to that when the last has ended; each prepares before it begins.
double together(int threads, const std::function<std::function<void()>(int)>& prepare) {
    std::barrier ready{threads + 1};
    std::vector<clock::time_point> ended(static_cast<std::size_t>(threads));
    std::vector<std::jthread> all;
    for (int t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
            const auto work = prepare(t);
            ready.arrive_and_wait();
            work();
            ended[static_cast<std::size_t>(t)] = clock::now();
        });
    ready.arrive_and_wait();
    const auto begin = clock::now();
    all.clear();   // joins
    return std::chrono::duration<double>(*std::ranges::max_element(ended) - begin).count();
}

constexpr std::size_t array_bytes = std::size_t{256} << 20U;   // beyond any cache
volatile float kept = 0;                                       // so that no loop is left out

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
    out.cores = std::thread::hardware_concurrency();
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

limits measure_limits(int threads, sim::instruction_set isa) {
    limits out;
    out.threads = threads;
    constexpr int copies = 4;
    const double copying = together(threads, [](int t) {
        auto from =
                 std::make_shared<sim::aligned_vector<std::uint8_t>>(array_bytes / 2, static_cast<std::uint8_t>(t + 1)),
             to = std::make_shared<sim::aligned_vector<std::uint8_t>>(array_bytes / 2);
        return [from, to] {
            for (int c = 0; c < copies; ++c) {
                std::memcpy(to->data(), from->data(), from->size());
                kept = static_cast<float>((*to)[static_cast<std::size_t>(c)]);
            }
        };
    });
    out.copied = static_cast<double>(array_bytes) * copies * threads / copying;

    static constexpr std::size_t reads = 4'000'000;
    const double gathering = together(threads, [](int t) {
        auto lines =
            std::make_shared<sim::aligned_vector<std::uint32_t>>(array_bytes / 4, static_cast<std::uint32_t>(t));
        auto where = std::make_shared<std::vector<std::uint32_t>>(reads);
        for (std::size_t i = 0; i < reads; ++i)
            (*where)[i] =
                static_cast<std::uint32_t>(sim::mix(i * 64 + static_cast<std::size_t>(t)) % (array_bytes / 64)) * 16;
        return [lines, where] {
            std::uint32_t sum = 0;
            for (const std::uint32_t at : *where) sum += (*lines)[at];
            kept = static_cast<float>(sum);
        };
    });
    out.lines = static_cast<double>(reads) * threads / gathering;

    constexpr std::uint64_t rounds = 20'000'000;
    const auto& kernel = kernels_for(isa, 16);
    const double computing = together(threads, [&](int) { return [&] { kept = kernel.arithmetic(rounds); }; });
    out.arithmetic = static_cast<double>(rounds * operations_a_round * 16) * threads / computing;
    return out;
}

}   // namespace bench
