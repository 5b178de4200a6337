#include "sim/results/memory_results.hpp"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/results/results_file.hpp"
#include "sim/text/storage.hpp"

namespace sim {

namespace {

using recorded::array;
using recorded::variable;

enum class kind : std::uint8_t { weekly, yearly, summary, totals };

// Zeros, of which the system gives the memory once they are written to: rows of runs that never come take none.
template <class Number>
class zeros {
public:
    explicit zeros(std::size_t count) : data_{static_cast<Number*>(std::calloc(count + 1, sizeof(Number)))} {
        if (data_ == nullptr) throw std::bad_alloc{};
    }
    [[nodiscard]] Number* data() const { return data_.get(); }

private:
    struct let_go {
        void operator()(Number* data) const { std::free(data); }   // NOLINT(cppcoreguidelines-no-malloc): of calloc
    };
    std::unique_ptr<Number, let_go> data_;
};

// One array that is kept, of all runs: [run][moment][cell], counts or real numbers.
struct kept_array {
    kind what = kind::weekly;
    std::size_t observation = 0, moments = 0, cells = 0;
    bool count = false;
    std::optional<zeros<std::uint32_t>> counts = {};   // made when runs are
    std::optional<zeros<double>> reals = {};
    [[nodiscard]] std::size_t size() const { return moments * cells; }   // of a run
    [[nodiscard]] std::size_t bytes() const { return size() * (count ? sizeof(std::uint32_t) : sizeof(double)); }
    void make(std::size_t runs) {
        if (runs > SIZE_MAX / sizeof(double) / std::max<std::size_t>(1, size())) throw std::bad_alloc{};
        if (count) counts.emplace(runs * size());
        else reals.emplace(runs * size());
    }
    // Its numbers of all runs are handed to a function.
    template <class Visit>
    decltype(auto) visit(Visit with) const {
        return count ? with(counts->data()) : with(reals->data());
    }
};

// Do tables of the last year read an observation's weeks, of which drifts are told, or the ends of its years?
bool read_by_week(const std::vector<measure>& measures, const std::string& name) {
    return std::ranges::any_of(measures, [&](const measure& m) {
        const auto under = m.summed_under();
        return m.drifts && (m.over == name || std::ranges::find(under, name) != under.end());
    });
}
bool read_by_year(const std::vector<measure>& measures, const std::string& name) {
    return std::ranges::any_of(measures, [&](const measure& m) {
        const auto under = m.summed_under();
        return m.is_yearly() && (m.over == name || std::ranges::find(under, name) != under.end());
    });
}

// One run's numbers of an array, from those of several runs.
template <class From, class Into>
void fill_from(std::span<const From> all, std::size_t row, const kept_array& a, const layout& what,
               std::span<Into> into) {
    const std::size_t cells = what.cells(a.observation);
    const auto one = all.subspan(row * a.moments * cells, a.moments * cells);
    if (a.what == kind::totals) {
        const std::vector<double> sums = recorded::sums_of_cells(one, cells);
        std::ranges::transform(sums, into.begin(), [](double x) { return static_cast<Into>(x); });
    } else {
        std::ranges::transform(one, into.begin(), [](From x) { return static_cast<Into>(x); });
    }
}

class memory_source final : public recorded::source {
public:
    memory_source(recorded::description about, std::map<std::pair<kind, std::string>, kept_array> arrays,
                  std::vector<char> there, std::vector<std::pair<std::string, std::string>> provenance)
        : source{std::move(about)},
          arrays_{std::move(arrays)},
          there_{std::move(there)},
          provenance_{std::move(provenance)} {}

    [[nodiscard]] array weekly(const variable& what, std::span<const std::size_t> runs) const override {
        return read(kind::weekly, what, runs);
    }
    [[nodiscard]] array yearly(const variable& what, std::span<const std::size_t> runs) const override {
        return read(kind::yearly, what, runs);
    }
    [[nodiscard]] array weekly_totals(const variable& what, std::span<const std::size_t> runs) const override {
        if (!arrays_.contains({kind::totals, what.name})) return source::weekly_totals(what, runs);
        array out = read(kind::totals, what, runs);
        out.axes.resize(2);
        out.shape.resize(2);
        return out;
    }
    [[nodiscard]] std::optional<in_place> where_they_lie(const variable& what) const override {
        for (const kind as : {kind::weekly, kind::yearly})
            if (const auto found = arrays_.find({as, what.name}); found != arrays_.end()) {
                const kept_array& of = found->second;
                const std::size_t count = there_.size() * of.size();
                return of.count ? in_place{{of.counts->data(), count}, {}} : in_place{{}, {of.reals->data(), count}};
            }
        return std::nullopt;
    }
    [[nodiscard]] array summary(const variable& what, std::size_t window) const override {
        const kept_array& of = known(kind::summary, what);
        array out{what.axes, shape_of(what), {}};
        out.axes.erase(out.axes.begin() + 1);
        out.shape.erase(out.shape.begin() + 1);
        out.values.resize(there_.size() * of.cells);
        for (std::size_t r = 0; r < there_.size(); ++r)   // of runs that are not there zeros
            std::copy_n(of.reals->data() + r * of.size() + window * of.cells, of.cells,
                        out.values.data() + r * of.cells);
        return out;
    }
    [[nodiscard]] std::vector<std::string> provenance_names() const override {
        std::vector<std::string> names;
        for (const auto& [name, text] : provenance_) names.push_back(name);
        return names;
    }
    [[nodiscard]] std::string provenance(const std::string& name) const override {
        const auto found = std::ranges::find(provenance_, name, &std::pair<std::string, std::string>::first);
        if (found == provenance_.end()) throw storage_error{fmt::format("{} has no text '{}'", about().path, name)};
        return found->second;
    }

private:
    [[nodiscard]] const kept_array& known(kind what, const variable& of) const {
        const auto found = arrays_.find({what, of.name});
        if (found == arrays_.end())
            throw storage_error{fmt::format("of {} only sums were kept of {}", about().path, of.name)};
        return found->second;
    }
    [[nodiscard]] std::vector<std::size_t> shape_of(const variable& of) const {
        std::vector<std::size_t> shape;
        for (const std::string& name : of.axes)
            shape.push_back(std::ranges::find(about().axes, name, &recorded::axis::name)->size());
        return shape;
    }
    [[nodiscard]] array read(kind what, const variable& of, std::span<const std::size_t> runs) const {
        const kept_array& from = known(what, of);
        array out{of.axes, shape_of(of), {}};
        out.shape[0] = runs.size();
        out.values.reserve(runs.size() * from.size());
        for (const std::size_t r : runs) {
            if (there_.at(r) == 0 || (what == kind::totals && about().runs[r].arm != about().baseline))
                throw storage_error{fmt::format("of run {} of {} nothing was kept of {}", r, about().path, of.name)};
            from.visit([&](const auto* all) {
                const auto* const begin = all + r * from.size();
                out.values.insert(out.values.end(), begin, begin + from.size());
            });
        }
        return out;
    }
    std::map<std::pair<kind, std::string>, kept_array> arrays_;
    std::vector<char> there_;   // by run
    std::vector<std::pair<std::string, std::string>> provenance_;
};

}   // namespace

struct memory_results::inside {
    layout what;
    recorded::description about;
    std::vector<std::pair<std::string, std::string>> provenance;
    std::vector<kept_array> arrays;
    std::vector<char> there;   // by run
    std::vector<std::string> messages;
    std::size_t taken = 0;
    std::unordered_map<std::string_view, std::size_t> run_of_key;   // made when it is first asked for

    inside(layout of, kept of_a_run);
    [[nodiscard]] const observation& of(const kept_array& a) const { return what.observations[a.observation]; }
    [[nodiscard]] bool has_totals(std::size_t r) const { return about.runs[r].arm == about.baseline; }
    // Calls fill(array, the run's numbers) for each of its arrays.
    template <class Fill>
    void put(std::size_t r, Fill fill) {
        taken += there[r] == 0 ? 1 : 0;
        there[r] = 1;
        for (const kept_array& a : arrays)
            if (a.what != kind::totals || has_totals(r))
                a.visit([&](auto* all) { fill(a, std::span{all + r * a.size(), a.size()}); });
    }
};

memory_results::inside::inside(layout of, kept of_a_run) : what{std::move(of)} {
    const std::vector<stored_array> stored = arrays_of(what, 1);
    const auto keep = [&](kind as, const stored_array& a, bool count) {
        arrays.push_back({as, a.observation, a.moments, as == kind::totals ? 1 : a.cells, count});
    };
    const auto is_weekly = [&](const stored_array& a) { return what.observations[a.observation].when == rhythm::step; };
    for (const stored_array& a : stored) {
        const std::string& observed = what.observations[a.observation].name;
        if (a.summary) keep(kind::summary, a, false);
        else if (of_a_run == kept::all || (!is_weekly(a) && read_by_year(what.measures, observed)))
            keep(is_weekly(a) ? kind::weekly : kind::yearly, a, a.type == hdf5::element::u32);
    }
    for (const stored_array& a : stored)
        if (of_a_run == kept::for_tables && !a.summary && is_weekly(a) &&
            read_by_week(what.measures, what.observations[a.observation].name))
            keep(kind::totals, a, false);
}

memory_results::memory_results(const layout& what, const plan& runs, const results_head& head, kept of_a_run,
                               std::string name)
    : in_{std::make_unique<inside>(what, of_a_run)} {
    in_->about = recorded::description_of(what, runs, head, std::move(name));
    in_->provenance = head.provenance;
    in_->there.resize(runs.runs.size());
    for (kept_array& a : in_->arrays) a.make(runs.runs.size());
    in_->messages.resize(runs.runs.size());
}

memory_results::~memory_results() = default;

void memory_results::take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages) {
    assert(rows.rows() == which.runs);
    std::map<std::size_t, std::vector<double>> sums;   // by observation: [row][window][cell]
    for (const kept_array& a : in_->arrays)
        if (a.what == kind::summary) sum_windows(in_->what, rows, a.observation, sums[a.observation]);
    for (std::size_t row = 0; row < which.runs; ++row) {
        if (row < messages.size()) in_->messages[which.first_run + row] = messages[row];
        in_->put(which.first_run + row, [&](const kept_array& a, auto into) {
            const auto put_row = [&](const auto& all) {
                fill_from(std::span{std::as_const(all)}, row, a, in_->what, into);
            };
            if (a.what == kind::summary) put_row(sums[a.observation]);
            else if (in_->of(a).kind == number_kind::count) put_row(rows.all_counts(a.observation));
            else put_row(rows.all_reals(a.observation));
        });
    }
}

std::size_t memory_results::take_from(const std::string& path) {
    if (in_->run_of_key.empty())
        for (std::size_t r = 0; r < in_->about.runs.size(); ++r) in_->run_of_key.emplace(in_->about.runs[r].key, r);
    const hdf5::file file = hdf5::file::open(path);
    const hdf5::group root = file.root(), about = root.open_group("runs");
    const auto keys = about.open(schema::at("runs/key")).read_texts();
    const auto statuses = about.open(schema::at("runs/status")).read<std::uint8_t>();
    std::vector<std::pair<std::size_t, std::size_t>> found;   // row there, run here
    for (std::size_t row = 0; row < std::min(keys.size(), statuses.size()); ++row)
        if (const auto run = in_->run_of_key.find(keys[row]); run != in_->run_of_key.end() && statuses[row] == 0)
            found.emplace_back(row, run->second);
    if (found.empty()) return 0;
    std::vector<hdf5::dataset> stored;
    for (const kept_array& a : in_->arrays) {
        const observation& o = in_->of(a);
        stored.push_back(root.open(a.what == kind::summary  ? "summary/" + o.name
                                   : a.what == kind::yearly ? "yearly/" + o.name
                                                            : o.name));
        hdf5::shape size{keys.size(), a.moments};
        for (const std::size_t d : o.dimensions) size.push_back(in_->what.dimensions[d].size);
        if (stored.back().size() != size)
            throw storage_error{fmt::format("{} is not of the observations of these runs", stored.back().where())};
    }
    for (std::size_t begin = 0, end = 0; begin < found.size(); begin = end) {   // neighbours share chunks
        constexpr std::size_t together = 16;
        while (end < found.size() && end - begin < together && found[end].first == found[begin].first + end - begin)
            ++end;
        std::map<std::size_t, std::vector<double>> rows;   // by place among the arrays
        for (std::size_t a = 0; a < stored.size(); ++a) {
            const bool wanted = in_->arrays[a].what != kind::totals ||
                                std::any_of(found.begin() + static_cast<std::ptrdiff_t>(begin),
                                            found.begin() + static_cast<std::ptrdiff_t>(end),
                                            [&](const auto& one) { return in_->has_totals(one.second); });
            if (!wanted) continue;
            hdf5::shape first(stored[a].size().size(), 0), count = stored[a].size();
            first[0] = found[begin].first;
            count[0] = end - begin;
            rows[a] = stored[a].read<double>(first, count);
        }
        for (std::size_t k = begin; k < end; ++k)
            in_->put(found[k].second, [&](const kept_array& a, auto into) {
                const auto at = static_cast<std::size_t>(&a - in_->arrays.data());
                fill_from(std::span<const double>{rows.at(at)}, k - begin, a, in_->what, into);
            });
    }
    return found.size();
}

std::size_t memory_results::runs() const { return in_->taken; }

std::size_t memory_results::bytes_of_a_run(const layout& what, kept of_a_run) {
    std::size_t bytes = 0;
    for (const kept_array& a : inside{what, of_a_run}.arrays) bytes += a.bytes();
    return bytes;
}

std::shared_ptr<const recorded::source> memory_results::finish() {
    for (std::size_t r = 0; r < in_->there.size(); ++r) {
        recorded::run& about = in_->about.runs[r];
        about.message = in_->there[r] != 0 ? in_->messages[r] : "not made";
        about.status = about.message.empty() ? 0 : 1;
    }
    in_->about.arrange();
    std::map<std::pair<kind, std::string>, kept_array> arrays;
    for (kept_array& a : in_->arrays) arrays.emplace(std::pair{a.what, in_->of(a).name}, std::move(a));
    return std::make_shared<memory_source>(std::move(in_->about), std::move(arrays), std::move(in_->there),
                                           std::move(in_->provenance));
}

}   // namespace sim
