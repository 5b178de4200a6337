// plain AGENTS TICKS: the logit contagion of docs/benchmarks.md as one would write it first: an object for each agent, with
// a list of those that it sees. Prints agent-updates a second and the mean participation. Needs nothing of cogov.

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <vector>

struct agent;
struct tie {
    const agent* other;
    double weight;
};
struct agent {
    double habit = 0, next = 0;
    std::vector<tie> ties;
};

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "plain AGENTS TICKS\n");
        return 2;
    }
    const auto n = static_cast<std::size_t>(std::atoll(argv[1]));
    const int ticks = std::atoi(argv[2]);
    constexpr int degree = 12;
    std::mt19937_64 luck{1};
    std::uniform_real_distribution<double> uniform;
    std::uniform_int_distribution<std::size_t> anybody{0, n - 1};
    std::vector<std::set<std::size_t>> others(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 1; k <= degree / 2; ++k) {
            std::size_t j = (i + k) % n;
            if (uniform(luck) < 0.1) do
                    j = anybody(luck);
                while (j == i || others[i].count(j) > 0);
            others[i].insert(j);
            others[j].insert(i);
        }
    std::vector<agent> agents(n);
    for (std::size_t i = 0; i < n; ++i) {
        agents[i].habit = uniform(luck);
        for (const std::size_t j : others[i]) agents[i].ties.push_back({&agents[j], 0.5 + uniform(luck)});
    }
    others.clear();
    double took_part = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int t = 0; t < ticks; ++t) {
        for (agent& one : agents) {
            double seen = 0, weight = 0;
            for (const tie& k : one.ties) {
                seen += k.weight * k.other->habit;
                weight += k.weight;
            }
            const double chance = 1 / (1 + std::exp(-(-1 + (weight > 0 ? seen / weight : 0) + 0.5 * one.habit)));
            const double did = uniform(luck) < chance ? 1 : 0;
            one.next = one.habit + 0.06 * (did - one.habit);
            took_part += did;
        }
        for (agent& one : agents) one.habit = one.next;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%.6g %.6f\n", static_cast<double>(n) * ticks / seconds, took_part / static_cast<double>(n) / ticks);
}
