// verification [FILE.md]: parts of the participation model beside formulas with a known answer. Prints a table, or puts
// it between the two marks of FILE.md; exit status 1 where a number is not what is expected.

#include <cstdio>
#include <fstream>
#include <sstream>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "tests/verification/parts.hpp"

namespace {

constexpr double false_alarm = 1e-6;   // of each row

struct verdict {
    std::string z;
    bool holds = false;
};

verdict judge(const verification::row& r) {
    if (r.error == 0) {
        const double off = std::abs(r.found - r.expected);
        return {fmt::format("off by {:.2g}, may {:.2g}", off, r.tolerance), off <= r.tolerance};
    }
    const double z = (r.found - r.expected) / r.error;
    const boost::math::students_t law{r.samples - 1};
    return {fmt::format("{:+.2f}", z),
            std::abs(z) <= boost::math::quantile(boost::math::complement(law, false_alarm / 2))};
}

std::string table(const verification::rows& all, std::size_t& wrong) {
    std::string text =
        "| part | setting | quantity | expected | found | standard error | z |\n|---|---|---|---|---|---|---|\n";
    for (const verification::row& r : all) {
        const verdict v = judge(r);
        wrong += v.holds ? 0 : 1;
        text +=
            fmt::format("| {} | {} | {} | {:.6g} | {:.6g} | {} | {}{} |\n", r.part, r.setting, r.quantity, r.expected,
                        r.found, r.error > 0 ? fmt::format("{:.2g}", r.error) : "", v.z, v.holds ? "" : " **wrong**");
    }
    return text;
}

}   // namespace

int main(int argc, char** argv) {
    verification::rows all;
    for (const auto part : {verification::habit_and_trust, verification::requests_and_workers,
                            verification::policies_and_volunteers, verification::people_and_ties}) {
        const auto more = part();
        all.insert(all.end(), more.begin(), more.end());
    }
    std::size_t wrong = 0;
    const std::string text = table(all, wrong);
    if (argc > 1) {
        const std::string begin = "<!-- table of tests/verification -->\n", end = "<!-- end of table -->";
        std::ostringstream whole;
        whole << std::ifstream{argv[1]}.rdbuf();
        std::string page = whole.str();
        const std::size_t from = page.find(begin), to = page.find(end);
        if (from == std::string::npos || to == std::string::npos) {
            fmt::print(stderr, "{} has no lines '{}' and '{}' to put the table between\n", argv[1],
                       begin.substr(0, begin.size() - 1), end);
            return 2;
        }
        page.replace(from + begin.size(), to - from - begin.size(), text);
        std::ofstream{argv[1]} << page;
    } else {
        fmt::print("{}", text);
    }
    fmt::print(stderr, "{} numbers, {} not as expected (false-alarm rate {} each)\n", all.size(), wrong, false_alarm);
    return wrong == 0 ? 0 : 1;
}
