// A model of somebody's own, outside models/: this folder is all that it needs. It makes a program of its own with the
// same command line (tests/CMakeLists.txt), and neither sim/ nor cli/ know of it.

#include <array>

#include "models/parameter_model.hpp"
#include "models/participation/participation.hpp"
#include "models/registry.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"
#include "tests/own_model/payoff.hpp"
#include "tests/own_model/step.hpp"

namespace voter {

COGOV_KERNELS(kernel_table)

namespace {

struct values {
    float start;
    bool operator==(const values&) const = default;
};
constexpr std::array about_values{sim::about<values>{{"start",
                                                      0.5F,
                                                      "share",
                                                      0,
                                                      1,
                                                      sim::by_instrument::no,
                                                      sim::number::real,
                                                      {"who holds opinion 1 at the start", "初始持观点1的比例"},
                                                      sim::provenance::assumed,
                                                      "assumed"},
                                                     &values::start}};
constexpr std::size_t grain = 1024;

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "voter";
    static constexpr sim::in_both sentence{"how one of two opinions wins by luck where everybody copies somebody",
                                           "人人随机效仿他人时，两种观点之一如何因偶然胜出"};
    static constexpr int version = 1;
    using values = voter::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }
    struct common {
        std::size_t agents = 100;
    };
    static std::vector<sim::key_row> keys() { return {{"agents", {"how many hold an opinion; 100", "主体数；100"}}}; }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 1, 1'000'000, "agents", into.agents);
    }
    static std::size_t bytes_per_lane(const common& all) { return 8 * all.agents; }
    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        const auto count = [](const char* of) {
            return sim::observation{
                of, of, of, "person", "week: point", {}, sim::number_kind::count, sim::rhythm::step};
        };
        out.observations = {count("ones"), count("agents")};
        out.measures = {{"ones", "hold opinion 1", "持观点1", "%", "ones", "agents", "last_week", 100, 2, true}};
        return out;
    }
    struct place {
        std::size_t agents, ones;
        place(const common& all, const values& one)
            : agents{all.agents}, ones{static_cast<std::size_t>(one.start * static_cast<float>(all.agents) + 0.5F)} {}
        [[nodiscard]] static std::size_t bytes() { return sizeof(place); }
    };
    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in},
              keys_{seeds},
              kernels_{&kernels_for(on.isa, seeds.size())},
              opinion_(in.agents * seeds.size()),
              next_(opinion_.size()) {
            std::fill_n(opinion_.begin(), in.ones * seeds.size(), 1U);
        }
        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const std::size_t lanes = keys_.lanes(), blocks = sim::ranges(in_->agents, grain);
            ones_.resize(blocks * lanes);
            sim::for_each_range(in_->agents, grain, [&](sim::block range) {
                kernels_->copy(in_->agents, range.first, range.last, static_cast<std::uint32_t>(now), keys_.low.data(),
                               keys_.high.data(), opinion_.data(), next_.data(), &ones_[range.first / grain * lanes]);
            });
            std::swap(opinion_, next_);
            if (into == nullptr) return;
            for (std::size_t l = 0; l < lanes; ++l) {
                std::uint32_t all = 0;
                for (std::size_t b = 0; b < blocks; ++b) all += ones_[b * lanes + l];
                *into->counts(0, first_row + l, static_cast<std::size_t>(now)) = all;
                *into->counts(1, first_row + l, static_cast<std::size_t>(now)) =
                    static_cast<std::uint32_t>(in_->agents);
            }
        }

    private:
        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<std::uint32_t> opinion_, next_, ones_;
    };
};

}   // namespace
}   // namespace voter

// The registry of this program, in place of models/registry.cpp.
std::span<const sim::model* const> models::all() {
    static const models::parameter_model<voter::about_it> own;
    static const models::parameter_model<payoff::about_it> other;
    static const std::array<const sim::model*, 3> known{&participation::model(), &own, &other};
    return known;
}
