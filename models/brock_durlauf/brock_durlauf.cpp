#include "models/brock_durlauf/brock_durlauf.hpp"

#include <array>

#include "models/brock_durlauf/brock_durlauf.kernel.hpp"
#include "models/parameter_model.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/math.hpp"

namespace brock_durlauf {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float base, social, own_channel, habit_rate, start_build, start_govern, start_share;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"base", -3, "utility", -60, 60, by_instrument::no, number::real,
        {"private utility of taking part in a channel, of staying away 0",
         "经某一渠道参与的私人效用；不参与为 0"},
        provenance::definition, "a of docs/models/brock_durlauf.md"}, &values::base},
    sim::about<values>{{"social", 4, "utility", -60, 60, by_instrument::no, number::real,
        {"what it adds when everybody takes part",
         "人人参与时增加的效用"},
        provenance::definition, "J of docs/models/brock_durlauf.md"}, &values::social},
    sim::about<values>{{"own_channel", 0, "0 or 1", 0, 1, by_instrument::no, number::whole,
        {"0: others who take part in any channel count; 1: those of the same channel",
         "0：他人经任何渠道的参与都算；1：只算同一渠道"},
        provenance::assumed, "assumed"}, &values::own_channel},
    sim::about<values>{{"habit_rate", 1, "per week", 0.001F, 1, by_instrument::no, number::real,
        {"weight of this week in what others see; 1: nothing of the past",
         "他人所见中本周的权重；1：不计以往"},
        provenance::assumed, "assumed"}, &values::habit_rate},
    sim::about<values>{{"start_build", 0, "share", 0, 1, by_instrument::no, number::real,
        {"share taking part in the first channel that others see at the start",
         "初始时他人所见第一渠道的参与比例"},
        provenance::assumed, "assumed"}, &values::start_build},
    sim::about<values>{{"start_govern", 0, "share", 0, 1, by_instrument::no, number::real,
        {"the same of the second channel, where there is one",
         "第二渠道的同一比例（若有）"},
        provenance::assumed, "assumed"}, &values::start_govern},
    sim::about<values>{{"start_share", 0, "share", 0, 1, by_instrument::no, number::real,
        {"the same of the third channel, where there is one",
         "第三渠道的同一比例（若有）"},
        provenance::assumed, "assumed"}, &values::start_share},
};
// clang-format on

constexpr std::size_t grain = 4096;   // agents of a block
constexpr std::array channel_names{"build", "govern", "share"};
constexpr std::array channel_names_zh{"共建", "共治", "共享"};

enum axis : std::size_t { channel_axis };
enum observed_at : std::size_t { participants, seen, agents };

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "brock_durlauf";
    static constexpr sim::in_both sentence{
        "how many take part where everybody's wish to do so rises with how many others do (Brock & Durlauf 2001)",
        "参与意愿随他人参与而增强时有多少人参与（Brock 与 Durlauf 2001）"};
    static constexpr int version = 1;
    using values = brock_durlauf::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }

    struct common {
        std::size_t agents = 10000, channels = 1;
    };
    static std::vector<sim::key_row> keys() {
        return {{"agents", {"how many choose; 10000", "作选择的主体数；10000"}},
                {"channels",
                 {"ways of taking part, 1 to 3, all with the same utility; 1", "参与渠道数，1 至 3，效用相同；1"}}};
    }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& /*wrong*/) {
        read_agents(root, 1, 100'000'000, "agents", into.agents);
        if (const auto n =
                root.whole("channels", 1, most_channels, "channels", "ways of taking part, all with the same utility"))
            into.channels = static_cast<std::size_t>(*n);
    }
    static std::string check(const common& all, const values& one) {
        const std::array start{one.start_build, one.start_govern, one.start_share};
        for (std::size_t c = all.channels; c < most_channels; ++c)
            if (start[c] != 0)
                return fmt::format("start_{} is {}, but channels = {} leaves that channel out", channel_names[c],
                                   start[c], all.channels);
        if (one.start_build + one.start_govern + one.start_share > 1.0001F)
            return "the shares at the start are more than everybody";
        return {};
    }
    static std::vector<std::pair<std::string, std::string>> provenance(const common& all) {
        return {{"channels", fmt::format("{}\n", all.channels)}};
    }
    static std::size_t bytes_per_lane(const common& /*all*/) { return most_channels * sizeof(double); }

    static sim::layout observed(const common& all) {
        sim::layout out;
        out.dimensions = {
            {"channel", "channel of taking part", "参与渠道", {}, {}, all.channels, sim::axis_kind::choice}};
        for (std::size_t c = 0; c < all.channels; ++c) {
            out.dimensions[0].labels.emplace_back(channel_names[c]);
            out.dimensions[0].labels_zh.emplace_back(channel_names_zh[c]);
        }
        using k = sim::number_kind;
        out.observations = {{"participants",
                             "agents who took part, by channel",
                             "参与人数(按渠道)",
                             "person",
                             "week: sum",
                             {channel_axis},
                             k::count,
                             sim::rhythm::step},
                            {"seen",
                             "share taking part that others see next week, by channel",
                             "下周所见参与率(按渠道)",
                             "1",
                             "week: point",
                             {channel_axis},
                             k::real,
                             sim::rhythm::step},
                            {"agents", "agents", "主体数", "person", "week: point", {}, k::count, sim::rhythm::step}};
        out.measures = {{"participation", "weekly participation", "每周参与率", "%", "participants", "agents",
                         "last_year", 100, 3, true, "main", false, sim::role::participation, sim::direction::more}};
        out.groups = "channel";
        return out;
    }

    struct place {
        std::size_t agents, channels;
        values with;
        place(const common& all, const values& one) : agents{all.agents}, channels{all.channels}, with{one} {}
        [[nodiscard]] static std::size_t bytes() { return sizeof(place); }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in}, keys_{seeds}, kernels_{&kernels_for(on.isa, seeds.size())} {
            const std::array start{in.with.start_build, in.with.start_govern, in.with.start_share};
            for (std::size_t x = 0; x < channels() * lanes(); ++x)
                seen_.push_back(static_cast<double>(start[x / lanes()]));
            below_.resize(channels() * lanes());
        }

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            weigh();
            count(static_cast<std::uint32_t>(now));
            const auto n = static_cast<double>(in_->agents), rate = static_cast<double>(in_->with.habit_rate);
            for (std::size_t l = 0; l < lanes(); ++l)
                for (std::size_t c = 0; c < channels(); ++c) {
                    double& seen = seen_[c * lanes() + l];
                    const std::uint32_t took_part = chosen_[c * lanes() + l];
                    seen += rate * (static_cast<double>(took_part) / n - seen);
                    if (into == nullptr) continue;
                    const auto week = static_cast<std::size_t>(now);
                    into->counts(participants, first_row + l, week)[c] = took_part;
                    into->reals(observed_at::seen, first_row + l, week)[c] = seen;
                    *into->counts(agents, first_row + l, week) = static_cast<std::uint32_t>(in_->agents);
                }
        }

    private:
        [[nodiscard]] std::size_t channels() const { return in_->channels; }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        // Chances of the channels from what is seen, summed up: the same for every agent of a run.
        void weigh() {
            const std::size_t count = std::min(channels(), most_channels);
            for (std::size_t l = 0; l < lanes(); ++l) {
                double any = 0, all = 1;   // staying away has utility 0
                for (std::size_t c = 0; c < count; ++c) any += seen_[c * lanes() + l];
                std::array<double, most_channels> odds{};
                for (std::size_t c = 0; c < count; ++c) {
                    const double others = in_->with.own_channel != 0 ? seen_[c * lanes() + l] : any;
                    odds[c] =
                        sim::exp(static_cast<double>(in_->with.base) + static_cast<double>(in_->with.social) * others);
                    all += odds[c];
                }
                double sum = 0;
                for (std::size_t c = 0; c < count; ++c) {
                    sum += odds[c] / all;
                    below_[c * lanes() + l] = static_cast<float>(sum);
                }
            }
        }

        // Everybody chooses; chosen_[channel][lane].
        void count(std::uint32_t now) {
            const std::size_t blocks = sim::ranges(in_->agents, grain), each = channels() * lanes();
            below_chosen_.resize(blocks * each);
            sim::for_each_range(in_->agents, grain, [&](sim::block range) {
                kernels_->choose(range.first, range.last, now, keys_.low.data(), keys_.high.data(), below_.data(),
                                 channels(), &below_chosen_[range.first / grain * each]);
            });
            chosen_.assign(each, 0);
            for (std::size_t b = 0; b < blocks; ++b)
                for (std::size_t x = 0; x < each; ++x) chosen_[x] += below_chosen_[b * each + x];
            for (std::size_t x = each; x-- > lanes();) chosen_[x] -= chosen_[x - lanes()];
        }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        std::vector<double> seen_;                          // [channel][lane]
        sim::aligned_vector<float> below_;                  // [channel][lane]
        sim::aligned_vector<std::uint32_t> below_chosen_;   // [block][channel][lane]
        std::vector<std::uint32_t> chosen_;                 // [channel][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace brock_durlauf
