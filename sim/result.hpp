#pragma once
// People's mistakes in files: where each is, what is wrong, what to do. Readers gather all of them before giving up.

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sim {

// A place in a file or on the command line; line and column count from 1 (columns in code points), 0 where unknown.
struct place {
    std::string file;
    int line = 0;
    int column = 0;
    bool operator==(const place&) const = default;
};

// One mistake: a sentence that says what was found, what was expected and what to do.
struct mistake {
    place where;
    std::string what;
    bool operator==(const mistake&) const = default;
};

using mistakes = std::vector<mistake>;

// A value, or the mistakes that prevented it.
template <class Value>
class result {
public:
    result(Value value) : value_{std::move(value)} {}
    result(mistakes wrong) : wrong_{std::move(wrong)} {}
    result(mistake wrong) : wrong_{std::move(wrong)} {}

    [[nodiscard]] explicit operator bool() const { return value_.has_value(); }
    [[nodiscard]] Value& operator*() { return *value_; }
    [[nodiscard]] const Value& operator*() const { return *value_; }
    [[nodiscard]] Value* operator->() { return &*value_; }
    [[nodiscard]] const Value* operator->() const { return &*value_; }
    [[nodiscard]] const mistakes& wrong() const { return wrong_; }

private:
    std::optional<Value> value_;
    mistakes wrong_;
};

}   // namespace sim
