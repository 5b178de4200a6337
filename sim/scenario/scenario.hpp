#pragma once
// What every model's scenario has: titles, weeks, replicates, seed, arms. The model reads its own keys from the same
// tables (sim/scenario/model.hpp), so that one pass finds all mistakes.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/commons.hpp"
#include "sim/scenario/decision.hpp"
#include "sim/text/toml.hpp"

namespace sim {

struct arm {
    std::string name, title, title_zh;
    const node* table = nullptr;   // into scenario::tree; the model reads its own keys there
    place where;
};

struct scenario {
    std::string file;
    node tree;   // merged and assigned; what `resolved` prints
    std::string model = "participation";
    std::string title, title_zh;
    int weeks = 156;   // recorded steps, after the burn-in
    int burn_in = 156;
    int replicates = 32;
    std::uint64_t seed = 1;   // the luck of the weeks
    std::vector<arm> arms;    // in the file's order; a scenario without [arms] has one, "base"
    std::optional<sim::worth> worth;
    std::optional<decision_question> question;

    scenario() = default;
    scenario(const scenario&) = delete;   // arms point into the tree
    scenario& operator=(const scenario&) = delete;
    scenario(scenario&&) = default;   // moving keeps the tree's nodes where they are
    scenario& operator=(scenario&&) = default;
    std::shared_ptr<commons> shared = std::make_shared<commons>();   // by all that is read and built of it
    // Keys that are told otherwise than they are read: files of a stored scenario lie elsewhere while it is repeated.
    std::vector<std::pair<std::string, std::string>> told_as;
    std::vector<std::string> drawn;       // keys whose values are those of a possible world, and said by nobody
    std::vector<std::string> selectors;   // by which paths lead into its arrays; its models'
    [[nodiscard]] std::string resolved() const;
};

}   // namespace sim
