#pragma once
// Numbers in rows and columns: a point, a run or a draw is a row.

#include <cstddef>

#include <Eigen/Core>

namespace analysis {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

[[nodiscard]] inline std::size_t rows_of(const matrix& m) { return static_cast<std::size_t>(m.rows()); }
[[nodiscard]] inline std::size_t columns_of(const matrix& m) { return static_cast<std::size_t>(m.cols()); }

// Eigen cuts products to fit the caches of the machine that it finds itself on, and the order of sums with them. After this
// they are cut for nobody's caches in particular, and sums are the same everywhere.
inline void same_sums_everywhere() {
    [[maybe_unused]] static const bool done = [] {
        Eigen::setCpuCacheSizes(std::ptrdiff_t{32} << 10, std::ptrdiff_t{512} << 10, std::ptrdiff_t{4} << 20);
        return true;
    }();
}

}   // namespace analysis
