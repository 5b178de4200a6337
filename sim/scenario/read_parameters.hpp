#pragma once
// Reads the values of a table of parameters from a scenario. Apart from sim/scenario/parameters.hpp, which kernels include.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/scenario/parameters.hpp"
#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"

namespace sim {

// Reads the keys of the table into `into`; the others keep what they have. Returns by row whether it was said.
template <class Values>
std::vector<bool> read_parameters(table_reader& from, std::span<const about<Values>> table, Values& into) {
    std::vector<bool> stated(table.size(), false);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const about<Values>& row = table[i];
        std::optional<double> value;
        if (row.kind == number::whole) {
            const auto whole = from.whole(row.name, static_cast<std::int64_t>(row.low),
                                          static_cast<std::int64_t>(row.high), row.unit, row.meaning.en);
            if (whole) value = static_cast<double>(*whole);
        } else {
            value = from.number(row.name, as_written(row.low), as_written(row.high), row.unit, row.meaning.en);
        }
        if (!value) continue;
        into.*row.where = static_cast<float>(*value);
        stated[i] = true;
    }
    return stated;
}

}   // namespace sim
