#include "models/request_queue/request_queue.hpp"

#include <array>

#include "models/parameter_model.hpp"
#include "models/request_queue/request_queue.kernel.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/math.hpp"

namespace request_queue {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float request_young, request_middle, request_older, share_young, share_older, give_up, request_hours, capacity;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"request_young", 0.0066F, "per week", 0, 1, by_instrument::no, number::real,
        {"chance that a young resident without a request opens one",
         "没有待办诉求的青年居民提出诉求的概率"},
        provenance::assumed, "assumed"}, &values::request_young},
    sim::about<values>{{"request_middle", 0.0066F, "per week", 0, 1, by_instrument::no, number::real,
        {"the same of a middle-aged resident",
         "中年居民的同一概率"},
        provenance::assumed, "assumed"}, &values::request_middle},
    sim::about<values>{{"request_older", 0.0066F, "per week", 0, 1, by_instrument::no, number::real,
        {"the same of an older resident",
         "老年居民的同一概率"},
        provenance::assumed, "assumed"}, &values::request_older},
    sim::about<values>{{"share_young", 0.213F, "share of residents", 0, 1, by_instrument::no, number::real,
        {"residents who are young; those neither young nor older are middle-aged",
         "青年居民的比例；既非青年也非老年者为中年"},
        provenance::derived, "about Boli's"}, &values::share_young},
    sim::about<values>{{"share_older", 0.26F, "share of residents", 0, 1, by_instrument::no, number::real,
        {"residents who are older",
         "老年居民的比例"},
        provenance::derived, "about Boli's"}, &values::share_older},
    sim::about<values>{{"give_up", 8, "weeks", 1, 1000, by_instrument::no, number::whole,
        {"a request not served after so many weeks is dropped",
         "诉求等待这么多周仍未办结即被放弃"},
        provenance::assumed, "assumed"}, &values::give_up},
    sim::about<values>{{"request_hours", 3, "h", 0.01F, 1000, by_instrument::no, number::real,
        {"work on one request",
         "办理一件诉求的工时"},
        provenance::assumed, "assumed"}, &values::request_hours},
    sim::about<values>{{"capacity", 0.0327F, "h per resident and week", 0, 1000, by_instrument::no, number::real,
        {"hours of service that there are",
         "可用的服务工时"},
        provenance::definition, "load 0.6 with the other values"}, &values::capacity},
};
// clang-format on

constexpr std::size_t grain = 4096, bands = 3;   // residents of a block at most; a block is of one band

enum axis : std::size_t { band_axis };
enum observed_at : std::size_t { first_total = 0, residents = totals, service_chance };

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "request_queue";
    static constexpr sim::in_both sentence{
        "how long residents' requests wait, and how many are never met, where workers have so many hours for them",
        "工作人员工时有限时，居民诉求等待多久、有多少始终得不到满足"};
    static constexpr int version = 1;
    using values = request_queue::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    struct common {
        std::size_t agents = 40000;
    };
    static std::vector<sim::key_row> keys() { return {{"agents", {"residents; 40000", "居民数；40000"}}}; }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 1, 100'000'000, "residents", into.agents);
    }
    static std::string check(const common& /*all*/, const values& one) {
        if (one.share_young + one.share_older > 1.0001F)
            return fmt::format("share_young {} and share_older {} are more than everybody", one.share_young,
                               one.share_older);
        return {};
    }
    static std::size_t bytes_per_lane(const common& all) { return 4 * all.agents; }

    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        out.dimensions = {{"band",
                           "age band",
                           "年龄段",
                           {"young", "middle", "older"},
                           {"青年", "中年", "老年"},
                           bands,
                           sim::axis_kind::group}};
        const auto count = [](const char* of, const char* what, const char* zh, const char* unit, const char* method) {
            return sim::observation{
                of, what, zh, unit, method, {band_axis}, sim::number_kind::count, sim::rhythm::step};
        };
        out.observations = {
            count("requests_opened", "requests opened", "新提出的诉求", "1", "week: sum"),
            count("requests_served", "requests served", "已办结的诉求", "1", "week: sum"),
            count("requests_unmet", "requests dropped as unmet", "未满足而放弃的诉求", "1", "week: sum"),
            count("requests_open", "requests open at the week's end", "周末待办的诉求", "1", "week: point"),
            count("waits", "weeks waited by the requests served, summed", "已办结诉求的等待周数之和", "week",
                  "week: sum"),
            count("residents", "residents", "居民数", "person", "week: point"),
            {"service_chance",
             "chance that an open request is served this week",
             "诉求当周办结概率",
             "1",
             "week: point",
             {},
             sim::number_kind::real,
             sim::rhythm::step}};
        out.measures = {
            {"waiting", "waiting", "等待周数", "weeks", "waits", "requests_served", "last_year", 1, 3, false, "main",
             false, sim::role::service, sim::direction::less},
            {"unmet", "unmet of those opened", "未满足比例", "%", "requests_unmet", "requests_opened", "last_year", 100,
             3, false, "main", false, sim::role::service, sim::direction::less},
            {"open", "residents with an open request", "有待办诉求的居民", "%", "requests_open", "residents",
             "last_year", 100, 3, true, "main", false, sim::role::service, sim::direction::less},
            {"service_chance", "chance of service", "当周办结概率", "0-1", "service_chance", std::string{sim::per_step},
             "last_year", 1, 4, false, "main", false, sim::role::service, sim::direction::more}};
        out.groups = "band";
        out.agents = "residents";
        return out;
    }

    struct place {
        values with;
        std::array<std::size_t, bands + 1> begin{};               // residents by band
        std::vector<std::pair<sim::block, std::size_t>> blocks;   // and the band of each
        place(const common& all, const values& one) : with{one} {
            const auto n = static_cast<double>(all.agents);
            const auto share = [&](float of) { return static_cast<std::size_t>(n * static_cast<double>(of) + 0.5); };
            begin = {0, std::min(all.agents, share(one.share_young)), 0, all.agents};
            begin[2] = std::max(begin[1], all.agents - std::min(all.agents, share(one.share_older)));
            for (std::size_t b = 0; b < bands; ++b)
                for (std::size_t i = begin[b]; i < begin[b + 1];) {
                    const std::size_t last = std::min(begin[b + 1], (i / grain + 1) * grain);
                    blocks.push_back({{i, last}, b});
                    i = last;
                }
        }
        [[nodiscard]] float opening(std::size_t band) const {
            return band == 0 ? with.request_young : band == 1 ? with.request_middle : with.request_older;
        }
        [[nodiscard]] std::size_t bytes() const { return sizeof(place) + blocks.size() * sizeof(blocks[0]); }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in},
              keys_{seeds},
              kernels_{&kernels_for(on.isa, seeds.size())},
              waiting_(size() * lanes()),
              sums_(in.blocks.size() * totals * lanes()),
              chance_(lanes()),
              open_(lanes()) {}

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            const double hours = static_cast<double>(in_->with.capacity) * static_cast<double>(size());
            for (std::size_t l = 0; l < lanes(); ++l) {   // hours are shared by all that is open, by chance
                const double work = static_cast<double>(in_->with.request_hours) * open_[l];
                chance_[l] = work > 0 ? static_cast<float>(1 - sim::exp(-hours / work)) : 1.0F;
            }
            sim::for_each_index(in_->blocks.size(), [&](std::size_t b) {
                const auto& [range, band] = in_->blocks[b];
                kernels_->serve(range.first, range.last, static_cast<std::uint32_t>(now), keys_.low.data(),
                                keys_.high.data(), in_->opening(band), chance_.data(),
                                static_cast<std::uint32_t>(in_->with.give_up), waiting_.data(),
                                &sums_[b * totals * lanes()]);
            });
            for (std::size_t l = 0; l < lanes(); ++l) observe(into, first_row + l, static_cast<std::size_t>(now), l);
        }

    private:
        [[nodiscard]] std::size_t size() const { return in_->begin[bands]; }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        void observe(sim::recorder* into, std::size_t row, std::size_t week, std::size_t lane) {
            std::array<std::array<std::uint32_t, totals>, bands> all{};
            for (std::size_t b = 0; b < in_->blocks.size(); ++b)
                for (std::size_t t = 0; t < totals; ++t)
                    all[in_->blocks[b].second][t] += sums_[(b * totals + t) * lanes() + lane];
            open_[lane] = 0;
            for (std::size_t b = 0; b < bands; ++b) open_[lane] += all[b][open];
            if (into == nullptr) return;
            for (std::size_t b = 0; b < bands; ++b) {
                for (std::size_t t = 0; t < totals; ++t) into->counts(first_total + t, row, week)[b] = all[b][t];
                into->counts(residents, row, week)[b] = static_cast<std::uint32_t>(in_->begin[b + 1] - in_->begin[b]);
            }
            *into->reals(service_chance, row, week) = static_cast<double>(chance_[lane]);
        }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<std::uint32_t> waiting_;   // [resident][lane]
        sim::aligned_vector<std::uint32_t> sums_;      // [block][total][lane]
        sim::aligned_vector<float> chance_;            // [lane]
        std::vector<double> open_;                     // [lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace request_queue
