#pragma once
// What several worlds have in common, such as the people of all points of a sweep: made once, by whoever asks first.

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sim {

// Things by what they are ("population") and by all that decides how they come out. May be asked by many threads.
class commons {
public:
    // What is there, or what `make` returns (a Thing, or a shared_ptr to one); others who ask for the same wait for it. It
    // is kept while somebody has it, and the last two of a kind also without. What `make` throws reaches whoever
    // asked, and the next makes it anew.
    template <class Thing, class Make>
    [[nodiscard]] std::shared_ptr<const Thing> get(const std::string& kind, const std::string& identity, Make make) {
        const std::shared_ptr<slot> own = slot_of(kind + '\n' + identity);
        const std::scoped_lock making{own->making};
        auto found = std::static_pointer_cast<const Thing>(own->thing.lock());
        if (found == nullptr) {
            if constexpr (requires { std::shared_ptr<const Thing>{make()}; }) found = make();
            else found = std::make_shared<const Thing>(make());
            own->thing = found;
            count(kind);
        }
        keep(kind, found);
        return found;
    }
    // How many were made of each kind, by its name.
    [[nodiscard]] std::vector<std::pair<std::string, std::size_t>> made() const;

private:
    struct slot {
        std::mutex making;
        std::weak_ptr<const void> thing;
    };
    [[nodiscard]] std::shared_ptr<slot> slot_of(const std::string& key);
    void count(const std::string& kind);
    void keep(const std::string& kind, std::shared_ptr<const void> thing);

    mutable std::mutex guard_;
    std::map<std::string, std::shared_ptr<slot>> slots_;
    std::map<std::string, std::size_t> made_;
    std::map<std::string, std::deque<std::shared_ptr<const void>>> kept_;   // by kind, the last first
};

}   // namespace sim
