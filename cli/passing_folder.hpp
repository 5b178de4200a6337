#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "sim/text/storage.hpp"

namespace cli {

// A folder that is gone with its owner.
class passing_folder {
public:
    passing_folder() {
        std::error_code problem;
        const std::filesystem::path where = std::filesystem::temp_directory_path(problem);
        make_in(where, problem);
    }
    explicit passing_folder(const std::filesystem::path& where) { make_in(where, {}); }
    passing_folder(const passing_folder&) = delete;
    passing_folder& operator=(const passing_folder&) = delete;
    ~passing_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::string write(const std::string& name, const std::string& text) const {
        const std::filesystem::path full = path_ / name;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream file{full, std::ios::binary};
        file << text;
        file.flush();
        if (!file) throw sim::storage_error{fmt::format("cannot write {}; TMPDIR names another place", full.string())};
        return full.string();
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

private:
    void make_in(const std::filesystem::path& where, std::error_code problem) {
        std::string name = (where / "cogov_XXXXXX").string();
        if (problem || mkdtemp(name.data()) == nullptr)
            throw sim::storage_error{
                fmt::format("cannot make a folder for temporary files{}; TMPDIR names another place",
                            problem ? "" : " in " + where.string())};
        path_ = name;
    }
    std::filesystem::path path_;
};

}   // namespace cli
