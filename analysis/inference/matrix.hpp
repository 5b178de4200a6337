#pragma once
// Numbers in rows and columns: a point, a run or a draw is a row.

#include <cstddef>

#include <Eigen/Core>

namespace analysis {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

[[nodiscard]] inline std::size_t rows_of(const matrix& m) { return static_cast<std::size_t>(m.rows()); }
[[nodiscard]] inline std::size_t columns_of(const matrix& m) { return static_cast<std::size_t>(m.cols()); }

}   // namespace analysis
