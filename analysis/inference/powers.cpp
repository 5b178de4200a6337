#include "analysis/inference/powers.hpp"

#include <cmath>

#include "sim/engine/blocks.hpp"

namespace analysis {

using Eigen::Index;

powers powers_of(const matrix& inputs, std::size_t degree) {
    constexpr double nothing = 1e-6;   // of the length of a power: what is left of it is rounding
    const auto most = static_cast<Index>(degree);
    Eigen::MatrixXd all(inputs.rows(), inputs.cols() * most);
    std::vector<Index> found(columns_of(inputs), 0);
    sim::for_each_index(found.size(), [&](std::size_t k) {
        const auto c = static_cast<Index>(k);
        Eigen::VectorXd x = inputs.col(c);
        const double size = x.cwiseAbs().maxCoeff();
        x.array() -= x.mean();
        const double length = x.norm();
        if (!(length > 1e-9 * size * std::sqrt(static_cast<double>(x.size())))) return;
        x *= std::sqrt(static_cast<double>(x.size())) / length;
        Eigen::VectorXd power = x;
        for (Index d = 0; d < most; ++d) {
            Eigen::VectorXd own = power;
            for (int again = 0; again < 2; ++again) {   // once leaves the rounding of what is taken off
                own.array() -= own.mean();
                for (Index before = 0; before < found[k]; ++before)
                    own -= own.dot(all.col(c * most + before)) * all.col(c * most + before);
            }
            if (!(own.norm() > nothing * power.norm())) break;
            all.col(c * most + found[k]++) = own.normalized();
            power = power.cwiseProduct(x);
        }
    });
    powers out;
    for (std::size_t k = 0, columns = 0; k <= found.size(); ++k) {
        out.first.push_back(columns);
        if (k < found.size()) columns += static_cast<std::size_t>(found[k]);
    }
    out.columns.resize(inputs.rows(), static_cast<Index>(out.first.back()));
    for (std::size_t k = 0; k < found.size(); ++k)
        out.columns.middleCols(static_cast<Index>(out.first[k]), found[k]) =
            all.middleCols(static_cast<Index>(k) * most, found[k]);
    return out;
}

std::vector<Index> columns_of(const powers& of, std::span<const std::size_t> inputs) {
    std::vector<Index> out;
    for (const std::size_t input : inputs)
        for (std::size_t c = of.first[input]; c < of.first[input + 1]; ++c) out.push_back(static_cast<Index>(c));
    return out;
}

}   // namespace analysis
