#pragma once
// Runs a scenario of a small model in memory and gives its numbers, and reads the tables of known answers.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/registry.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/text/csv.hpp"
#include "tests/support/scratch.hpp"

namespace known {

// What each statistical test tolerates, in standard errors: a false alarm in 2.6e7 (two-sided normal).
inline constexpr double bound = 5.5;

class study {
public:
    // `text` is a scenario; arms are as it says.
    explicit study(const std::string& text, const sim::machine& on = {}) {
        const test::scratch folder;
        auto read = sim::read_scenario(folder.write("s.toml", text), {}, models::all());
        if (!read) throw std::runtime_error{sim::describe(read.wrong())};
        ready_ = std::move(*read);
        const sim::experiment what = *sim::experiment::of(ready_);
        plan_ = what.runs();
        rows_ = sim::recorder{plan_.observed, plan_.runs.size()};
        sim::sweep_options options;
        options.on = on;
        sim::sink_to into{[&](const sim::plan_batch& which, const sim::recorder& rows) {
            for (std::size_t r = 0; r < which.runs; ++r) rows_.copy_row(rows, r, which.first_run + r);
        }};
        EXPECT_TRUE(what.run(options, into));
        for (std::size_t r = 0; r < plan_.runs.size(); ++r) at_[{plan_.runs[r].arm, plan_.runs[r].replicate}] = r;
    }
    [[nodiscard]] std::size_t weeks() const { return static_cast<std::size_t>(ready_.what.weeks); }
    [[nodiscard]] std::size_t arms() const { return ready_.what.arms.size(); }
    [[nodiscard]] std::size_t replicates() const { return static_cast<std::size_t>(ready_.what.replicates); }

    // One cell of an observation in a run at a step (or year).
    double value(const std::string& name, std::size_t arm, std::size_t replicate, std::size_t step,
                 std::size_t cell = 0) {
        const auto& all = plan_.observed.observations;
        const auto o = static_cast<std::size_t>(
            std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; }) - all.begin());
        if (o == all.size()) throw std::runtime_error{"no observation " + name};
        const std::size_t row = at_.at({static_cast<std::uint32_t>(arm), static_cast<std::uint32_t>(replicate)});
        return all[o].kind == sim::number_kind::count ? rows_.counts(o, row, step)[cell]
                                                      : rows_.reals(o, row, step)[cell];
    }
    // Sum of a cell over all steps of a run, or of all cells with cell = -1.
    double sum(const std::string& name, std::size_t arm, std::size_t replicate, int cell = -1, std::size_t from = 0) {
        const auto& all = plan_.observed;
        double total = 0;
        for (std::size_t o = 0; o < all.observations.size(); ++o)
            if (all.observations[o].name == name)
                for (std::size_t c = 0; c < all.cells(o); ++c)
                    if (cell < 0 || c == static_cast<std::size_t>(cell))
                        for (std::size_t t = from; t < weeks(); ++t) total += value(name, arm, replicate, t, c);
        return total;
    }

private:
    sim::ready ready_;
    sim::plan plan_;
    sim::recorder rows_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> at_;
};

// Mean over replicates and its standard error.
struct estimate {
    double mean = 0, error = 0;
};
template <class Of>
estimate over_replicates(std::size_t replicates, Of of) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < replicates; ++r) {
        const double x = of(r);
        sum += x;
        squares += x * x;
    }
    const auto n = static_cast<double>(replicates);
    const double mean = sum / n;
    return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1))};
}

// A table of known answers: rows as name -> text.
using row = std::map<std::string, std::string>;
inline std::vector<row> table(const std::string& name) {
    sim::mistakes wrong;
    const std::string path = COGOV_SOURCE_DIR "/tests/data/verification/" + name + ".csv";
    std::ifstream file{path};
    std::string header;
    std::getline(file, header);
    while (!header.empty() && header.back() == '\r') header.pop_back();
    const sim::csv all = sim::csv::read(path, wrong);
    if (!wrong.empty()) throw std::runtime_error{sim::describe(wrong)};
    std::vector<row> rows(all.rows());
    for (std::size_t begin = 0; begin <= header.size();) {
        const std::size_t end = std::min(header.size(), header.find(',', begin));
        const std::string column = header.substr(begin, end - begin);
        const std::size_t at = *all.column(column, wrong);
        for (std::size_t r = 0; r < rows.size(); ++r) rows[r][column] = all.text(r, at);
        begin = end + 1;
    }
    return rows;
}
inline double number(const row& r, const std::string& column) { return std::stod(r.at(column)); }

}   // namespace known
