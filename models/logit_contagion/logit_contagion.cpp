#include "models/logit_contagion/logit_contagion.hpp"

#include <array>

#include "models/logit_contagion/logit_contagion.kernel.hpp"
#include "models/parameter_model.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/networks.hpp"

namespace logit_contagion {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float base, social, habit, habit_rate, degree, rewired;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"base", -1, "utility", -60, 60, by_instrument::no, number::real,
        {"wish to take part where nobody else does",
         "他人都不参与时的参与意愿"},
        provenance::definition, "a of docs/models/logit_contagion.md"}, &values::base},
    sim::about<values>{{"social", 1, "utility", -60, 60, by_instrument::no, number::real,
        {"what it adds when all whom one sees always take part",
         "所见他人总是参与时增加的意愿"},
        provenance::definition, "J of docs/models/logit_contagion.md"}, &values::social},
    sim::about<values>{{"habit", 0.5F, "utility", -60, 60, by_instrument::no, number::real,
        {"what one's own habit adds",
         "自身习惯增加的意愿"},
        provenance::definition, "b of docs/models/logit_contagion.md"}, &values::habit},
    sim::about<values>{{"habit_rate", 0.06F, "per week", 0, 1, by_instrument::no, number::real,
        {"weight of this week in habit",
         "本周在习惯中的权重"},
        provenance::definition, "docs/models/logit_contagion.md"}, &values::habit_rate},
    sim::about<values>{{"degree", 12, "others", 2, 100, by_instrument::no, number::whole,
        {"others on the ring that one sees, an even number",
         "环上所见他人数，为偶数"},
        provenance::definition, "docs/models/logit_contagion.md"}, &values::degree},
    sim::about<values>{{"rewired", 0.1F, "share", 0, 1, by_instrument::no, number::real,
        {"ties of the ring that lead anywhere (Watts & Strogatz 1998)",
         "环上改连到任意处的关系比例（Watts 与 Strogatz 1998）"},
        provenance::definition, "docs/models/logit_contagion.md"}, &values::rewired},
};
// clang-format on

constexpr std::size_t grain = 512;                       // agents of a block
constexpr std::uint32_t luck_of_weights = 0x6c63'0001;   // in the network's own space of luck

enum observed_at : std::size_t { participants, habit, agents };

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "logit_contagion";
    static constexpr sim::in_both sentence{
        "how taking part spreads on a small world where others' habits and one's own decide; small enough to compare "
        "programs by",
        "参与如何在小世界网络中经他人与自身的习惯传播；规模小，便于不同程序相互比较"};
    static constexpr int version = 1;
    using values = logit_contagion::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    struct common {
        std::size_t agents = 10000;
        std::uint64_t network_seed = 1;
    };
    static std::vector<sim::key_row> keys() {
        return {{"agents", {"how many choose; 10000", "作选择的主体数；10000"}},
                {"network_seed",
                 {"where the luck of who sees whom, and how much, starts; 1", "决定谁看到谁、看到多少的随机种子；1"}}};
    }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 3, 100'000'000, "agents", into.agents);
        read_network_seed(root, "where the luck of who sees whom starts", into.network_seed);
    }
    static std::string check(const common& all, const values& one) {
        return models::unfit_ring(all.agents, one.degree);
    }
    static std::vector<std::pair<std::string, std::string>> provenance(const common& all) {
        return {{"network", fmt::format("network_seed = {}\n", all.network_seed)}};
    }
    static std::size_t bytes_per_lane(const common& all) { return 2 * sizeof(float) * all.agents; }

    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        using k = sim::number_kind;
        out.observations = {
            {"participants",
             "agents who took part",
             "参与人数",
             "person",
             "week: sum",
             {},
             k::count,
             sim::rhythm::step},
            {"habit", "habit, summed over agents", "习惯之和", "1", "week: point", {}, k::real, sim::rhythm::step},
            {"agents", "agents", "主体数", "person", "week: point", {}, k::count, sim::rhythm::step}};
        out.measures = {{"participation", "weekly participation", "每周参与率", "%", "participants", "agents", "all",
                         100, 3, true, "main", false, sim::role::participation, sim::direction::more}};
        return out;
    }

    struct place {
        std::vector<std::uint32_t> first, to;
        std::vector<float> weight;
        wishes with;

        place(const common& all, const values& one) : with{one.base, one.social, one.habit, one.habit_rate} {
            sim::ties net = sim::small_world(all.agents, static_cast<std::size_t>(one.degree),
                                             static_cast<double>(one.rewired), all.network_seed);
            first = std::move(net.first);
            to = std::move(net.to);
            weight.resize(to.size());
            sim::for_each_range(all.agents, grain, [&](sim::block range) {
                for (std::size_t i = range.first; i < range.last; ++i) {
                    double sum = 0;
                    const auto drawn = [&](std::size_t k) {
                        return 0.5 + sim::draw{all.network_seed, static_cast<std::uint32_t>(i), to[k], luck_of_weights}
                                         .uniform();
                    };
                    for (std::size_t k = first[i]; k < first[i + 1]; ++k) sum += drawn(k);
                    for (std::size_t k = first[i]; k < first[i + 1]; ++k)
                        weight[k] = static_cast<float>(drawn(k) / sum);
                }
            });
        }
        [[nodiscard]] std::size_t bytes() const { return 4 * (first.size() + 2 * to.size()); }
    };
    // Everything shared, habits of last week, and those of this one.
    static std::size_t bytes_moved(const place& of, std::size_t lanes) {
        return of.bytes() + 2 * sizeof(float) * (of.first.size() - 1) * lanes;
    }

    static std::size_t operations(const place& of) {
        const std::size_t all = of.first.size() - 1;
        return all * operations_of_agent + (all + 3) / 4 * operations_of_draw + of.to.size() * operations_of_tie;
    }

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in}, keys_{seeds}, kernels_{&kernels_for(on.isa, seeds.size())}, now_(size() * lanes()) {
            sim::for_each_range(size(), grain, [&](sim::block range) {
                kernels_->start(range.first, range.last, keys_.low.data(), keys_.high.data(), now_.data());
            });
            next_.resize(now_.size());
            const std::size_t blocks = sim::ranges(size(), grain);
            counts_.resize(blocks * lanes());
            sums_.resize(blocks * lanes());
        }

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const surroundings of{in_->first.data(), in_->to.data(), in_->weight.data()};
            sim::for_each_range(size(), grain, [&](sim::block range) {
                const std::size_t b = range.first / grain * lanes();
                kernels_->choose(of, in_->with, range.first, range.last, static_cast<std::uint32_t>(now),
                                 keys_.low.data(), keys_.high.data(), now_.data(), next_.data(), &counts_[b],
                                 &sums_[b]);
            });
            std::swap(now_, next_);
            if (into == nullptr) return;
            const auto week = static_cast<std::size_t>(now);
            for (std::size_t l = 0; l < lanes(); ++l) {
                std::uint32_t took_part = 0;
                double habits = 0;
                for (std::size_t x = l; x < counts_.size(); x += lanes()) {
                    took_part += counts_[x];
                    habits += static_cast<double>(sums_[x]);
                }
                *into->counts(participants, first_row + l, week) = took_part;
                *into->reals(observed_at::habit, first_row + l, week) = habits;
                *into->counts(agents, first_row + l, week) = static_cast<std::uint32_t>(size());
            }
        }

    private:
        [[nodiscard]] std::size_t size() const { return in_->first.size() - 1; }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<float> now_, next_;       // [agent][lane]
        sim::aligned_vector<std::uint32_t> counts_;   // [block][lane]
        sim::aligned_vector<float> sums_;             // [block][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace logit_contagion
