// arrays AGENTS TICKS: the logit contagion of docs/benchmarks.md as one would write it second: plain arrays of floats, all ties
// in one row after another, and loops that the compiler can vectorise (-O3 -march=native -ffast-math). Prints agent-updates a
// second and the mean participation. Needs nothing of cogov.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "arrays AGENTS TICKS\n");
        return 2;
    }
    const auto n = static_cast<std::size_t>(std::atoll(argv[1]));
    const int ticks = std::atoi(argv[2]);
    constexpr int degree = 12;
    std::mt19937_64 luck{1};
    std::uniform_real_distribution<float> uniform;
    std::uniform_int_distribution<std::size_t> anybody{0, n - 1};
    std::vector<std::set<std::size_t>> others(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t k = 1; k <= degree / 2; ++k) {
            std::size_t j = (i + k) % n;
            if (uniform(luck) < 0.1F) do
                    j = anybody(luck);
                while (j == i || others[i].count(j) > 0);
            others[i].insert(j);
            others[j].insert(i);
        }
    std::vector<std::uint32_t> first{0}, to, state(n);
    std::vector<float> weight, habit(n), seen(n);
    for (std::size_t i = 0; i < n; ++i) {
        float sum = 0;
        for (const std::size_t j : others[i]) {
            to.push_back(static_cast<std::uint32_t>(j));
            weight.push_back(0.5F + uniform(luck));
            sum += weight.back();
        }
        for (std::size_t k = first.back(); k < weight.size(); ++k) weight[k] /= sum;   // once, not every week
        first.push_back(static_cast<std::uint32_t>(to.size()));
        habit[i] = uniform(luck);
        state[i] = static_cast<std::uint32_t>(luck()) | 1U;   // of the agent's own numbers (xorshift: Marsaglia 2003)
    }
    others.clear();
    double took_part = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int t = 0; t < ticks; ++t) {
        for (std::size_t i = 0; i < n; ++i) {
            float sum = 0;
            for (std::uint32_t k = first[i]; k < first[i + 1]; ++k) sum += weight[k] * habit[to[k]];
            seen[i] = sum;
        }
        std::uint32_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::uint32_t x = state[i];
            x ^= x << 13U;
            x ^= x >> 17U;
            x ^= x << 5U;
            state[i] = x;
            const float chance = 1 / (1 + std::exp(-(-1 + seen[i] + 0.5F * habit[i])));
            const float number = static_cast<float>(static_cast<std::int32_t>(x >> 8U)) * 0x1p-24F;
            const bool did = number < chance;
            habit[i] += 0.06F * ((did ? 1.0F : 0.0F) - habit[i]);
            count += did ? 1U : 0U;
        }
        took_part += count;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%.6g %.6f\n", static_cast<double>(n) * ticks / seconds, took_part / static_cast<double>(n) / ticks);
}
