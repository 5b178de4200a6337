#pragma once
// How long the parts of a step take, for whoever asks (cogov bench --profile).

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace sim {

// Seconds by phase, in the order in which phases were first met. Filled by one thread.
struct phase_clock {
    std::vector<std::pair<std::string, double>> seconds;
    void add(const std::string& phase, double more) {
        const auto known = std::ranges::find(seconds, phase, &std::pair<std::string, double>::first);
        if (known == seconds.end()) seconds.emplace_back(phase, more);
        else known->second += more;
    }
};

// Does some work; adds how long it took where there is a clock. Returns that, or 0.
template <class Work>
double timed(phase_clock* clock, const std::string& phase, const Work& work) {
    if (clock == nullptr) {
        work();
        return 0;
    }
    const auto begin = std::chrono::steady_clock::now();
    work();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    clock->add(phase, took);
    return took;
}

}   // namespace sim
