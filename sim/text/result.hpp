#pragma once
// People's mistakes in files: where each is, what is wrong, what to do. Readers gather all of them before giving up.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
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

// Mistakes in the order in which they were found. The first `most_told` of each file are kept; of the others it is known how
// many there are, so that a file with a million slips is told about as fast as one with ten, and hides nobody else's. One that
// is found again is told and counted once.
class mistakes {
public:
    static constexpr std::size_t most_told = 20;   // of a file

    mistakes() = default;
    mistakes(mistake one) { push_back(std::move(one)); }
    mistakes(std::initializer_list<mistake> these) {
        for (const mistake& one : these) push_back(one);
    }

    void push_back(mistake one) {
        say(std::move(one.where), std::move(one.what), [] { return std::string{}; });
    }
    // With an end of the sentence that takes long to find, as the nearest name does: it is made where it is told alone.
    template <class Hint>
    void say(place where, std::string what, const Hint& hint) {
        ++found_;
        std::size_t& told = files_[where.file];
        if (!known_.insert(hash_of(where, what)).second || told == most_told) return;
        ++told;
        what += hint();
        told_.push_back({std::move(where), std::move(what)});
    }
    void append(const mistakes& others) {
        for (const mistake& one : others.told_) {
            std::size_t& told = files_[one.where.file];
            if (told == most_told || std::ranges::find(told_, one) != told_.end()) continue;
            ++told;
            told_.push_back(one);
        }
        for (const auto& [file, told] : others.files_) files_.try_emplace(file, 0);
        known_.insert(others.known_.begin(), others.known_.end());
        found_ += others.found_;
    }

    // How often one was found: grows with each, also with one that is known, until those are left out.
    [[nodiscard]] std::size_t size() const { return found_; }
    void count_once() { found_ = known_.size(); }
    [[nodiscard]] bool empty() const { return found_ == 0; }
    [[nodiscard]] std::size_t untold() const { return known_.size() - told_.size(); }
    [[nodiscard]] bool any_in(const std::string& file) const { return files_.contains(file); }

    // Those that are told.
    [[nodiscard]] auto begin() const { return told_.begin(); }
    [[nodiscard]] auto end() const { return told_.end(); }
    [[nodiscard]] const mistake& front() const { return told_.front(); }
    [[nodiscard]] const mistake& back() const { return told_.back(); }
    [[nodiscard]] const mistake& operator[](std::size_t i) const { return told_[i]; }
    template <class Key>
    void sort_by(const Key& key) {
        std::ranges::stable_sort(told_, {}, key);
    }

private:
    static std::size_t hash_of(const place& where, const std::string& what) {
        return std::hash<std::string>{}(std::to_string(where.line) + ":" + std::to_string(where.column) + ":" +
                                        where.file + "\n" + what);
    }

    std::vector<mistake> told_;
    std::unordered_set<std::size_t> known_;      // of all, told or not
    std::map<std::string, std::size_t> files_;   // how many are told of each that has any
    std::size_t found_ = 0;
};

// A value, or the mistakes that prevented it.
template <class Value>
class result {
public:
    result(Value value) : value_{std::move(value)} {}
    result(mistakes wrong) : wrong_{std::move(wrong)} {}
    result(mistake wrong) : wrong_{mistakes{std::move(wrong)}} {}

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
