#include "sim/read_text.hpp"

#include "sim/storage.hpp"

namespace sim {

result<std::string> read_text(const std::string& path, std::uint64_t most) {
    if (std::string why = why_unreadable(path, kind_of_path::file); !why.empty())
        return mistake{{path}, std::move(why)};
    try {
        return read_file(path, most);
    } catch (const storage_error& problem) {
        std::string why = problem.what();
        if (const std::string preface = "cannot read " + path + ": "; why.starts_with(preface))
            why.erase(0, preface.size());
        return mistake{{path}, std::move(why)};
    }
}

}   // namespace sim
