#pragma once
// A text in the two languages that people read. There is no making one of English alone: what lacks its Chinese does
// not compile. Kernels include tables that have such texts, so nothing else stands here.

#include <string_view>

namespace sim {

struct in_both {
    std::string_view en, zh;
    constexpr in_both(std::string_view english, std::string_view chinese) : en{english}, zh{chinese} {}
};

}   // namespace sim
