#include "models/degroot/degroot.hpp"

#include <array>
#include <cmath>
#include <numeric>

#include "models/degroot/degroot.kernel.hpp"
#include "models/parameter_model.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/networks.hpp"
#include "sim/text/text.hpp"

namespace degroot {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float susceptibility, self_weight, degree, rewired;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"susceptibility", 1, "share", 0, 1, by_instrument::no, number::real,
        {"weight of what others think against one's own first opinion; 1: DeGroot, less: Friedkin and Johnsen; of each agent "
        "where the scenario's susceptibilities say so",
         "他人看法相对自己最初观点的权重；1：DeGroot，小于 1：Friedkin 与 Johnsen；情景给出 susceptibilities 时按主体取值"},
        provenance::definition, "lambda of docs/models/degroot.md"}, &values::susceptibility},
    sim::about<values>{{"self_weight", 0.5F, "share", 0, 0.99F, by_instrument::no, number::real,
        {"weight of one's own opinion of now among those that one hears; not where the scenario gives weights",
         "所听观点中自己当前观点的权重；情景给出 weights 时不用"},
        provenance::assumed, "assumed"}, &values::self_weight},
    sim::about<values>{{"degree", 6, "others", 2, 100, by_instrument::no, number::whole,
        {"others on the ring that one hears, an even number; not where the scenario gives weights",
         "环上所听他人数，为偶数；情景给出 weights 时不用"},
        provenance::assumed, "assumed"}, &values::degree},
    sim::about<values>{{"rewired", 0.1F, "share", 0, 1, by_instrument::no, number::real,
        {"ties of the ring that lead anywhere (Watts & Strogatz 1998); not where the scenario gives weights",
         "环上改连到任意处的关系比例（Watts 与 Strogatz 1998）；情景给出 weights 时不用"},
        provenance::assumed, "assumed"}, &values::rewired},
};
// clang-format on

constexpr std::size_t grain = 512;            // agents of a block
constexpr std::size_t most_weighted = 2000;   // agents of a scenario that gives weights

enum axis : std::size_t { agent_axis };
enum observed_at : std::size_t { opinion, opinion_sq, spread, agents, opinion_of };

struct common_part {
    std::size_t agents = 1000;
    std::uint64_t network_seed = 1;
    std::vector<std::vector<double>> weights;         // of a scenario that gives them
    std::vector<double> opinions, susceptibilities;   // by agent; empty where not said
};

// Numbers of an array in [0, 1].
std::vector<double> shares_in(const sim::node& said, const std::string& key, sim::mistakes& wrong) {
    std::vector<double> all;
    if (said.as_array() == nullptr) {
        wrong.push_back({said.where, fmt::format("{} must be an array of numbers from 0 to 1, as in [0.2, 0.8]", key)});
        return all;
    }
    for (const sim::node& one : *said.as_array()) {
        const double* const real = std::get_if<double>(&one.value);
        const std::int64_t* const whole = std::get_if<std::int64_t>(&one.value);
        const double x = real != nullptr ? *real : whole != nullptr ? static_cast<double>(*whole) : -1;
        if (!(x >= 0 && x <= 1))
            wrong.push_back({one.where, fmt::format("each of {} must be a number from 0 to 1", key)});
        all.push_back(x);
    }
    return all;
}

void read_weights(sim::table_reader& root, common_part& into, sim::mistakes& wrong) {
    const sim::node* const said = root.any("weights");
    if (said == nullptr) return;
    if (said->as_array() == nullptr || said->as_array()->empty()) {
        wrong.push_back(
            {said->where, "weights must be a square array of rows, one an agent, as in [[0.5, 0.5], [0, 1]]"});
        return;
    }
    const std::size_t n = said->as_array()->size();
    if (n > most_weighted) {
        wrong.push_back({said->where, fmt::format("weights has {} rows; at most {} agents can be given one by one", n,
                                                  most_weighted)});
        return;
    }
    for (const sim::node& row : *said->as_array()) {
        into.weights.push_back(shares_in(row, "a row of weights", wrong));
        const auto& values = into.weights.back();
        if (row.as_array() == nullptr) continue;   // told
        if (values.size() != n)
            wrong.push_back({row.where, fmt::format("row {} of weights has {}, and there are {}: it must be square",
                                                    into.weights.size(), sim::counted(values.size(), "number"),
                                                    sim::counted(n, "row"))});
        else if (const double sum = std::accumulate(values.begin(), values.end(), 0.0); std::abs(sum - 1) > 1e-6)
            wrong.push_back(
                {row.where, fmt::format("row {} of weights adds up to {}; it must be 1: what an agent's opinion "
                                        "is made of",
                                        into.weights.size(), sim::shortest(sum))});
    }
    into.agents = n;
}

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "degroot";
    static constexpr sim::in_both sentence{
        "how opinions meet where everybody averages those that they trust (DeGroot 1974), holding on to their first "
        "opinion or not (Friedkin & Johnsen 1990)",
        "人人取其所信任者观点的平均时观点如何趋同（DeGroot 1974），可坚持最初观点（Friedkin 与 Johnsen 1990）"};
    static constexpr int version = 1;
    using values = degroot::values;
    using common = common_part;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    static std::vector<sim::key_row> keys() {
        return {
            {"weights", {"rows of weights, one an agent, each adding up to 1", "权重表，每个主体一行，每行之和为 1"}},
            {"opinions",
             {"first opinions, one an agent; drawn from [0, 1) where not said",
              "最初观点，每个主体一个；不写则从 [0, 1) 中抽取"}},
            {"susceptibilities",
             {"one an agent; the parameter of that name for all where not said", "每个主体一个；不写则都用同名参数"}},
            {"agents", {"how many, where weights is not said; 1000", "不写 weights 时的主体数；1000"}},
            {"network_seed", {"where the luck of who hears whom starts; 1", "决定谁听谁的随机种子；1"}}};
    }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& wrong) {
        read_weights(root, into, wrong);
        const auto n =
            root.whole("agents", into.weights.empty() ? 3 : 1, 10'000'000, "agents", "how many hold an opinion");
        if (n && !into.weights.empty() && static_cast<std::size_t>(*n) != into.weights.size())
            root.wrong(root.where("agents"), fmt::format("agents is {} but weights has {}; leave agents out", *n,
                                                         sim::counted(into.weights.size(), "row")));
        else if (n) into.agents = static_cast<std::size_t>(*n);
        read_network_seed(root, "where the luck of who hears whom starts", into.network_seed);
        for (auto [key, list] : {std::pair{"opinions", &into.opinions}, {"susceptibilities", &into.susceptibilities}}) {
            const sim::node* const said = root.any(key);
            if (said == nullptr) continue;
            *list = shares_in(*said, key, wrong);
            if (said->as_array() != nullptr && list->size() != into.agents)
                wrong.push_back({said->where, fmt::format("{} has {}, but there are {} agents", key,
                                                          sim::counted(list->size(), "number"), into.agents)});
        }
    }
    static std::string check(const common& all, const values& one) {
        const values usual = sim::standard_values(about_values);
        if (!all.susceptibilities.empty() && one.susceptibility != usual.susceptibility)
            return "susceptibilities are given one by one, so the parameter susceptibility changes nothing; leave one "
                   "of them out";
        if (!all.weights.empty()) {
            if (one.degree != usual.degree || one.rewired != usual.rewired || one.self_weight != usual.self_weight)
                return "weights are given, so degree, rewired and self_weight change nothing; leave them out";
            return {};
        }
        return models::unfit_ring(all.agents, one.degree);
    }
    static std::vector<std::pair<std::string, std::string>> provenance(const common& all) {
        std::string text =
            fmt::format("network_seed = {}\nopinions = [{}]\nsusceptibilities = [{}]\n", all.network_seed,
                        fmt::join(all.opinions, ", "), fmt::join(all.susceptibilities, ", "));
        for (const auto& row : all.weights) text += fmt::format("{}\n", fmt::join(row, ","));
        return {{"network", text}};
    }
    static std::size_t bytes_per_lane(const common& all) { return 3 * sizeof(float) * all.agents; }

    static sim::layout observed(const common& all) {
        sim::layout out;
        const std::size_t told = all.weights.empty() ? 0 : all.agents;
        out.dimensions = {{"agent", "agent, in the order of weights", "主体", {}, {}, told}};
        using k = sim::number_kind;
        const auto real = [](const char* of, const char* what, const char* zh, std::vector<std::size_t> by) {
            return sim::observation{of, what, zh, "1", "week: point", std::move(by), k::real, sim::rhythm::step};
        };
        out.observations = {real("opinion", "opinion, summed over agents", "观点之和", {}),
                            real("opinion_sq", "squared opinion, summed over agents", "观点平方和", {}),
                            real("spread", "largest opinion less the least", "观点极差", {}),
                            {"agents", "agents", "主体数", "person", "week: point", {}, k::count, sim::rhythm::step},
                            real("opinion_of", "opinion of each agent, where the scenario gives weights",
                                 "各主体的观点", {agent_axis})};
        out.measures = {{"opinion", "mean opinion", "平均观点", "0-1", "opinion", "agents", "last_week", 1, 6, true},
                        {"spread", "spread of opinions", "观点极差", "0-1", "spread", std::string{sim::per_step},
                         "last_week", 1, 6, false, "main", false, sim::role::inequality}};
        return out;
    }

    struct place {
        std::vector<std::uint32_t> first{0}, to;
        std::vector<float> weight, susceptibility, opinions;
        std::size_t told = 0;   // agents observed one by one

        place(const common& all, const values& one) : susceptibility(all.agents, one.susceptibility) {
            for (std::size_t i = 0; i < all.susceptibilities.size(); ++i)
                susceptibility[i] = static_cast<float>(all.susceptibilities[i]);
            for (const double x : all.opinions) opinions.push_back(static_cast<float>(x));
            if (!all.weights.empty()) {
                told = all.agents;
                for (const auto& row : all.weights) {
                    const double sum = std::accumulate(row.begin(), row.end(), 0.0);   // 1 but for what people round
                    for (std::size_t j = 0; j < row.size(); ++j)
                        if (row[j] > 0) add(j, row[j] / sum);
                    first.push_back(static_cast<std::uint32_t>(to.size()));
                }
                return;
            }
            const sim::ties net = sim::small_world(all.agents, static_cast<std::size_t>(one.degree),
                                                   static_cast<double>(one.rewired), all.network_seed);
            const auto own = static_cast<double>(one.self_weight);
            for (std::size_t i = 0; i < all.agents; ++i) {
                const std::size_t begin = net.begin(i, 0), end = net.end(i, 0);
                add(i, end > begin ? own : 1.0);
                for (std::size_t k = begin; k < end; ++k) add(net.to[k], (1 - own) / static_cast<double>(end - begin));
                first.push_back(static_cast<std::uint32_t>(to.size()));
            }
        }
        void add(std::size_t other, double share) {
            to.push_back(static_cast<std::uint32_t>(other));
            weight.push_back(static_cast<float>(share));
        }
        [[nodiscard]] std::size_t bytes() const {
            return 4 * (first.size() + 2 * to.size() + 2 * susceptibility.size());
        }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in}, keys_{seeds}, kernels_{&kernels_for(on.isa, seeds.size())}, anchor_(size() * lanes()) {
            if (in.opinions.empty()) {
                sim::for_each_range(size(), grain, [&](sim::block range) {
                    kernels_->start(range.first, range.last, keys_.low.data(), keys_.high.data(), anchor_.data());
                });
            } else {
                for (std::size_t x = 0; x < anchor_.size(); ++x) anchor_[x] = in.opinions[x / lanes()];
            }
            now_ = anchor_;
            next_.resize(now_.size());
        }

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const std::size_t blocks = sim::ranges(size(), grain);
            sums_.resize(blocks * 4 * lanes());
            const listeners whom{in_->first.data(), in_->to.data(), in_->weight.data(), in_->susceptibility.data()};
            sim::for_each_range(size(), grain, [&](sim::block range) {
                kernels_->listen(whom, range.first, range.last, now_.data(), anchor_.data(), next_.data(),
                                 &sums_[range.first / grain * 4 * lanes()]);
            });
            std::swap(now_, next_);
            if (into == nullptr) return;
            for (std::size_t l = 0; l < lanes(); ++l) observe(*into, first_row + l, static_cast<std::size_t>(now), l);
        }

    private:
        [[nodiscard]] std::size_t size() const { return in_->susceptibility.size(); }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        void observe(sim::recorder& into, std::size_t row, std::size_t week, std::size_t lane) const {
            double sum = 0, squares = 0;
            float least = 2, largest = -1;
            for (std::size_t b = 0; b < sums_.size() / (4 * lanes()); ++b) {
                const float* const of = &sums_[b * 4 * lanes() + lane];
                sum += static_cast<double>(of[0]);
                squares += static_cast<double>(of[lanes()]);
                least = std::min(least, of[2 * lanes()]);
                largest = std::max(largest, of[3 * lanes()]);
            }
            *into.reals(opinion, row, week) = sum;
            *into.reals(opinion_sq, row, week) = squares;
            *into.reals(spread, row, week) = static_cast<double>(largest) - static_cast<double>(least);
            *into.counts(agents, row, week) = static_cast<std::uint32_t>(size());
            for (std::size_t i = 0; i < in_->told; ++i)
                into.reals(opinion_of, row, week)[i] = static_cast<double>(now_[i * lanes() + lane]);
        }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<float> anchor_, now_, next_;   // [agent][lane]
        sim::aligned_vector<float> sums_;                  // [block][what][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace degroot
