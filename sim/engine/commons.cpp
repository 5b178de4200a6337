#include "sim/engine/commons.hpp"

#include <algorithm>

namespace sim {

namespace {
constexpr std::size_t kept_without_use = 2, slots_at_most = 64;
}   // namespace

std::shared_ptr<commons::slot> commons::slot_of(const std::string& key) {
    const std::scoped_lock lock{guard_};
    if (slots_.size() >= slots_at_most)   // keys of what is gone, unless somebody is about to make it
        std::erase_if(slots_,
                      [](const auto& one) { return one.second.use_count() == 1 && one.second->thing.expired(); });
    std::shared_ptr<slot>& own = slots_[key];
    if (own == nullptr) own = std::make_shared<slot>();
    return own;
}

void commons::count(const std::string& kind) {
    const std::scoped_lock lock{guard_};
    ++made_[kind];
}

void commons::keep(const std::string& kind, std::shared_ptr<const void> thing) {
    const std::scoped_lock lock{guard_};
    auto& kept = kept_[kind];
    if (const auto found = std::ranges::find(kept, thing); found != kept.end()) kept.erase(found);
    kept.push_front(std::move(thing));
    if (kept.size() > kept_without_use) kept.pop_back();
}

std::vector<std::pair<std::string, std::size_t>> commons::made() const {
    const std::scoped_lock lock{guard_};
    return {made_.begin(), made_.end()};
}

}   // namespace sim
