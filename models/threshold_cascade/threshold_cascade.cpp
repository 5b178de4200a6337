#include "models/threshold_cascade/threshold_cascade.hpp"

#include <array>

#include "models/parameter_model.hpp"
#include "models/threshold_cascade/threshold_cascade.kernel.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/math.hpp"
#include "sim/engine/networks.hpp"

namespace threshold_cascade {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float degree, degree_spread, threshold, threshold_sd, active_at_start;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"degree", 4, "others", 0, 100, by_instrument::no, number::real,
        {"mean number of others; in a regular network everybody's, a whole number",
         "平均关系数；规则网络中为每人的关系数，须为整数"},
        provenance::definition, "z of docs/models/threshold_cascade.md"}, &values::degree},
    sim::about<values>{{"degree_spread", 0, "others", 0, 50, by_instrument::no, number::real,
        {"in a bimodal network half of the agents have so many more than degree, half so many fewer",
         "双峰网络中一半主体的关系数比 degree 多这么多，另一半少这么多"},
        provenance::assumed, "assumed"}, &values::degree_spread},
    sim::about<values>{{"threshold", 0.18F, "share of others", -1, 2, by_instrument::no, number::real,
        {"share of one's others who must be active before one is",
         "一个主体参与之前，其关系人中须已参与的比例"},
        provenance::paper, "Watts (2002) has 0.18"}, &values::threshold},
    sim::about<values>{{"threshold_sd", 0, "share of others", 0, 2, by_instrument::no, number::real,
        {"spread of the threshold between agents (normal)",
         "主体之间阈值的标准差（正态分布）"},
        provenance::assumed, "assumed"}, &values::threshold_sd},
    sim::about<values>{{"active_at_start", 0.01F, "share", 0, 1, by_instrument::no, number::real,
        {"agents active from the start, whatever the others do",
         "一开始即参与、不受他人影响的主体"},
        provenance::definition, "rho_0 of docs/models/threshold_cascade.md"}, &values::active_at_start},
};
// clang-format on

constexpr std::size_t grain = 1024;   // agents of a block

enum observed_at : std::size_t { active, agents };

struct common_part {
    std::size_t agents = 10000;
    std::string network = "poisson";
    std::uint64_t network_seed = 1;
};

std::vector<std::uint32_t> degrees_of(const common_part& all, const values& one) {
    if (all.network == "poisson")
        return sim::poisson_degrees(all.agents, static_cast<double>(one.degree), all.network_seed);
    std::vector<std::uint32_t> degrees(all.agents, static_cast<std::uint32_t>(one.degree - one.degree_spread));
    for (std::size_t i = 1; i < all.agents; i += 2)
        degrees[i] = static_cast<std::uint32_t>(one.degree + one.degree_spread);
    return degrees;
}

bool is_whole(float x) { return x == static_cast<float>(static_cast<int>(x)); }

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "threshold_cascade";
    static constexpr sim::in_both sentence{
        "how far something spreads where everybody joins once enough of their others have (Granovetter 1978, Watts "
        "2002)",
        "足够多的关系人参与后自己才参与时，参与能传播多远（Granovetter 1978，Watts 2002）"};
    static constexpr int version = 1;
    using values = threshold_cascade::values;
    using common = common_part;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    static std::vector<sim::key_row> keys() {
        return {{"agents", {"how many can join; 10000", "可参与的主体数；10000"}},
                {"network",
                 {"poisson, regular or bimodal; poisson", "poisson、regular 或 bimodal（泊松、规则、双峰）；poisson"}},
                {"network_seed", {"where the luck of who is tied to whom starts; 1", "决定谁与谁相连的随机种子；1"}}};
    }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 2, 10'000'000, "agents", into.agents);
        read_network_seed(root, "where the luck of who is tied to whom starts", into.network_seed);
        const sim::place where = root.where("network");
        const std::vector<std::string> known{"poisson", "regular", "bimodal"};
        into.network = root.text("network").value_or(into.network);
        if (std::ranges::find(known, into.network) == known.end())
            root.wrong(where, fmt::format("there is no network '{}'; write poisson, regular or bimodal{}", into.network,
                                          sim::did_you_mean(into.network, known)));
    }
    static std::string check(const common& all, const values& one) {
        if (all.network != "bimodal" && one.degree_spread != 0)
            return fmt::format(
                "degree_spread is {}, but only a bimodal network has one; write network = \"bimodal\" or "
                "leave it out",
                one.degree_spread);
        if (all.network != "poisson" &&
            !(is_whole(one.degree - one.degree_spread) && is_whole(one.degree + one.degree_spread)))
            return fmt::format(
                "in a {} network everybody has a whole number of others; degree {} and degree_spread {} do "
                "not give that",
                all.network, one.degree, one.degree_spread);
        if (one.degree_spread > one.degree)
            return fmt::format("degree_spread {} must not be more than degree {}", one.degree_spread, one.degree);
        return models::too_many_ties(all.agents, static_cast<double>(one.degree));
    }
    static std::vector<std::pair<std::string, std::string>> provenance(const common& all) {
        return {{"network", fmt::format("network = \"{}\"\nnetwork_seed = {}\n", all.network, all.network_seed)}};
    }
    static std::size_t bytes_per_lane(const common& all) { return 12 * all.agents; }

    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        const auto count = [](const char* of, const char* what, const char* zh) {
            return sim::observation{
                of, what, zh, "person", "week: point", {}, sim::number_kind::count, sim::rhythm::step};
        };
        out.observations = {count("active", "agents who have joined", "已参与人数"),
                            count("agents", "agents", "主体数")};
        out.measures = {{"active", "have joined", "已参与比例", "%", "active", "agents", "last_week", 100, 3, true,
                         "main", false, sim::role::participation, sim::direction::more}};
        return out;
    }

    struct place {
        sim::ties net;
        values with;
        place(const common& all, const values& one)
            : net{sim::configuration_network(degrees_of(all, one), all.network_seed)}, with{one} {}
        [[nodiscard]] std::size_t bytes() const { return 4 * (net.first.size() + net.to.size()); }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in},
              keys_{seeds},
              kernels_{&kernels_for(on.isa, seeds.size())},
              threshold_(size() * lanes()),
              now_(size() * lanes()),
              next_(size() * lanes()) {
            const auto mean = static_cast<double>(in.with.threshold), sd = static_cast<double>(in.with.threshold_sd);
            sim::for_each_range(size(), grain, [&](sim::block range) {   // next_ lends its room to their luck
                kernels_->draw(range.first, range.last, keys_.low.data(), keys_.high.data(), now_.data(), next_.data());
                for (std::size_t x = range.first * lanes(); x < range.last * lanes(); ++x) {
                    now_[x] = sim::uniform_float(now_[x]) < in.with.active_at_start ? 1 : 0;
                    const double z = sd > 0 ? sim::normal_quantile(sim::uniform_double(next_[x], 0)) : 0;
                    threshold_[x] = static_cast<float>(mean + sd * z);
                }
            });
        }

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const std::size_t blocks = sim::ranges(size(), grain);
            active_.resize(blocks * lanes());
            sim::for_each_range(size(), grain, [&](sim::block range) {
                kernels_->spread(in_->net.first.data(), in_->net.to.data(), range.first, range.last, threshold_.data(),
                                 now_.data(), next_.data(), &active_[range.first / grain * lanes()]);
            });
            std::swap(now_, next_);
            if (into == nullptr) return;
            for (std::size_t l = 0; l < lanes(); ++l) {
                std::uint32_t sum = 0;
                for (std::size_t b = 0; b < blocks; ++b) sum += active_[b * lanes() + l];
                *into->counts(active, first_row + l, static_cast<std::size_t>(now)) = sum;
                *into->counts(agents, first_row + l, static_cast<std::size_t>(now)) =
                    static_cast<std::uint32_t>(size());
            }
        }

    private:
        [[nodiscard]] std::size_t size() const { return in_->net.agents(); }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<float> threshold_;            // [agent][lane]
        sim::aligned_vector<std::uint32_t> now_, next_;   // [agent][lane]: 1 where active
        sim::aligned_vector<std::uint32_t> active_;       // [block][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace threshold_cascade
