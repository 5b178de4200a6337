#pragma once
// Settings that tell Sobol' indices (Saltelli 2002): samples of K + 2 rows each, of which the first two are draws of all
// inputs and each other one is the first with one input from the second; or with all inputs of one subject, where K is how
// many subjects there are.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

inline constexpr std::string_view saltelli_kind = "saltelli";
// Samples take turns in so many scramblings of one sequence, which are independent of one another: how far their indices
// differ says how far off they are.
inline constexpr std::size_t scramblings = 8;

[[nodiscard]] constexpr std::size_t rows_of_sample(std::size_t inputs) { return inputs + 2; }

// Which of the two draws of a sample an input has in a row of it.
[[nodiscard]] constexpr bool from_second(std::size_t row, std::size_t input) { return row == 1 || row == input + 2; }

// Which inputs move together: by input the number of what it is of, and how many there are.
struct moved_together {
    std::vector<std::size_t> of;
    std::size_t count = 0;
};
// Of inputs with a `subject`, all of one; an input whose subject is empty moves alone. Numbers are those of first ones.
template <class Inputs>
[[nodiscard]] moved_together together(const Inputs& inputs) {
    moved_together out;
    std::map<std::string, std::size_t> numbers;
    for (const auto& one : inputs) {
        std::size_t number = out.count;
        if (!one.subject.empty()) number = numbers.try_emplace(one.subject, out.count).first->second;
        out.count += number == out.count ? 1 : 0;
        out.of.push_back(number);
    }
    return out;
}

}   // namespace sim
