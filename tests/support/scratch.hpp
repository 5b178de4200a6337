#pragma once
// A folder that lasts as long as a test.

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace test {

class scratch {
public:
    scratch() {
        std::string name = (std::filesystem::temp_directory_path() / "cogov_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code none;
        std::filesystem::remove_all(path_, none);
    }

    // Writes a file, making its folders; returns its full name.
    std::string write(const std::string& name, const std::string& text) const {
        const std::filesystem::path full = path_ / name;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream{full, std::ios::binary} << text;
        return full.string();
    }
    [[nodiscard]] std::string path(const std::string& name = "") const {
        return name.empty() ? path_.string() : (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

}   // namespace test
