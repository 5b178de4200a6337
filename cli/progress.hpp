#pragma once
// How far a sweep is, on standard error: a bar on a terminal, a plain line every ten seconds elsewhere.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "sim/experiment/sweep.hpp"

namespace cli {

// "1:05", "2:03:59".
[[nodiscard]] std::string clock_text(double seconds);

class progress_bar {
public:
    // `unit` is what is counted: "resident-week".
    progress_bar(const sim::progress& done, std::uint64_t runs, std::uint64_t agent_steps, std::string unit,
                 bool shown);
    ~progress_bar();
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;

private:
    void draw(bool terminal) const;
    const sim::progress* done_;
    std::uint64_t runs_, agent_steps_;
    std::string unit_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::atomic<bool> ended_{false};
    std::thread drawing_;
};

}   // namespace cli
