#pragma once
// Draws from a posterior over standard normal scores: every coordinate is N(0, 1) before data, so the prior is N(0, I)
// exactly, and only the likelihood need be asked.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/inference/matrix.hpp"

namespace analysis {

// Fills `out` with the log likelihood of every row of `points`, -infinity or nan where it is impossible, and `gradient` (as
// many rows and columns as points) with its derivatives. Called from several threads at once.
using batch_log_likelihood = std::function<void(const matrix& points, std::span<double> out, matrix& gradient)>;

struct sampling {
    std::size_t coordinates = 0;
    std::size_t draws = 4096;   // wanted: about as good as so many independent ones
    std::uint64_t seed = 1;
    double r_hat = 1.01;                       // goes on until no coordinate has more
    std::size_t most_steps = 2048;             // of a chain, after which it gives up
    const std::atomic<bool>* stop = nullptr;   // ends it soon after it turns true
    std::atomic<double>* done = nullptr;       // about which share is done, for whoever watches
};

// How well chains agree, by coordinate.
struct mixing {
    std::vector<double> r_hat, effective;   // as of agreement; of all draws, kept or not
    [[nodiscard]] double worst_r_hat() const;
    [[nodiscard]] double least_effective() const;
};

struct posterior {
    matrix points;                        // [draw][coordinate], shuffled: any first n are a fair sample
    std::vector<double> log_likelihood;   // by draw
    mixing mixed;
    std::size_t steps = 0;           // of each chain, after warming up
    std::uint64_t evaluations = 0;   // points whose likelihood was asked
    bool converged = false;          // R-hat as wanted, and as many effective draws as wanted draws
    bool stopped = false;            // by whoever asked; there are no draws then
    bool impossible = false;         // no point of the prior has a likelihood; there are no draws
};

// Four populations of chains that share nothing but the likelihood. Each warms up by tempering (Del Moral, Doucet & Jasra
// 2006): from prior draws, the power of the likelihood grows in steps that about half of the points survive, and the
// points move on between. All moves are Hamiltonian (Neal 2011), about a quarter of a period long; their mass is the
// covariance of the population so far, the size of their leaps such that four in five are accepted. What is learnt is then
// frozen, and 32 chains of each population go on until they agree. The same bytes whatever the number of threads.
[[nodiscard]] posterior sample(const batch_log_likelihood& likelihood, const sampling& how);

// Rank-normalised split R-hat, the larger of that of the draws and of their distances from the median, and effective size in
// the bulk (Vehtari, Gelman, Simpson, Carpenter & Burkner 2021) of draws [step][chain] of one coordinate.
struct agreement {
    double r_hat = 0, effective = 0;
};
[[nodiscard]] agreement agreement_of(std::span<const double> draws, std::size_t chains);

}   // namespace analysis
