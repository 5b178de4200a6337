#pragma once
// The machine that a benchmark ran on: what it is, and how fast it moves memory and does arithmetic, measured beside what is
// benchmarked, since names and data sheets say little about a shared or virtual machine.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/isa.hpp"

namespace bench {

struct cache {
    std::string name;   // "L2"
    std::uint64_t bytes = 0;
};
struct machine_facts {
    std::string processor, system, compiler;   // "AMD EPYC", "Linux 6.1.0", "g++ 12.2"
    std::string commit;                        // that the program was built from; "unknown" where nobody knew
    double load = 0;             // processes that ran or wanted to, on average of the last minute (getloadavg)
    std::size_t cores = 0;       // that this process may use
    std::uint64_t memory = 0;    // bytes
    std::vector<cache> caches;   // of the first core: data and unified ones, smallest first
    bool huge_pages = false;     // does the system give large arrays huge pages?
};
[[nodiscard]] machine_facts this_machine();

// What some threads reach together; each works on memory of its own, and all begin at once. Medians of three times.
struct limits {
    int threads = 0;
    std::size_t array_bytes = 0;   // that each thread works on
    double copied = 0;       // bytes a second read and as many written: the sum of both (STREAM's copy, McCalpin 1995)
    double lines = 0;        // 64-byte lines a second read from random places
    double arithmetic = 0;   // additions and multiplications of 32-bit floats a second, as kernels do them (no FMA)
};
// Arrays have 256 MB a thread, or all together a half of `room` bytes where that is less (0: no limit).
[[nodiscard]] limits measure_limits(int threads, sim::instruction_set isa, std::size_t room);

}   // namespace bench
