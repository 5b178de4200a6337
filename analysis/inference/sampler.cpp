#include "analysis/inference/sampler.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Dense>

#include "analysis/inference/importance.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"

namespace analysis {

namespace {

using Eigen::Index;
using vector = Eigen::VectorXd;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::size_t populations = 4, chains_of_one = 32;
constexpr std::size_t moves_between = 4;                 // of each point, between powers of the likelihood
constexpr std::size_t last_rounds = 4, last_moves = 8;   // at its full power, before what is learnt is frozen
constexpr std::size_t least_steps = 64;                  // of a chain, before agreement is looked at
constexpr double wanted_acceptance = 0.8;
constexpr double quarter = 1.5707963267948966;   // of a period, where the posterior is as normal as what is learnt
constexpr double most_leaps = 100;               // of a path

// What a random number is for.
enum luck : std::uint32_t { at_first, of_momentum, of_path, of_acceptance };

// Some points, with their log likelihoods.
struct visited {
    matrix points;
    std::vector<double> log_likelihood;
};
// And its gradient.
struct place {
    visited at;
    matrix gradient;
};

// One population, from prior draws to the posterior.
class population {
public:
    population(const batch_log_likelihood& likelihood, const sampling& how, std::uint64_t number)
        : likelihood_{likelihood},
          stop_{how.stop},
          seed_{sim::mix(sim::mix(how.seed) ^ number)},
          dimension_{static_cast<Index>(how.coordinates)},
          root_{Eigen::MatrixXd::Identity(dimension_, dimension_)} {
        const std::size_t size = std::max<std::size_t>(64, 4 * how.coordinates);
        matrix points(static_cast<Index>(size), dimension_);
        for (std::size_t c = 0; c < size; ++c) fill_normal(points, c, at_first);
        now_ = of(std::move(points));
    }

    // From the prior to the posterior; false where no point is possible.
    bool warm_up(std::atomic<double>* done) {
        double power = 0;
        std::vector<visited> round{now_.at};
        while (power < 1 && !stopped()) {
            const double next = next_power(power);
            if (!(next > power)) return false;
            learn(round, next - power);
            now_ = survivors(next - power);
            power = next;
            round = move(moves_between, power);
            if (done != nullptr) done->store(0.5 * power);
        }
        for (std::size_t n = 0; n < last_rounds; ++n) {
            learn(round, 0);
            round = move(last_moves, 1);
        }
        frozen_ = true;
        const auto kept = static_cast<Index>(chains_of_one);
        now_.at.points.conservativeResize(kept, Eigen::NoChange);
        now_.at.log_likelihood.resize(chains_of_one);
        now_.gradient.conservativeResize(kept, Eigen::NoChange);
        return true;
    }

    // Where all points are after each of some moves, the likelihood taken to a power.
    std::vector<visited> move(std::size_t moves, double power) {
        std::vector<visited> out;
        for (std::size_t n = 0; n < moves && !stopped(); ++n) {
            move_once(power);
            out.push_back(now_.at);
        }
        return out;
    }

    [[nodiscard]] std::uint64_t evaluations() const { return evaluations_; }
    [[nodiscard]] bool stopped() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }

private:
    [[nodiscard]] std::size_t size() const { return now_.at.log_likelihood.size(); }

    [[nodiscard]] sim::draw draw(std::size_t who, luck what_for, std::uint32_t further = 0) const {
        return {seed_, static_cast<std::uint32_t>(who), step_, what_for, further};
    }

    void fill_normal(matrix& points, std::size_t row, luck what_for) const {
        for (Index i = 0; i < dimension_; i += 2) {
            const sim::draw d = draw(row, what_for, static_cast<std::uint32_t>(i));
            points(static_cast<Index>(row), i) = d.normal();
            if (i + 1 < dimension_) points(static_cast<Index>(row), i + 1) = sim::normal_quantile(d.other_uniform());
        }
    }

    place of(matrix points) {
        place out{{std::move(points), {}}, {}};
        out.at.log_likelihood.resize(rows_of(out.at.points));
        out.gradient.resize(out.at.points.rows(), dimension_);
        likelihood_(out.at.points, out.at.log_likelihood, out.gradient);
        for (double& x : out.at.log_likelihood)
            if (!(x < infinite)) x = -infinite;
        evaluations_ += out.at.log_likelihood.size();
        return out;
    }

    // The power at which half of the points that are possible survive, by Kish's effective size; at most 1.
    [[nodiscard]] double next_power(double power) const {
        const auto alive = std::ranges::count_if(now_.at.log_likelihood, [](double x) { return x > -infinite; });
        if (alive == 0) return power;
        const auto enough = [&](double next) {
            return kish_effective_size(weights(now_.at.log_likelihood, next - power)) >=
                   0.5 * static_cast<double>(alive);
        };
        if (enough(1)) return 1;
        double low = power, high = 1;
        for (int n = 0; n < 60; ++n) {
            const double middle = 0.5 * (low + high);
            (enough(middle) ? low : high) = middle;
        }
        return high;
    }

    static std::vector<double> weights(const std::vector<double>& log_likelihood, double power) {
        const double largest = *std::ranges::max_element(log_likelihood);
        std::vector<double> out;
        for (const double x : log_likelihood) out.push_back(x > -infinite ? sim::exp(power * (x - largest)) : 0);
        return out;
    }

    [[nodiscard]] place survivors(double power) const {
        const resampled chosen =
            resample_systematically(weights(now_.at.log_likelihood, power), size(), sim::mix(seed_ ^ step_));
        place out{{matrix(now_.at.points.rows(), dimension_), {}}, matrix(now_.at.points.rows(), dimension_)};
        for (std::size_t c = 0; c < size(); ++c) {
            const auto row = static_cast<Index>(c), from = static_cast<Index>(chosen.which[c]);
            out.at.points.row(row) = now_.at.points.row(from);
            out.at.log_likelihood.push_back(now_.at.log_likelihood[chosen.which[c]]);
            out.gradient.row(row) = now_.gradient.row(from);
        }
        return out;
    }

    // Covariance of points that were visited, when the likelihood's power grows by so much.
    void learn(const std::vector<visited>& from, double power) {
        if (stopped()) return;
        std::vector<double> log_likelihood;
        for (const visited& v : from)
            log_likelihood.insert(log_likelihood.end(), v.log_likelihood.begin(), v.log_likelihood.end());
        const std::vector<double> weight = weights(log_likelihood, power);
        const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
        matrix all(static_cast<Index>(weight.size()), dimension_);
        Index row = 0;
        for (const visited& v : from) {
            all.middleRows(row, v.points.rows()) = v.points;
            row += v.points.rows();
        }
        const vector share = Eigen::Map<const vector>{weight.data(), all.rows()} / sum;
        const vector mean = all.transpose() * share;
        all.rowwise() -= mean.transpose();
        all.array().colwise() *= share.array().sqrt();
        Eigen::MatrixXd covariance(dimension_, dimension_);
        covariance.noalias() = all.transpose() * all;
        // Where few points survive, as many more from a broader belief keep it from being flat.
        const double missing = 2 * static_cast<double>(dimension_) / kish_effective_size(weight);
        if (missing > 1) covariance.diagonal() += (missing - 1) * covariance.diagonal();
        covariance.diagonal().array() += 1e-10;
        root_ = covariance.llt().matrixL();
    }

    // Log of the target, the likelihood taken to a power, of each point.
    [[nodiscard]] static std::vector<double> log_target(const visited& of, double power) {
        std::vector<double> out;
        for (std::size_t c = 0; c < of.log_likelihood.size(); ++c)
            out.push_back(power * of.log_likelihood[c] - 0.5 * of.points.row(static_cast<Index>(c)).squaredNorm());
        return out;
    }

    // One move of every point, by Hamilton's equations with the mass that makes what is learnt round: x = root u. All
    // points take as many leaps of the same size, so that the likelihood is asked of all of them at once.
    void move_once(double power) {
        ++step_;
        const sim::draw path = draw(0, of_path);
        const double leap = leap_ * (0.9 + 0.2 * path.uniform());
        const double time = quarter * (0.5 + path.other_uniform());
        const int leaps = static_cast<int>(std::min(most_leaps, std::ceil(time / leap)));
        matrix momentum(static_cast<Index>(size()), dimension_);
        for (std::size_t c = 0; c < size(); ++c) fill_normal(momentum, c, of_momentum);
        std::vector<double> energy = log_target(now_.at, power);
        for (std::size_t c = 0; c < size(); ++c) energy[c] -= 0.5 * momentum.row(static_cast<Index>(c)).squaredNorm();
        place there = now_;
        const auto push = [&](double by) {
            momentum.noalias() += by * ((power * there.gradient - there.at.points) * root_);
        };
        for (int n = 0; n < leaps; ++n) {
            push(n == 0 ? 0.5 * leap : leap);
            matrix points = there.at.points;
            points.noalias() += leap * momentum * root_.transpose();
            there = of(std::move(points));
        }
        push(0.5 * leap);
        const std::vector<double> arrived = log_target(there.at, power);
        double accepted = 0;
        for (std::size_t c = 0; c < size(); ++c) {
            const auto row = static_cast<Index>(c);
            const double gained = arrived[c] - 0.5 * momentum.row(row).squaredNorm() - energy[c];
            const double chance = gained >= 0 ? 1 : gained > -infinite ? sim::exp(gained) : 0;   // 0 of nan
            accepted += chance / static_cast<double>(size());
            if (!(draw(c, of_acceptance).uniform() < chance)) continue;
            now_.at.points.row(row) = there.at.points.row(row);
            now_.at.log_likelihood[c] = there.at.log_likelihood[c];
            now_.gradient.row(row) = there.gradient.row(row);
        }
        if (!frozen_) leap_ = std::clamp(leap_ * sim::exp(accepted - wanted_acceptance), 1e-4, quarter);
    }

    const batch_log_likelihood& likelihood_;
    const std::atomic<bool>* stop_;
    std::uint64_t seed_;
    Index dimension_;
    Eigen::MatrixXd root_;   // of the covariance, as learnt
    double leap_ = 0.4;      // and how far to go at once
    bool frozen_ = false;
    place now_;
    std::uint32_t step_ = 0;
    std::uint64_t evaluations_ = 0;
};

// --- agreement ------------------------------------------------------------------------------------------------------

// Scores of the normal distribution by rank, those of equals in the middle of theirs (Blom 1958).
std::vector<double> normal_scores(const std::vector<double>& values) {
    const std::size_t n = values.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return values[a] < values[b] || (values[a] == values[b] && a < b);
    });
    std::vector<double> out(n);
    for (std::size_t first = 0; first < n;) {
        std::size_t last = first + 1;
        while (last < n && values[order[last]] == values[order[first]]) ++last;
        const double rank = 0.5 * static_cast<double>(first + 1 + last);
        const double score = sim::normal_quantile((rank - 0.375) / (static_cast<double>(n) + 0.25));
        for (; first < last; ++first) out[order[first]] = score;
    }
    return out;
}

// Draws that stand [step][chain], cut into sequences: each half of each chain, an odd step in the middle left out.
struct sequences {
    std::span<const double> values;
    std::size_t chains = 0;
    [[nodiscard]] std::size_t length() const { return values.size() / chains / 2; }
    [[nodiscard]] std::size_t count() const { return 2 * chains; }
    [[nodiscard]] double at(std::size_t sequence, std::size_t n) const {
        const std::size_t from = sequence < chains ? 0 : values.size() / chains - length();
        return values[(from + n) * chains + sequence % chains];
    }
};

struct moments {
    std::vector<double> mean, variance;   // by sequence
    double within = 0, total = 0;         // W, and var+
};
moments moments_of(const sequences& of) {
    moments out;
    const auto n = static_cast<double>(of.length()), m = static_cast<double>(of.count());
    double all = 0;
    for (std::size_t s = 0; s < of.count(); ++s) {
        double mean = 0, squares = 0;
        for (std::size_t i = 0; i < of.length(); ++i) mean += of.at(s, i);
        mean /= n;
        for (std::size_t i = 0; i < of.length(); ++i) squares += (of.at(s, i) - mean) * (of.at(s, i) - mean);
        out.mean.push_back(mean);
        out.variance.push_back(squares / (n - 1));
        out.within += out.variance.back() / m;
        all += mean / m;
    }
    double between = 0;
    for (const double mean : out.mean) between += (mean - all) * (mean - all) / (m - 1);
    out.total = (n - 1) / n * out.within + between;
    return out;
}
double r_hat_of(const sequences& of) {
    const moments m = moments_of(of);
    return m.within > 0 ? std::sqrt(m.total / m.within) : infinite;
}

double effective_size_of(const sequences& of) {
    const moments m = moments_of(of);
    if (!(m.within > 0)) return 0;
    const std::size_t n = of.length();
    const auto correlation = [&](std::size_t lag) {
        double sum = 0;
        for (std::size_t s = 0; s < of.count(); ++s)
            for (std::size_t i = 0; i + lag < n; ++i)
                sum += (of.at(s, i) - m.mean[s]) * (of.at(s, i + lag) - m.mean[s]);
        return 1 - (m.within - sum / static_cast<double>(n * of.count())) / m.total;
    };
    // Geyer's (1992) initial monotone sequence of sums of pairs.
    double sum = 0, least = infinite;
    for (std::size_t lag = 0; lag + 1 < n; lag += 2) {
        const double pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1);
        if (!(pair > 0)) break;
        least = std::min(least, pair);
        sum += least;
    }
    const auto draws = static_cast<double>(n * of.count());
    const double most = draws * std::log10(draws);   // of antithetic ones
    return std::min(most, draws / std::max(2 * sum - 1, 1e-3));
}

}   // namespace

double mixing::worst_r_hat() const {
    double worst = 0;
    for (const double r : r_hat) worst = r > worst || r != r ? r : worst;
    return worst;
}
double mixing::least_effective() const { return effective.empty() ? 0 : *std::ranges::min_element(effective); }

agreement agreement_of(std::span<const double> draws, std::size_t chains) {
    assert(chains > 0 && draws.size() >= 8 * chains);
    const std::vector<double> scores = normal_scores({draws.begin(), draws.end()});
    std::vector<double> ordered{draws.begin(), draws.end()};
    const auto middle = ordered.begin() + static_cast<std::ptrdiff_t>(ordered.size() / 2);
    std::nth_element(ordered.begin(), middle, ordered.end());
    std::vector<double> distances;
    for (const double x : draws) distances.push_back(std::abs(x - *middle));
    const std::vector<double> folded = normal_scores(distances);
    agreement out;
    out.r_hat = std::max(r_hat_of({scores, chains}), r_hat_of({folded, chains}));
    out.effective = effective_size_of({scores, chains});
    return out;
}

posterior sample(const batch_log_likelihood& likelihood, const sampling& how) {
    assert(how.coordinates > 0 && how.draws > 0);
    same_sums_everywhere();
    std::vector<std::unique_ptr<population>> of(populations);
    std::array<bool, populations> possible{};
    sim::for_each_index(populations, [&](std::size_t p) {
        of[p] = std::make_unique<population>(likelihood, how, p);
        possible[p] = of[p]->warm_up(p == 0 ? how.done : nullptr);
    });
    posterior out;
    const auto finish = [&] {
        for (const auto& one : of) out.evaluations += one->evaluations();
        out.stopped = of.front()->stopped();
        return out;
    };
    out.impossible = !std::ranges::all_of(possible, [](bool p) { return p; });
    if (out.impossible) return finish();

    constexpr std::size_t chains = populations * chains_of_one;
    std::array<std::vector<visited>, populations> seen;
    while (!out.converged && out.steps < how.most_steps) {
        const std::size_t at_first = std::max(least_steps, (how.draws + chains - 1) / chains);
        const std::size_t more = std::min(out.steps > 0 ? out.steps : at_first, how.most_steps - out.steps);
        sim::for_each_index(populations, [&](std::size_t p) {
            std::vector<visited> moved = of[p]->move(more, 1);
            std::ranges::move(moved, std::back_inserter(seen[p]));
        });
        if (of.front()->stopped()) return finish();
        out.steps += more;
        out.mixed.r_hat.assign(how.coordinates, 0.0);
        out.mixed.effective.assign(how.coordinates, 0.0);
        sim::for_each_index(how.coordinates, [&](std::size_t i) {
            std::vector<double> draws;
            for (std::size_t step = 0; step < out.steps; ++step)
                for (const std::vector<visited>& one : seen)
                    for (std::size_t c = 0; c < chains_of_one; ++c)
                        draws.push_back(one[step].points(static_cast<Index>(c), static_cast<Index>(i)));
            const agreement found = agreement_of(draws, chains);
            out.mixed.r_hat[i] = found.r_hat;
            out.mixed.effective[i] = found.effective;
        });
        out.converged = out.mixed.worst_r_hat() <= how.r_hat && out.steps * chains >= how.draws &&
                        out.mixed.least_effective() >= static_cast<double>(how.draws);
        if (how.done != nullptr)
            how.done->store(0.5 + 0.5 * std::min(1.0, out.mixed.least_effective() / static_cast<double>(how.draws)));
    }
    // Spread evenly over steps and chains, in an order that says nothing.
    const std::size_t all = out.steps * chains, kept = std::min(how.draws, all);
    std::vector<std::size_t> which;
    for (std::size_t n = 0; n < kept; ++n)
        which.push_back(static_cast<std::size_t>((static_cast<double>(n) + 0.5) / static_cast<double>(kept) *
                                                 static_cast<double>(all)));
    which = shuffled(std::move(which), how.seed);
    out.points.resize(static_cast<Index>(kept), static_cast<Index>(how.coordinates));
    for (std::size_t n = 0; n < kept; ++n) {
        const std::size_t chain = which[n] % chains;
        const visited& at = seen[chain / chains_of_one][which[n] / chains];
        out.points.row(static_cast<Index>(n)) = at.points.row(static_cast<Index>(chain % chains_of_one));
        out.log_likelihood.push_back(at.log_likelihood[chain % chains_of_one]);
    }
    return finish();
}

}   // namespace analysis
