#include "analysis/procedures/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include <Eigen/Cholesky>
#include <fmt/format.h>

#include "analysis/inference/emulator.hpp"
#include "analysis/inference/importance.hpp"
#include "analysis/inference/likelihood.hpp"
#include "analysis/inference/sampler.hpp"
#include "analysis/procedures/waves.hpp"
#include "analysis/statistics.hpp"
#include "sim/engine/draws.hpp"
#include "sim/scenario/uncertain.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

using Eigen::Index;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t first_phase = 4 * runs_a_wave;   // runs before anything is known of what solves the rates
constexpr double first_spread = 0.5;                   // of solved parameters in them, in their own unit

Index at(std::size_t i) { return static_cast<Index>(i); }

// Are so many candidates worth enough draws: a quarter of them?
bool is_enough(double kish, std::size_t candidates) { return kish >= static_cast<double>(candidates) / 4; }

// The share of what is believed that lies below a normal score, never 0 or 1.
double share_below(double z) { return std::clamp(0.5 * std::erfc(-z * std::sqrt(0.5)), 1e-12, 1 - 1e-12); }

double natural(const sim::prior& believed, double x) {
    return believed.form == sim::shape::log_triangular ? sim::log(x) : x;
}
// From -1 to 1 over what is believed possible, evenly on the scale on which it is.
double scaled(const sim::prior& believed, double x) {
    const double low = natural(believed, believed.low), high = natural(believed, believed.high);
    return 2 * (natural(believed, x) - low) / (high - low) - 1;
}

double value_at(const sim::uncertain_key& key, double z) {
    const double x = sim::quantile_of(key.believed, share_below(z));
    return key.kind == sim::number::whole ? std::floor(x + 0.5) : x;
}

// Where a normal score lies from -1 to 1, as scaled() has it, and how fast it moves with the score.
std::pair<double, double> scaled_at(const sim::prior& believed, double z) {
    const double u = share_below(z), mode = scaled(believed, believed.mode),
                 bell = std::exp(-0.5 * z * z) * 0.3989422804014327;
    // A triangle of width 2 is 1 high.
    if (2 * u < mode + 1) {
        const double above = std::sqrt(2 * u * (mode + 1));
        return {above - 1, bell * (mode + 1) / above};
    }
    const double below = std::sqrt(2 * (1 - u) * (1 - mode));
    return {1 - below, bell * (1 - mode) / below};
}

std::vector<double> column(const matrix& of, std::size_t c) {
    std::vector<double> out;
    for (Index r = 0; r < of.rows(); ++r) out.push_back(of(r, at(c)));
    return out;
}

// What is believed of the rates, as standard normal scores: mean + L z.
class rates_believed {
public:
    rates_believed(const targets& wanted, const std::vector<std::size_t>& which) {
        const std::size_t n = which.size();
        mean_.resize(at(n));
        sd_.resize(at(n));
        Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(at(n), at(n));
        for (std::size_t i = 0; i < n; ++i) {
            const target& one = wanted.all[which[i]];
            mean_(at(i)) = on_scale(one.scale, one.value);
            covariance(at(i), at(i)) += one.sd * one.sd + one.discrepancy * one.discrepancy;
            for (std::size_t j = 0; j < n; ++j)
                if (!one.source.empty() && wanted.all[which[j]].source == one.source)
                    covariance(at(i), at(j)) += one.source_sd * wanted.all[which[j]].source_sd;
            sd_(at(i)) = std::sqrt(covariance(at(i), at(i)));
        }
        if (n > 0) lower_ = covariance.llt().matrixL();
    }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(mean_.size()); }
    // On the targets' scales.
    [[nodiscard]] Eigen::VectorXd from_scores(const Eigen::VectorXd& z) const { return mean_ + lower_ * z; }
    [[nodiscard]] Eigen::VectorXd scores(const Eigen::VectorXd& x) const {
        return lower_.triangularView<Eigen::Lower>().solve(x - mean_);
    }
    // About -1 to 1.
    [[nodiscard]] double scaled(std::size_t i, double x) const { return (x - mean_(at(i))) / (2 * sd_(at(i))); }
    // Derivatives by scores from those by what is scaled.
    [[nodiscard]] Eigen::VectorXd by_scores(const Eigen::VectorXd& by_scaled) const {
        return lower_.transpose() * (by_scaled.array() / (2 * sd_.array())).matrix();
    }

private:
    Eigen::VectorXd mean_, sd_;
    Eigen::MatrixXd lower_;
};

// Runs that are there: values of what is felt, solved parameters, and what was told, as it is and on the targets' scales.
struct known_runs {
    matrix felt, solved, natural, told;
    void add(const matrix& more_felt, const matrix& more_solved, const matrix& more_natural, const matrix& more_told) {
        for (auto [to, more] :
             {std::pair{&felt, &more_felt}, {&solved, &more_solved}, {&natural, &more_natural}, {&told, &more_told}}) {
            const Index before = to->rows();
            to->conservativeResize(before + more->rows(), more->cols());
            to->bottomRows(more->rows()) = *more;
        }
    }
    [[nodiscard]] std::size_t size() const { return rows_of(felt); }
};

class calibrating {
public:
    calibrating(const sim::ready& scenario, const targets& wanted, const calibration_options& how,
                calibration_plan drawn, sim::ready to_run, std::vector<sim::uncertain_key> keys)
        : scenario_{scenario},
          wanted_{wanted},
          how_{how},
          drawn_{std::move(drawn)},
          believed_{wanted, drawn_.rates},
          runs_{std::move(to_run), wanted, moved_arm(scenario), std::move(keys), how.folder, how.how} {
        for (const sim::parameter_row& row : scenario.how->parameters())
            for (const sim::uncertain_key& one : drawn_.solved)
                if (one.key == fmt::format("parameters.{}", row.name)) solved_rows_.push_back(row);
    }

    sim::result<calibration> run() {
        if (auto wrong = prior_runs(); !wrong.empty()) return wrong;
        for (std::size_t round = 0; round < how_.most_rounds; ++round) {
            if (auto wrong = one_round(round); !wrong.empty()) return wrong;
            if (best_.weighed.reliable() && is_enough(best_.weighed.effective, how_.candidates)) break;
        }
        conclude();
        return std::move(out_);
    }

private:
    struct round_result {
        matrix scores, felt, solved, told, natural, predicted;   // of candidates
        smoothed_weights weighed;
        double r_hat = 0, effective = 0;
        std::vector<double> error_sd;   // of each target, on its scale
        std::vector<char> by_emulator;
    };

    void begin(const std::string& stage, std::size_t runs) const {
        if (how_.begins) how_.begins(stage, runs);
    }

    [[nodiscard]] matrix on_scales(const matrix& told) const {
        matrix out = told;
        for (Index t = 0; t < told.cols(); ++t)
            for (Index r = 0; r < told.rows(); ++r)
                out(r, t) = on_scale(wanted_.all[static_cast<std::size_t>(t)].scale, told(r, t));
        return out;
    }

    // Runs some worlds, wave by wave.
    matrix run_worlds(const matrix& felt, const matrix& solved) {
        matrix told(felt.rows(), at(wanted_.all.size()));
        for (Index first = 0; first < felt.rows(); first += at(runs_a_wave)) {
            const Index count = std::min<Index>(at(runs_a_wave), felt.rows() - first);
            told.middleRows(first, count) =
                runs_.run(wave_++, join(felt.middleRows(first, count), solved.middleRows(first, count)));
            if (how_.advanced) how_.advanced(static_cast<std::size_t>(first + count));
        }
        return told;
    }

    // Inputs of the emulators: what is felt, and the rates.
    [[nodiscard]] matrix inputs_of(const matrix& felt, const matrix& rates) const {
        matrix x(felt.rows(), felt.cols() + rates.cols());
        for (Index r = 0; r < felt.rows(); ++r) {
            for (Index k = 0; k < felt.cols(); ++k)
                x(r, k) = scaled(drawn_.felt[static_cast<std::size_t>(k)].believed, felt(r, k));
            for (Index j = 0; j < rates.cols(); ++j)
                x(r, felt.cols() + j) = believed_.scaled(static_cast<std::size_t>(j), rates(r, j));
        }
        return x;
    }
    [[nodiscard]] matrix rates_of(const matrix& told) const {
        matrix out(told.rows(), at(believed_.size()));
        for (std::size_t j = 0; j < believed_.size(); ++j) out.col(at(j)) = told.col(at(drawn_.rates[j]));
        return out;
    }
    // Rows whose rates are numbers.
    [[nodiscard]] std::vector<Index> usable(const matrix& told) const {
        const matrix rates = rates_of(told);
        std::vector<Index> rows;
        for (Index r = 0; r < told.rows(); ++r)
            if (rates.row(r).allFinite()) rows.push_back(r);
        return rows;
    }

    // The solved parameters that give rates, learnt from the runs so far.
    [[nodiscard]] sim::result<emulator> learn_solved() const {
        const std::vector<Index> rows = usable(known_.told);
        std::vector<std::string> names;
        for (const sim::uncertain_key& one : drawn_.solved) names.push_back(one.key);
        return emulator::fit(inputs_of(known_.felt(rows, Eigen::all), rates_of(known_.told)(rows, Eigen::all)),
                             known_.solved(rows, Eigen::all), {}, names);
    }
    // As learnt, within the limits that parameters have.
    [[nodiscard]] matrix within_limits(matrix solved) const {
        for (Index k = 0; k < solved.cols(); ++k) {
            const sim::parameter_row& row = solved_rows_[static_cast<std::size_t>(k)];
            for (Index r = 0; r < solved.rows(); ++r)
                solved(r, k) = std::clamp(solved(r, k), sim::as_written(row.low), sim::as_written(row.high));
        }
        return solved;
    }
    // Worlds of the prior, by row, of some of what the scenario draws.
    [[nodiscard]] sim::result<sim::possible_worlds> prior_worlds(const std::vector<sim::uncertain_key>& keys,
                                                                 std::size_t count) const {
        sim::uncertainty of = scenario_.uncertain;
        of.drawn = keys;
        of.seed = how_.seed;
        of.lucks = 1;
        return sim::make_worlds(of, *scenario_.how, count, {});
    }

    sim::mistakes prior_runs() {
        const std::size_t waves = (how_.runs + runs_a_wave - 1) / runs_a_wave, count = waves * runs_a_wave;
        begin("runs from what is believed", count);
        const auto worlds = prior_worlds(drawn_.felt, count);
        if (!worlds) return worlds.wrong();
        std::optional<emulator> solver;
        std::size_t learnt_from = 0;
        for (std::size_t w = 0; w < waves; ++w) {
            const std::size_t first = w * runs_a_wave;
            matrix felt(at(runs_a_wave), at(drawn_.felt.size())), solved(at(runs_a_wave), at(drawn_.solved.size())),
                rates(at(runs_a_wave), at(believed_.size()));
            for (std::size_t r = 0; r < runs_a_wave; ++r) {
                for (std::size_t k = 0; k < drawn_.felt.size(); ++k) felt(at(r), at(k)) = worlds->values[first + r][k];
                Eigen::VectorXd z(at(believed_.size()));
                for (std::size_t j = 0; j < believed_.size(); ++j) {
                    z(at(j)) = luck(first + r, j);
                    solved(at(r), at(j)) = solved_rows_[j].standard + first_spread * z(at(j));
                }
                if (believed_.size() > 0) rates.row(at(r)) = believed_.from_scores(z).transpose();
            }
            // Learnt anew at the end of the first phase, and when there are twice as many runs.
            if (believed_.size() > 0 && known_.size() >= first_phase && known_.size() >= 2 * learnt_from) {
                auto learnt = learn_solved();
                if (!learnt) return learnt.wrong();
                solver.emplace(std::move(*learnt));
                learnt_from = known_.size();
            }
            if (solver) solved = within_limits(solver->predict(inputs_of(felt, rates)));
            const matrix told = runs_.run(wave_++, join(felt, solved));
            known_.add(felt, solved, told, on_scales(told));
            if (how_.advanced) how_.advanced((w + 1) * runs_a_wave);
        }
        prior_count_ = count;
        return {};
    }

    [[nodiscard]] static matrix join(const matrix& left, const matrix& right) {
        matrix out(left.rows(), left.cols() + right.cols());
        out << left, right;
        return out;
    }
    [[nodiscard]] double luck(std::size_t run, std::size_t of) const {
        return sim::draw{how_.seed, static_cast<std::uint32_t>(run), static_cast<std::uint32_t>(of), 0x7261}.normal();
    }

    // Draws by the emulator, candidates run, weights.
    sim::mistakes one_round(std::size_t round) {
        begin("learning what runs say", 0);
        const std::vector<Index> rows = usable(known_.told);
        const matrix inputs = inputs_of(known_.felt(rows, Eigen::all), rates_of(known_.told)(rows, Eigen::all));
        std::vector<std::string> names;
        for (const target& one : wanted_.all) names.push_back(one.name);
        for (const sim::uncertain_key& one : drawn_.solved) names.push_back(one.key);
        // Later rounds are about where candidates were; runs from the prior keep the rest in place.
        std::vector<double> weights;
        for (const Index r : rows)
            weights.push_back(static_cast<std::size_t>(r) < prior_count_ && round > 0 ? 0.25 : 1);
        auto fitted =
            emulator::fit(inputs, join(known_.told(rows, Eigen::all), known_.solved(rows, Eigen::all)), weights, names);
        if (!fitted) return fitted.wrong();
        const emulator& by = *fitted;

        round_result now;
        std::vector<observed_target> seen, as_run;
        std::vector<std::size_t> counted;   // targets that draws come near
        std::map<std::string, std::size_t> sources;
        const std::vector<double> near = local_weights(rows, round);
        for (std::size_t t = 0; t < wanted_.all.size(); ++t) {
            const target& one = wanted_.all[t];
            const double error = by.quality(t, near).residual_sd;
            now.error_sd.push_back(error);
            now.by_emulator.push_back(error * 2 > std::hypot(one.sd, one.discrepancy) ? 1 : 0);
            if (one.use != target_use::calibrate) continue;
            counted.push_back(t);
            observed_target of;
            of.value = on_scale(one.scale, one.value);
            of.observation_sd = one.sd;
            of.discrepancy_sd = one.discrepancy;
            if (!one.source.empty()) {
                of.source = sources.emplace(one.source, sources.size()).first->second;
                of.source_sd = one.source_sd;
            }
            if (now.by_emulator.back() != 0) of.emulator_sd = error;
            as_run.push_back(of);
            of.emulator_sd = error;
            seen.push_back(of);
        }
        const target_likelihood emulated{seen, error_tails::normal}, simulated{as_run, error_tails::normal};

        begin(fmt::format("round {}: draws by what was learnt", round + 1), 0);
        const std::size_t felt = drawn_.felt.size(), rates = believed_.size();
        const auto place = [&](const matrix& z, matrix& values, matrix& of_rates) {
            values.resize(z.rows(), at(felt));
            of_rates.resize(z.rows(), at(rates));
            for (Index r = 0; r < z.rows(); ++r) {
                for (std::size_t k = 0; k < felt; ++k) values(r, at(k)) = value_at(drawn_.felt[k], z(r, at(k)));
                if (rates > 0)
                    of_rates.row(r) = believed_.from_scores(z.row(r).tail(at(rates)).transpose()).transpose();
            }
        };
        const auto told_at = [&](const matrix& x) {
            const matrix all = by.predict(x);
            matrix some(all.rows(), at(counted.size()));
            for (std::size_t c = 0; c < counted.size(); ++c) some.col(at(c)) = all.col(at(counted[c]));
            return some;
        };
        sampling asked;
        asked.coordinates = felt + rates;
        asked.draws = how_.candidates;
        asked.seed = sim::mix(how_.seed + round);
        asked.stop = how_.how.stop;
        const posterior drawn = sample(
            [&](const matrix& z, std::span<double> out, matrix& gradient) {
                matrix x(z.rows(), z.cols()), slope(z.rows(), at(felt));
                for (Index r = 0; r < z.rows(); ++r) {
                    for (std::size_t k = 0; k < felt; ++k)
                        std::tie(x(r, at(k)), slope(r, at(k))) = scaled_at(drawn_.felt[k].believed, z(r, at(k)));
                    if (rates == 0) continue;
                    const Eigen::VectorXd there = believed_.from_scores(z.row(r).tail(at(rates)).transpose());
                    for (std::size_t j = 0; j < rates; ++j) x(r, at(felt + j)) = believed_.scaled(j, there(at(j)));
                }
                matrix by_target;
                emulated.log_density(told_at(x), out, &by_target);
                matrix by_output = matrix::Zero(z.rows(), at(by.outputs()));
                for (std::size_t c = 0; c < counted.size(); ++c) by_output.col(at(counted[c])) = by_target.col(at(c));
                gradient = by.gradient(x, by_output);
                gradient.leftCols(at(felt)).array() *= slope.array();
                for (Index r = 0; r < z.rows() && rates > 0; ++r)
                    gradient.row(r).tail(at(rates)) =
                        believed_.by_scores(gradient.row(r).tail(at(rates)).transpose()).transpose();
            },
            asked);
        if (drawn.stopped) throw stopped{};
        if (drawn.impossible)
            return sim::mistake{{wanted_.file, 0, 0},
                                "nothing that is believed possible comes anywhere near these "
                                "targets: look for a value in another unit, or an error that is "
                                "far too small"};
        now.r_hat = drawn.mixed.worst_r_hat();
        now.effective = drawn.mixed.least_effective();
        now.scores = drawn.points.topRows(std::min<Index>(drawn.points.rows(), at(how_.candidates)));

        begin(fmt::format("round {}: draws run", round + 1), how_.candidates);
        matrix wanted_rates;
        place(now.scores, now.felt, wanted_rates);
        const matrix wanted_inputs = inputs_of(now.felt, wanted_rates);
        now.solved = within_limits(by.predict(wanted_inputs).rightCols(at(drawn_.solved.size())));
        now.natural = run_worlds(now.felt, now.solved);
        now.told = on_scales(now.natural);
        const matrix came_out = rates_of(now.told);
        matrix judged_at = came_out;   // where a rate is no number nothing is weighed anyway
        for (Index r = 0; r < judged_at.rows(); ++r)
            if (!judged_at.row(r).allFinite()) judged_at.row(r) = wanted_rates.row(r);
        now.predicted = by.predict(inputs_of(now.felt, judged_at));
        matrix to_judge(now.told.rows(), at(counted.size()));
        for (std::size_t c = 0; c < counted.size(); ++c)
            to_judge.col(at(c)) =
                now.by_emulator[counted[c]] != 0 ? now.predicted.col(at(counted[c])) : now.told.col(at(counted[c]));
        std::vector<double> as_learnt(static_cast<std::size_t>(now.felt.rows())), as_made(as_learnt.size());
        emulated.log_density(told_at(wanted_inputs), as_learnt);
        simulated.log_density(to_judge, as_made);
        std::vector<double> log_weights;
        for (std::size_t r = 0; r < as_made.size(); ++r) {
            double belief = 0;   // rates that came out against those asked for
            if (rates > 0) {
                const Eigen::VectorXd asked_for = now.scores.row(at(r)).tail(at(rates)).transpose();
                belief =
                    0.5 * (asked_for.squaredNorm() - believed_.scores(came_out.row(at(r)).transpose()).squaredNorm());
            }
            log_weights.push_back(as_made[r] - as_learnt[r] + belief);
        }
        now.weighed = pareto_smoothed(log_weights);
        known_.add(now.felt, now.solved, now.natural, now.told);
        ++out_.rounds;
        if (round == 0 || now.weighed.effective > best_.weighed.effective) {
            best_ = std::move(now);
            r2_.clear();
            for (std::size_t t = 0; t < wanted_.all.size(); ++t) r2_.push_back(by.quality(t).r2);
        }
        return {};
    }

    // Rows near which the emulator was asked: candidates of the round before, all in the first.
    [[nodiscard]] std::vector<double> local_weights(const std::vector<Index>& rows, std::size_t round) const {
        std::vector<double> weights;
        if (round == 0) return weights;
        for (const Index r : rows) weights.push_back(static_cast<std::size_t>(r) < prior_count_ ? 0 : 1);
        return weights;
    }

    // Runs before it had other rates than are believed, since nothing was known yet of what gives these.
    [[nodiscard]] std::size_t first_from_prior() const { return believed_.size() > 0 ? first_phase : 0; }

    void conclude() {
        begin("draws of equal weight", 0);
        const resampled taken =
            resample_systematically(best_.weighed.weights, how_.draws, sim::mix(how_.seed ^ 0x5ULL));
        out_.repeats = taken.repeats;
        out_.runs = known_.size();
        out_.candidates = how_.candidates;
        out_.agents = runs_.agents();
        out_.r_hat = best_.r_hat;
        out_.effective = best_.effective;
        out_.kish = best_.weighed.effective;
        out_.k_hat = best_.weighed.k_hat;
        const std::size_t first = first_from_prior();
        out_.told_before = known_.natural.middleRows(at(first), at(prior_count_ - first));
        tell_inputs(taken.which);
        tell_targets(taken.which);
        tell_ridges(taken.which);
        tell_doubts(taken);
    }

    void tell_inputs(const std::vector<std::size_t>& which) {
        const std::size_t n = which.size(), felt = drawn_.felt.size(), rest = drawn_.not_felt.size(),
                          solved = drawn_.solved.size();
        out_.draws.resize(at(n), at(felt + rest + solved));
        std::map<std::string, std::string> group_of;
        for (const sim::parameter_row& row : scenario_.how->parameters())
            group_of[fmt::format("parameters.{}", row.name)] = row.group;
        for (const sim::parameter_row& row : scenario_.how->instrument_parameters())
            group_of[fmt::format("{}.{}", scenario_.how->instrument_heading(), row.name)] = row.group;
        const auto add = [&](const sim::uncertain_key& key) -> calibrated_input& {
            calibrated_input& one = out_.inputs.emplace_back();
            one.key = key.key;
            one.group = group_of[key.key];
            return one;
        };
        const auto believed_spread = [](const sim::uncertain_key& key) {
            return spread{sim::quantile_of(key.believed, 0.5), sim::quantile_of(key.believed, 0.05),
                          sim::quantile_of(key.believed, 0.95)};
        };
        for (std::size_t k = 0; k < felt; ++k) {
            calibrated_input& one = add(drawn_.felt[k]);
            std::vector<double> scores, values;
            for (std::size_t i = 0; i < n; ++i) {
                out_.draws(at(i), at(k)) = best_.felt(at(which[i]), at(k));
                values.push_back(out_.draws(at(i), at(k)));
                scores.push_back(best_.scores(at(which[i]), at(k)));
            }
            one.before = believed_spread(drawn_.felt[k]);
            one.after = spread_of(values);
            tell_narrowing(one, scores);
        }
        if (rest > 0) {
            const auto worlds = prior_worlds(drawn_.not_felt, n);
            for (std::size_t k = 0; k < rest; ++k) {
                calibrated_input& one = add(drawn_.not_felt[k]);
                one.felt = false;
                std::vector<double> values;
                for (std::size_t i = 0; i < n; ++i) {
                    out_.draws(at(i), at(felt + k)) = worlds->values[i][k];
                    values.push_back(worlds->values[i][k]);
                }
                one.before = believed_spread(drawn_.not_felt[k]);
                one.after = spread_of(values);
            }
        }
        for (std::size_t k = 0; k < solved; ++k) {
            calibrated_input& one = add(drawn_.solved[k]);
            one.solved = true;
            std::vector<double> values, before;
            for (std::size_t i = 0; i < n; ++i) {
                out_.draws(at(i), at(felt + rest + k)) = best_.solved(at(which[i]), at(k));
                values.push_back(best_.solved(at(which[i]), at(k)));
            }
            for (std::size_t r = first_from_prior(); r < prior_count_; ++r)
                before.push_back(known_.solved(at(r), at(k)));
            one.before = spread_of(before);
            one.after = spread_of(values);
            one.how = narrowing::somewhat;
        }
    }

    static void tell_narrowing(calibrated_input& one, const std::vector<double>& scores) {
        double sum = 0, squares = 0;
        for (const double z : scores) {
            sum += z;
            squares += z * z;
        }
        const auto n = static_cast<double>(scores.size());
        one.moved = sum / n;
        one.left = std::sqrt(std::max(0.0, squares / n - one.moved * one.moved));
        one.how = one.left < 0.5                                 ? narrowing::identified
                  : std::abs(one.moved) > 0.5 && one.left < 0.95 ? narrowing::one_side
                  : one.left < 0.85                              ? narrowing::somewhat
                                                                 : narrowing::not_at_all;
    }

    void tell_targets(const std::vector<std::size_t>& which) {
        const std::size_t n = which.size();
        out_.told.resize(at(n), at(wanted_.all.size()));
        for (std::size_t t = 0; t < wanted_.all.size(); ++t) {
            calibrated_target one;
            one.what = wanted_.all[t];
            const std::vector<double> before = column(out_.told_before, t);
            std::vector<double> after, there;
            for (std::size_t i = 0; i < n; ++i) {
                out_.told(at(i), at(t)) = best_.natural(at(which[i]), at(t));
                after.push_back(out_.told(at(i), at(t)));
                const double x =
                    best_.by_emulator[t] != 0 ? best_.predicted(at(which[i]), at(t)) : best_.told(at(which[i]), at(t));
                if (std::isfinite(x)) there.push_back(x);
            }
            one.before = spread_of(before);
            one.after = spread_of(after);
            one.emulator_sd = best_.error_sd[t];
            one.emulator_r2 = r2_[t];
            one.told_by_emulator = best_.by_emulator[t] != 0;
            const double seen = on_scale(one.what.scale, one.what.value);
            const double mean =
                there.empty() ? nothing
                              : std::accumulate(there.begin(), there.end(), 0.0) / static_cast<double>(there.size());
            double variance = one.what.sd * one.what.sd + one.what.discrepancy * one.what.discrepancy +
                              one.what.source_sd * one.what.source_sd;
            for (const double x : there) variance += (x - mean) * (x - mean) / static_cast<double>(there.size());
            one.miss = (seen - mean) / std::sqrt(variance);
            double least = std::numeric_limits<double>::infinity();
            one.nearest = nothing;
            for (Index r = 0; r < known_.told.rows(); ++r) {
                const double far = std::abs(known_.told(r, at(t)) - seen);
                if (far < least) {
                    least = far;
                    one.nearest = known_.natural(r, at(t));
                }
            }
            one.where = where_it_lies(one);
            out_.targets.push_back(one);
        }
    }

    void tell_ridges(const std::vector<std::size_t>& which) {
        const std::size_t felt = drawn_.felt.size();
        Eigen::MatrixXd z(at(which.size()), at(felt));
        for (std::size_t i = 0; i < which.size(); ++i) z.row(at(i)) = best_.scores.row(at(which[i])).head(at(felt));
        z.rowwise() -= z.colwise().mean();
        for (std::size_t i = 0; i < felt; ++i)
            for (std::size_t j = i + 1; j < felt; ++j) {
                const double r = z.col(at(i)).dot(z.col(at(j))) / (z.col(at(i)).norm() * z.col(at(j)).norm());
                // Four standard errors of a correlation of independent draws.
                if (std::abs(r) > 4 / std::sqrt(static_cast<double>(which.size()))) out_.ridges.push_back({i, j, r});
            }
        std::ranges::stable_sort(out_.ridges, std::greater{},
                                 [](const ridge& one) { return std::abs(one.correlation); });
        if (out_.ridges.size() > 10) out_.ridges.resize(10);
    }

    void tell_doubts(const resampled& taken) {
        if (!(out_.r_hat <= 1.01)) out_.doubts.push_back(doubt::chains);
        if (!best_.weighed.reliable()) out_.doubts.push_back(doubt::tail);
        if (!is_enough(out_.kish, how_.candidates)) out_.doubts.push_back(doubt::few);
        if (taken.too_few()) out_.doubts.push_back(doubt::repeats);
    }

    static standing where_it_lies(const calibrated_target& one) {
        const target_scale scale = one.what.scale;
        const double far = std::abs(on_scale(scale, one.nearest) - on_scale(scale, one.what.value));
        if (!(far <= 2 * std::hypot(one.what.sd, one.what.discrepancy))) return standing::out_of_reach;
        return std::abs(one.miss) > 2 ? standing::pulled : standing::agrees;
    }

    const sim::ready& scenario_;
    const targets& wanted_;
    const calibration_options& how_;
    calibration_plan drawn_;
    rates_believed believed_;
    waves runs_;
    std::vector<sim::parameter_row> solved_rows_;
    std::size_t wave_ = 0, prior_count_ = 0;
    known_runs known_;
    std::vector<double> r2_;
    round_result best_;
    calibration out_;
};

// Does the scenario say anything else once this key has another value?
bool is_felt(const sim::ready& to_run, const sim::uncertain_key& key) {
    std::vector<std::string> said;
    for (const double u : {0.25, 0.75}) {
        sim::mistakes wrong;
        sim::node tree = to_run.what.tree;
        double x = sim::quantile_of(key.believed, u);
        if (key.kind == sim::number::whole) x = u < 0.5 ? std::floor(x) : std::ceil(x);
        sim::node value{{}, x};
        if (key.kind == sim::number::whole) value.value = static_cast<std::int64_t>(x);
        sim::assign(tree, key.key, value, {}, to_run.what.selectors, wrong);
        const auto read = sim::read_scenario(std::move(tree), to_run.what, std::span{&to_run.how, 1});
        if (!read) return true;
        std::string& all = said.emplace_back();
        for (std::size_t s = 0; s < read->set->settings(); ++s) all += read->set->identity(s);
    }
    return said[0] != said[1];
}

}   // namespace

bool calibration::reliable() const { return r_hat <= 1.01 && k_hat < 0.7 && is_enough(kish, candidates); }

std::size_t fewest_runs(std::size_t inputs) {
    return (first_phase + 2 * inputs + runs_a_wave - 1) / runs_a_wave * runs_a_wave;
}

sim::result<calibration_plan> plan_calibration(const sim::ready& scenario, const sim::ready& to_run,
                                               const targets& wanted) {
    calibration_plan out;
    sim::mistakes wrong;
    if (scenario.uncertain.from != "priors")
        return sim::mistake{scenario.uncertain.any() ? scenario.uncertain.where : sim::place{scenario.what.file, 0, 0},
                            "a calibration begins with what is believed: the scenario needs [uncertain] with priors = "
                            "\"all\", or a list of names"};
    for (const sim::uncertain_key& one : scenario.uncertain.drawn)
        (is_felt(to_run, one) ? out.felt : out.not_felt).push_back(one);
    for (std::size_t t = 0; t < wanted.all.size(); ++t)
        if (wanted.all[t].use == target_use::prior) out.rates.push_back(t);
    if (!out.rates.empty()) {
        const sim::node* const said = to_run.what.tree.find("parameters");
        for (const sim::parameter_row& row : scenario.how->parameters()) {
            if (row.from != sim::provenance::calibrated || row.believed.form != sim::shape::none) continue;
            if (said != nullptr && said->find(row.name) != nullptr) {
                wrong.push_back({said->find(row.name)->where,
                                 fmt::format("'{}' is stated here, and targets with use = prior have it follow from "
                                             "the rates that they say: leave it out",
                                             row.name)});
                continue;
            }
            sim::uncertain_key key;
            key.key = fmt::format("parameters.{}", row.name);
            key.kind = row.kind;
            out.solved.push_back(std::move(key));
        }
        if (wrong.empty() && out.solved.size() != out.rates.size())
            wrong.push_back({wanted.all[out.rates.back()].where,
                             fmt::format("{} {} use = prior, and as many are needed as there are parameters that "
                                         "follow from them: {} ({})",
                                         sim::counted(out.rates.size(), "target"),
                                         out.rates.size() == 1 ? "has" : "have", out.solved.size(), [&] {
                                             std::string names;
                                             for (const auto& one : out.solved)
                                                 names += (names.empty() ? "" : ", ") + one.key;
                                             return names;
                                         }())});
    }
    if (!wrong.empty()) return wrong;
    return out;
}

sim::result<calibration> calibrate(const sim::ready& scenario, const targets& wanted, const calibration_options& how) {
    auto to_run = scenario_of_targets(scenario, wanted, how.agents);
    if (!to_run) return to_run.wrong();
    auto plan = plan_calibration(scenario, *to_run, wanted);
    if (!plan) return plan.wrong();
    std::vector<sim::uncertain_key> keys = plan->felt;
    keys.insert(keys.end(), plan->solved.begin(), plan->solved.end());
    calibrating it{scenario, wanted, how, std::move(*plan), std::move(*to_run), std::move(keys)};
    return it.run();
}

std::string csv_of(const calibration& found, const sim::ready& scenario, const targets& wanted,
                   const std::string& command) {
    std::string text = fmt::format(
        "# model: {}\n# model_version: {}\n# scenario: {}\n# targets: {}, {}\n# command: {}\n"
        "# draws: {} of equal weight, any first of them a fair sample; {} runs of {} agents; R-hat {:.3f}, {} "
        "candidates worth {:.0f}, {}\n",
        scenario.how->name(), scenario.how->version(), scenario.what.file, wanted.file,
        sim::checksum(sim::bytes_of(wanted.source)), command, rows_of(found.draws), found.runs, found.agents,
        found.r_hat, found.candidates, found.kish, k_hat_in_words(found.k_hat));
    for (std::size_t k = 0; k < found.inputs.size(); ++k)
        text += (k == 0 ? "" : ",") + sim::csv_cell(found.inputs[k].key);
    text += '\n';
    for (Index r = 0; r < found.draws.rows(); ++r) {
        for (Index k = 0; k < found.draws.cols(); ++k)
            text += (k == 0 ? "" : ",") + sim::shortest(static_cast<float>(found.draws(r, k)));
        text += '\n';
    }
    return text;
}

}   // namespace analysis
