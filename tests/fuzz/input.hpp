#pragma once
// What the fuzz targets share: inputs that are several files, and a way to say that something must hold.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// Several files in one input, which stays readable: each ends where a line "---" begins. Missing ones are empty.
inline std::vector<std::string> files_in(const std::uint8_t* data, std::size_t size, std::size_t count) {
    constexpr std::string_view line = "---\n";
    std::string_view rest{reinterpret_cast<const char*>(data), size};
    std::vector<std::string> files;
    while (files.size() + 1 < count) {
        std::size_t at = rest.find(line);
        while (at != std::string_view::npos && at > 0 && rest[at - 1] != '\n') at = rest.find(line, at + 1);
        if (at == std::string_view::npos) break;
        files.emplace_back(rest.substr(0, at));
        rest.remove_prefix(at + line.size());
    }
    files.emplace_back(rest);
    files.resize(count);
    return files;
}

// The tables of a town, in the order in which an input has them.
inline constexpr std::array tables_of_a_town{"communities.csv", "age_sex.csv",    "households.csv", "employment.csv",
                                             "care.csv",        "membership.csv", "demography.csv"};

// Ends the process, as a crash does, where something does not hold; libFuzzer keeps the input.
inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "this does not hold: %s\n", what);
    std::abort();
}

}   // namespace fuzz

// Called by libFuzzer.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
