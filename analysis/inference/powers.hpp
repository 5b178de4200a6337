#pragma once
// Inputs as columns of a linear model: of each its powers, which cost too little for anybody to wait for them.

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "analysis/inference/matrix.hpp"

namespace analysis {

// Of every input its first powers, each less what those before it and the mean tell, of length 1. An input that is the
// same in all rows has none.
struct powers {
    Eigen::MatrixXd columns;          // [row][power]
    std::vector<std::size_t> first;   // column of each input; the last is one behind all
};
[[nodiscard]] powers powers_of(const matrix& inputs, std::size_t degree);
// The columns of some inputs.
[[nodiscard]] std::vector<Eigen::Index> columns_of(const powers& of, std::span<const std::size_t> inputs);

}   // namespace analysis
