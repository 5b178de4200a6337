#include "models/worker_posts/worker_posts.hpp"

#include <array>

#include "models/parameter_model.hpp"
#include "models/worker_posts/worker_posts.kernel.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"

namespace worker_posts {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float quit, vacancy, quit_slope, morale_neutral, morale_rate, target_morale, skill_rate, skill_target, start_morale,
        start_skill;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"quit", 0.0035F, "per week", 0, 1, by_instrument::no, number::real,
        {"chance of quitting at neutral morale",
         "士气居中时的离职概率"},
        provenance::assumed, "assumed"}, &values::quit},
    sim::about<values>{{"vacancy", 14, "weeks", 0, 1000, by_instrument::no, number::whole,
        {"how long a post stays vacant",
         "岗位空缺持续的时间"},
        provenance::assumed, "assumed"}, &values::vacancy},
    sim::about<values>{{"quit_slope", 2, "1", 0, 20, by_instrument::no, number::real,
        {"how strongly low morale drives people to quit",
         "士气低落推动离职的强度"},
        provenance::assumed, "assumed"}, &values::quit_slope},
    sim::about<values>{{"morale_neutral", 0.6F, "0-1", 0, 1, by_instrument::no, number::real,
        {"morale at which people quit with the chance quit",
         "离职概率等于 quit 时的士气"},
        provenance::assumed, "assumed"}, &values::morale_neutral},
    sim::about<values>{{"morale_rate", 0.05F, "per week", 0, 1, by_instrument::no, number::real,
        {"how fast morale moves to its target; 0: it stays",
         "士气趋向目标的速度；0：保持不变"},
        provenance::assumed, "assumed"}, &values::morale_rate},
    sim::about<values>{{"target_morale", 0.545F, "0-1", 0, 1, by_instrument::no, number::real,
        {"where morale goes",
         "士气趋向的目标"},
        provenance::assumed, "assumed"}, &values::target_morale},
    sim::about<values>{{"skill_rate", 0.002F, "per week", 0, 1, by_instrument::no, number::real,
        {"how fast skill moves to its target",
         "技能趋向目标的速度"},
        provenance::assumed, "assumed"}, &values::skill_rate},
    sim::about<values>{{"skill_target", 1.1F, "1", 0, 10, by_instrument::no, number::real,
        {"where skill goes",
         "技能趋向的目标"},
        provenance::assumed, "assumed"}, &values::skill_target},
    sim::about<values>{{"start_morale", 0.6F, "0-1", 0, 1, by_instrument::no, number::real,
        {"morale of who takes a post",
         "新任者的士气"},
        provenance::assumed, "assumed"}, &values::start_morale},
    sim::about<values>{{"start_skill", 0.7F, "1", 0, 10, by_instrument::no, number::real,
        {"skill of who takes a post",
         "新任者的技能"},
        provenance::assumed, "assumed"}, &values::start_skill},
};
// clang-format on

constexpr std::size_t grain = 512;   // posts of a block

enum observed_at : std::size_t { vacant_posts, left_posts, held_posts, posts, morale, skill };

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "worker_posts";
    static constexpr sim::in_both sentence{
        "how many posts are vacant, and the morale and skill of those who work, where people quit and are replaced "
        "late",
        "有人离职而补位迟缓时，岗位空缺有多少，在岗者的士气与技能如何"};
    static constexpr int version = 1;
    using values = worker_posts::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    struct common {
        std::size_t agents = 4000;
    };
    static std::vector<sim::key_row> keys() { return {{"agents", {"posts; 4000", "岗位数；4000"}}}; }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 1, 10'000'000, "posts", into.agents);
    }
    static std::size_t bytes_per_lane(const common& all) { return 12 * all.agents; }

    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        using k = sim::number_kind;
        const auto one = [](const char* of, const char* what, const char* zh, const char* method, k kind) {
            return sim::observation{of, what, zh, "1", method, {}, kind, sim::rhythm::step};
        };
        out.observations = {
            one("posts_vacant", "posts vacant at the week's start", "周初空缺岗位数", "week: point", k::count),
            one("quits", "people who quit", "离职人数", "week: sum", k::count),
            one("posts_held", "posts held at the week's start", "周初在岗数", "week: point", k::count),
            one("posts", "posts", "岗位数", "week: point", k::count),
            one("morale", "morale, summed over posts held", "士气之和", "week: point", k::real),
            one("skill", "skill, summed over posts held", "技能之和", "week: point", k::real)};
        out.measures = {{"vacancy", "posts vacant", "岗位空缺率", "%", "posts_vacant", "posts", "last_year", 100, 3,
                         true, "main", false, sim::role::work, sim::direction::less},
                        {"morale", "morale", "士气", "0-1", "morale", "posts_held", "last_year", 1, 4, true, "main",
                         false, sim::role::work, sim::direction::more},
                        {"skill", "skill", "技能", "1", "skill", "posts_held", "last_year", 1, 4, true, "main", false,
                         sim::role::work, sim::direction::more}};
        out.agents = "posts";
        return out;
    }

    struct place {
        std::size_t count;
        values with;
        place(const common& all, const values& one) : count{all.agents}, with{one} {}
        [[nodiscard]] static std::size_t bytes() { return sizeof(place); }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in},
              keys_{seeds},
              kernels_{&kernels_for(on.isa, seeds.size())},
              vacant_for_(in.count * lanes()),
              morale_(in.count * lanes(), in.with.start_morale),
              skill_(in.count * lanes(), in.with.start_skill),
              counts_(blocks() * totals * lanes()),
              sums_(blocks() * 2 * lanes()) {}

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const values& v = in_->with;
            const rates r{
                v.quit,       v.quit_slope,   v.morale_neutral, v.morale_rate, v.target_morale,
                v.skill_rate, v.skill_target, v.start_morale,   v.start_skill, static_cast<std::uint32_t>(v.vacancy)};
            sim::for_each_range(in_->count, grain, [&](sim::block range) {
                const std::size_t at = range.first / grain;
                kernels_->work(r, range.first, range.last, static_cast<std::uint32_t>(now), keys_.low.data(),
                               keys_.high.data(), vacant_for_.data(), morale_.data(), skill_.data(),
                               &counts_[at * totals * lanes()], &sums_[at * 2 * lanes()]);
            });
            if (into == nullptr) return;
            for (std::size_t l = 0; l < lanes(); ++l) observe(*into, first_row + l, static_cast<std::size_t>(now), l);
        }

    private:
        [[nodiscard]] std::size_t blocks() const { return sim::ranges(in_->count, grain); }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        void observe(sim::recorder& into, std::size_t row, std::size_t week, std::size_t lane) const {
            std::uint32_t empty = 0, left = 0;
            double all_morale = 0, all_skill = 0;
            for (std::size_t b = 0; b < blocks(); ++b) {
                empty += counts_[(b * totals + vacant) * lanes() + lane];
                left += counts_[(b * totals + quits) * lanes() + lane];
                all_morale += static_cast<double>(sums_[b * 2 * lanes() + lane]);
                all_skill += static_cast<double>(sums_[(b * 2 + 1) * lanes() + lane]);
            }
            const auto count = static_cast<std::uint32_t>(in_->count);
            *into.counts(vacant_posts, row, week) = empty;
            *into.counts(left_posts, row, week) = left;
            *into.counts(held_posts, row, week) = count - empty;
            *into.counts(posts, row, week) = count;
            *into.reals(morale, row, week) = all_morale;
            *into.reals(skill, row, week) = all_skill;
        }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<std::uint32_t> vacant_for_;   // [post][lane]
        sim::aligned_vector<float> morale_, skill_;       // [post][lane]
        sim::aligned_vector<std::uint32_t> counts_;       // [block][total][lane]
        sim::aligned_vector<float> sums_;                 // [block][morale, skill][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace worker_posts
