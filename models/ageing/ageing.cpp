#include "models/ageing/ageing.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "models/ageing/ageing.kernel.hpp"
#include "models/parameter_model.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/text/csv.hpp"

namespace ageing {

COGOV_KERNELS(kernel_table)

namespace {

using sim::by_instrument;
using sim::number;
using sim::provenance;

struct values {
    float leave_factor;
    bool operator==(const values&) const = default;
};

// clang-format off
constexpr std::array about_values{
    sim::about<values>{{"leave_factor", 1, "1", 0, 100, by_instrument::no, number::real,
        {"multiplies the chance of leaving at every age, at most to 1",
         "各年龄离开概率的乘数，结果最大为 1"},
        provenance::assumed, "assumed"}, &values::leave_factor},
};
// clang-format on

constexpr std::size_t grain = 2048;   // slots of a block

enum axis : std::size_t { age_axis };
enum observed_at : std::size_t { residents, years_lived, by_age, newcomers };

struct common_part {
    std::size_t agents = 10000;
    int youngest = 18;
    std::vector<double> leave, entry;   // by age from the youngest
    std::string source;                 // the table as read
};

void read_rates(const std::string& path, common_part& into, sim::mistakes& wrong) {
    const sim::csv table = sim::csv::read(path, wrong);
    const auto age = table.column("age", wrong), leave = table.column("leave_probability", wrong),
               entry = table.column("entry_probability", wrong);
    if (!age || !leave || !entry) return;
    into.source = table.source();
    if (table.rows() == 0)
        wrong.push_back({{path, 1, 1}, "there is no age in the table; it has a row for each year of age"});
    std::optional<double> first;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        const auto a = table.number(r, *age, 0, 200, true, wrong), d = table.number(r, *leave, 0, 1, false, wrong),
                   g = table.number(r, *entry, 0, 1, false, wrong);
        if (r == 0) first = a;
        if (a && first && *a != *first + static_cast<double>(r))   // without a first age nothing is said of the order
            wrong.push_back(
                {table.where(r, *age), fmt::format("age {} stands where {} was expected: rows have one year of "
                                                   "age each, in order",
                                                   *a, *first + static_cast<double>(r))});
        into.leave.push_back(d.value_or(0));
        into.entry.push_back(g.value_or(0));
    }
    if (first) into.youngest = static_cast<int>(*first);
    const double sum = std::accumulate(into.entry.begin(), into.entry.end(), 0.0);
    if (wrong.empty() && std::abs(sum - 1) > 1e-6)
        wrong.push_back(
            {table.where(0, *entry),
             fmt::format("entry_probability adds up to {}; it must be 1: newcomers' ages", sim::shortest(sum))});
}

struct about_it : models::parameter_defaults {
    static constexpr std::string_view name = "ageing";
    static constexpr sim::in_both sentence{
        "how old residents are where each year some leave, at chances by age, and newcomers take their place",
        "每年有人按年龄概率离开、新人补位时居民的年龄构成"};
    static constexpr int version = 1;
    using values = ageing::values;
    using common = common_part;
    static std::span<const sim::about<values>> parameters() { return about_values; }
    static std::vector<std::string> path_keys() { return {"rates"}; }

    static std::vector<sim::key_row> keys() {
        return {{"rates",
                 {"a table (CSV) with age, leave_probability and entry_probability, a row for each year of age",
                  "表（CSV），含 age、leave_probability 和 entry_probability，每岁一行"}},
                {"agents", {"residents; 10000", "居民数；10000"}}};
    }
    static void read(const sim::scenario& /*s*/, sim::table_reader& root, common& into, sim::mistakes& wrong) {
        read_agents(root, 1, 10'000'000, "slots", into.agents);
        const sim::place where = root.where("rates");
        std::error_code none;
        if (const auto path = root.text("rates")) {
            if (path->empty() || !std::filesystem::is_regular_file(*path, none))
                root.wrong(
                    where,
                    fmt::format("there is no table '{}'; a relative path counts from the file that says it", *path));
            else read_rates(*path, into, wrong);
        } else if (root.any("rates") == nullptr)
            root.wrong(root.where("rates"),
                       "the scenario does not say who leaves and comes; write rates = \"rates.csv\" for "
                       "a table with age, leave_probability and entry_probability");
    }
    static std::vector<std::pair<std::string, std::string>> provenance(const common& all) {
        return {{"rates.csv", all.source}};
    }
    static std::size_t bytes_per_lane(const common& all) { return 4 * all.agents; }

    static sim::layout observed(const common& all) {
        sim::layout out;
        sim::dimension ages{"age", "age in years", "年龄", {}, {}, all.leave.size(), sim::axis_kind::group};
        for (std::size_t a = 0; a < all.leave.size(); ++a)
            ages.labels.push_back(std::to_string(all.youngest + static_cast<int>(a)));
        out.dimensions = {ages};
        using k = sim::number_kind;
        out.observations = {
            {"residents", "residents", "居民数", "person", "year: point", {}, k::count, sim::rhythm::step},
            {"years_lived",
             "age, summed over residents",
             "年龄之和",
             "year",
             "year: point",
             {},
             k::real,
             sim::rhythm::step},
            {"residents_by_age",
             "residents by age after the year's turn",
             "年末各年龄居民数",
             "person",
             "year: point",
             {age_axis},
             k::count,
             sim::rhythm::step},
            {"newcomers",
             "residents who came at the year's turn",
             "新迁入居民",
             "person",
             "year: sum",
             {},
             k::count,
             sim::rhythm::step}};
        out.measures = {{"age", "mean age", "平均年龄", "years", "years_lived", "residents", "last_week", 1, 3, false}};
        out.agents = "residents";
        out.step_name = out.step_unit = "year";
        out.steps_per_year = 1;
        return out;
    }

    struct place {
        std::size_t slots;
        int youngest;
        std::vector<float> leave, below;
        place(const common& all, const values& one) : slots{all.agents}, youngest{all.youngest} {
            double sum = 0;
            for (std::size_t a = 0; a < all.leave.size(); ++a) {
                leave.push_back(
                    static_cast<float>(std::min(1.0, all.leave[a] * static_cast<double>(one.leave_factor))));
                below.push_back(static_cast<float>(sum += all.entry[a]));
            }
        }
        [[nodiscard]] std::size_t bytes() const { return sizeof(place) + 8 * leave.size(); }
    };

    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& on)
            : in_{&in},
              keys_{seeds},
              kernels_{&kernels_for(on.isa, seeds.size())},
              age_(in.slots * lanes()),
              came_(blocks() * lanes()) {
            turn(0, true);
        }

        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            turn(static_cast<std::uint32_t>(now), false);
            if (into == nullptr) return;
            for (std::size_t l = 0; l < lanes(); ++l) observe(*into, first_row + l, static_cast<std::size_t>(now), l);
        }

    private:
        [[nodiscard]] std::size_t blocks() const { return sim::ranges(in_->slots, grain); }
        [[nodiscard]] std::size_t lanes() const { return keys_.lanes(); }

        void turn(std::uint32_t now, bool everybody_is_new) {
            sim::for_each_range(in_->slots, grain, [&](sim::block range) {
                kernels_->turn(range.first, range.last, now, everybody_is_new, keys_.low.data(), keys_.high.data(),
                               in_->leave.data(), in_->below.data(), static_cast<std::uint32_t>(in_->leave.size()),
                               age_.data(), &came_[range.first / grain * lanes()]);
            });
        }

        void observe(sim::recorder& into, std::size_t row, std::size_t year, std::size_t lane) const {
            std::uint32_t* const ages = into.counts(by_age, row, year);
            std::fill_n(ages, in_->leave.size(), 0U);
            std::uint64_t lived = 0;
            for (std::size_t i = 0; i < in_->slots; ++i) {
                ++ages[age_[i * lanes() + lane]];
                lived += age_[i * lanes() + lane];
            }
            std::uint32_t came = 0;
            for (std::size_t b = 0; b < blocks(); ++b) came += came_[b * lanes() + lane];
            *into.counts(newcomers, row, year) = came;
            *into.counts(residents, row, year) = static_cast<std::uint32_t>(in_->slots);
            *into.reals(years_lived, row, year) =
                static_cast<double>(lived) + static_cast<double>(in_->slots) * in_->youngest;
        }

        const place* in_;
        sim::lane_keys keys_;
        const kernel_table* kernels_;
        sim::aligned_vector<std::uint32_t> age_;    // [slot][lane], years from the youngest
        sim::aligned_vector<std::uint32_t> came_;   // [block][lane]
    };
};

}   // namespace

const sim::model& model() {
    static const models::parameter_model<about_it> it;
    return it;
}

}   // namespace ageing
