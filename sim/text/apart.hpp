#pragma once
// Work that may crash, hang or ask for all memory, done by a process of its own, so that no more than it is lost.

#include <cstdint>
#include <functional>
#include <string>

namespace sim {

struct apart_limits {
    double processor_seconds = 1;
    std::uint64_t bytes = std::uint64_t{300} << 20U;   // more than this process has already
};

// What `work` returns, or where it does not come to an end: "crashes", "takes too long" or "asks for too much memory", after
// `subject`. `work` sees everything as it is now, starts no threads, and what it changes is gone; what it throws is told by
// what(). Throws storage_error where no process can be started.
[[nodiscard]] std::string done_apart(const std::function<std::string()>& work, const std::string& subject,
                                     const apart_limits& limits);

}   // namespace sim
