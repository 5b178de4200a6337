#include "analysis/export.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "analysis/answers.hpp"
#include "analysis/observed.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/file_set.hpp"
#include "sim/text/storage.hpp"

namespace analysis {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t runs_at_once = 16;   // a chunk's worth: what is in memory at a time

// One CSV file, under the temporary name that its set of files gives it.
class csv_writer {
public:
    csv_writer(sim::file_set& among, const std::string& name)
        : path_{among.path_of(name)}, file_{std::fopen(among.start(name).c_str(), "wbx")} {
        if (!file_) fail();
        text_ = "\xEF\xBB\xBF";   // without this mark Excel does not take a file for UTF-8
    }
    csv_writer(const csv_writer&) = delete;
    csv_writer& operator=(const csv_writer&) = delete;
    csv_writer(csv_writer&&) = default;
    csv_writer& operator=(csv_writer&&) = delete;
    ~csv_writer() = default;

    void cell(std::string_view words) { ready(sim::csv_cell(words)); }
    void ready(std::string_view cells) {   // cells joined and quoted already
        separate();
        text_ += cells;
    }
    // Not as sim::shortest, which takes nearly twice as long and writes 0.0003 where this has always been 3e-04.
    void number(double value) {
        separate();
        if (std::isnan(value)) return;   // an empty cell
        char digits[32];
        const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
        const auto end = whole ? std::to_chars(digits, digits + sizeof digits, static_cast<long long>(value)).ptr
                               : std::to_chars(digits, digits + sizeof digits, value).ptr;
        text_.append(digits, end);
    }
    void lines(std::string_view ready) {   // of CSV
        text_ += ready;
        lines_ += static_cast<std::uint64_t>(std::ranges::count(ready, '\n'));
    }
    void end_row() {
        text_ += '\n';
        begun_ = false;
        ++lines_;
        if (text_.size() > (std::size_t{1} << 20U)) flush();
    }
    written_table finish() {
        flush();
        if (std::fclose(file_.release()) != 0) fail();
        return {path_, lines_ - 1};
    }

private:
    struct closer {
        void operator()(std::FILE* f) const { static_cast<void>(std::fclose(f)); }
    };
    void separate() {
        if (begun_) text_ += ',';
        begun_ = true;
    }
    void flush() {
        if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size() || std::fflush(file_.get()) != 0)
            fail();
        text_.clear();
    }
    [[noreturn]] void fail() const {
        throw sim::storage_error{fmt::format("cannot write {}: {}; {} are free; choose another folder with -o", path_,
                                             std::strerror(errno),
                                             sim::size_in_words(sim::free_space(sim::folder_of(path_))))};
    }
    std::string path_;
    std::unique_ptr<std::FILE, closer> file_;
    std::string text_;
    bool begun_ = false;
    std::uint64_t lines_ = 0;
};

// Variables that share their axes, and so a table.
struct file_table {
    std::vector<std::string> axes;   // after run: "week", then those of the observation
    std::vector<const variable*> variables;
    std::string name;
};

// Do the labels of its last axis become columns? Those of what agents choose between do: participants_build.
bool spreads(const observed& from, const variable& v) {
    return v.axes.size() > 2 && from.axis_named(v.axes.back()).kind == sim::axis_kind::choice;
}

// A variable alone on its axes gives the table its name; others share one named by the axes.
std::vector<file_table> tables_of(const observed& from, const std::vector<variable>& variables,
                                  const std::string& prefix) {
    std::vector<file_table> tables;
    for (const variable& v : variables) {
        std::vector<std::string> axes(v.axes.begin() + 1, v.axes.end());
        if (spreads(from, v)) axes.pop_back();
        auto found = std::ranges::find(tables, axes, &file_table::axes);
        if (found == tables.end()) found = tables.insert(tables.end(), {axes, {}, {}});
        found->variables.push_back(&v);
    }
    for (file_table& t : tables) {
        t.name = prefix;
        for (std::size_t a = 1; a < t.axes.size(); ++a) t.name += "_" + t.axes[a];
        if (t.variables.size() == 1 && t.axes.size() > 1 && !spreads(from, *t.variables[0]) &&
            std::ranges::any_of(
                tables, [&](const file_table& other) { return &other != &t && other.axes.size() < t.axes.size(); }))
            t.name = prefix == "summary" ? "summary_" + t.variables[0]->name : t.variables[0]->name;
    }
    return tables;
}

class exporter {
public:
    exporter(const observed& from, std::string folder, bool overwrite)
        : from_{from},
          folder_{std::move(folder)},
          overwrite_{overwrite},
          points_{std::ranges::any_of(from.runs(), [](const run& r) { return r.point > 0; })} {}
    sim::result<exported> all();

private:
    enum class moments : unsigned char { weeks, years, windows };
    [[nodiscard]] std::string path_of(const std::string& name) const { return folder_ + "/" + name + ".csv"; }
    void write_runs();
    void write_draws();
    void write_answers();
    void write(const file_table& t, moments of);
    void header(csv_writer& out, const file_table& t, moments of) const;
    void begin_row(csv_writer& out, std::size_t run) const;
    [[nodiscard]] std::vector<std::string> labels_of_cells(const file_table& t) const;
    [[nodiscard]] std::vector<array> read(const file_table& t, moments of, std::span<const std::size_t> runs) const;

    const observed& from_;
    std::string folder_;
    bool overwrite_, points_ = false;
    std::optional<sim::file_set> files_;
    std::vector<written_table> written_;
    const std::vector<std::string> windows_{"last_week", "last_year", "all"};
};

sim::result<exported> exporter::all() {
    std::error_code problem;
    fs::create_directories(folder_, problem);
    if (!sim::is_folder(folder_))
        throw sim::storage_error{fmt::format("cannot make the folder {}: {}", folder_,
                                             problem ? problem.message() : "a file has that name")};
    const auto weekly =
        tables_of(from_, from_.weekly_variables(), from_.step_name() == "week" ? "weekly" : "by_" + from_.step_name());
    const auto yearly = tables_of(from_, from_.yearly_variables(), "yearly");
    const auto summary = tables_of(from_, from_.weekly_variables(), "summary");
    std::vector<std::string> names{"runs"};
    if (from_.worlds().any()) names.insert(names.end(), {"draws", "drivers", "decision"});
    for (const auto* tables : {&weekly, &yearly, &summary})
        for (const file_table& t : *tables) names.push_back(t.name);
    for (const std::string& name : names)
        if (!overwrite_ && sim::is_there(path_of(name)))
            return sim::mistake{
                {},
                fmt::format("{} exists already: use --force to replace it, or choose another folder with -o",
                            path_of(name))};
    files_.emplace(folder_, "cogov export");
    write_runs();
    if (from_.worlds().any()) {
        write_draws();
        write_answers();
    }
    for (const file_table& t : summary) write(t, moments::windows);
    for (const file_table& t : yearly) write(t, moments::years);
    for (const file_table& t : weekly) write(t, moments::weeks);
    files_->put_in_place();
    return exported{written_, files_->others()};
}

void exporter::begin_row(csv_writer& out, std::size_t r) const {
    const run& about = from_.runs()[r];
    out.number(static_cast<double>(r));
    out.cell(from_.arms()[about.arm].name);
    if (points_) out.number(about.point);
    out.number(about.replicate);
}

void exporter::write_runs() {
    csv_writer out{*files_, "runs.csv"};
    for (const char* name : {"run", "arm"}) out.cell(name);
    if (points_) out.cell("point");
    out.cell("replicate");
    if (from_.worlds().any()) out.cell("world");
    for (const factor& f : from_.factors()) out.cell(f.key);
    for (const char* name : {"arm_title", "arm_title_zh", "seed", "key", "status", "message"}) out.cell(name);
    out.end_row();
    for (std::size_t r = 0; r < from_.runs().size(); ++r) {
        const run& about = from_.runs()[r];
        begin_row(out, r);
        if (from_.worlds().any()) out.number(static_cast<double>(from_.worlds().of(about.replicate)));
        for (const factor& f : from_.factors())
            out.cell(!f.arm || *f.arm == about.arm ? f.texts[about.point] : "");   // empty: does not change this arm
        out.cell(from_.arms()[about.arm].title);
        out.cell(from_.arms()[about.arm].title_zh);
        out.cell(std::to_string(about.seed));   // has more digits than a spreadsheet's numbers
        out.cell(about.key);
        out.number(about.status);
        out.cell(about.message);
        out.end_row();
    }
    written_.push_back(out.finish());
}

// The values of each world, by the keys that a file of draws names its columns by.
void exporter::write_draws() {
    csv_writer out{*files_, "draws.csv"};
    out.cell("world");
    for (const sim::recorded::draw& one : from_.worlds().drawn) out.cell(one.key);
    out.end_row();
    for (std::size_t w = 0; w < from_.worlds().count; ++w) {
        out.number(static_cast<double>(w));
        for (const sim::recorded::draw& one : from_.worlds().drawn) out.number(one.values[w]);
        out.end_row();
    }
    written_.push_back(out.finish());
}

// What drives effects on the first measure, and what to decide by what one more is worth.
void exporter::write_answers() {
    if (from_.measures().empty()) return;
    const std::size_t baseline = from_.baseline();
    csv_writer first{*files_, "drivers.csv"};
    first.lines(csv_of(table_of(from_, drivers_of(from_, baseline, 0, {}, true))));
    written_.push_back(first.finish());
    std::size_t by = 0;
    if (from_.worth())
        by = static_cast<std::size_t>(std::ranges::find(from_.measures(), from_.worth()->of, &sim::measure::name) -
                                      from_.measures().begin());
    if (!from_.factors().empty() || by == from_.measures().size() || !tells_decisions(from_, by)) return;
    csv_writer second{*files_, "decision.csv"};
    const bool smallest_first = from_.measures()[by].better == sim::direction::less;
    second.lines(csv_of(table_of(from_, decide_over(from_, baseline, by, smallest_first, {}))));
    written_.push_back(second.finish());
}

void exporter::header(csv_writer& out, const file_table& t, moments of) const {
    for (const char* name : {"run", "arm"}) out.cell(name);
    if (points_) out.cell("point");
    out.cell("replicate");
    out.cell(of == moments::windows ? "window" : t.axes[0]);
    if (of == moments::windows) out.cell(from_.step_name() + "s");
    for (std::size_t a = 1; a < t.axes.size(); ++a) {
        out.cell(t.axes[a]);
        if (a == 1 && !from_.axis_named(t.axes[a]).labels_zh.empty()) out.cell(t.axes[a] + "_zh");
    }
    for (const variable* v : t.variables) {
        if (!spreads(from_, *v)) out.cell(v->name);
        else
            for (const std::string& label : from_.axis_named(v->axes.back()).labels) out.cell(v->name + "_" + label);
    }
    out.end_row();
}

// The label cells of every row of one run and moment, quoted and joined once.
std::vector<std::string> exporter::labels_of_cells(const file_table& t) const {
    std::vector<std::string> rows{""};
    for (std::size_t a = 1; a < t.axes.size(); ++a) {
        const axis& along = from_.axis_named(t.axes[a]);
        std::vector<std::string> longer;
        for (const std::string& before : rows)
            for (std::size_t i = 0; i < along.size(); ++i)
                longer.push_back(before + (before.empty() ? "" : ",") + sim::csv_cell(along.labels[i]) +
                                 (a == 1 && !along.labels_zh.empty() ? "," + sim::csv_cell(along.labels_zh[i]) : ""));
        rows = std::move(longer);
    }
    return rows;
}

std::vector<array> exporter::read(const file_table& t, moments of, std::span<const std::size_t> runs) const {
    std::vector<array> arrays;
    for (const variable* v : t.variables)
        arrays.push_back(of == moments::years ? from_.yearly(v->name, runs) : from_.weekly(v->name, runs));
    return arrays;
}

void exporter::write(const file_table& t, moments of) {
    csv_writer out{*files_, t.name + ".csv"};
    header(out, t, of);
    const std::vector<std::string> labels = labels_of_cells(t);
    // A histogram is mostly empty: rows of a lone variable on a numbered axis are left out where they are 0.
    const bool sparse =
        t.variables.size() == 1 && t.axes.size() > 1 && !from_.axis_named(t.axes.back()).numbers.empty();
    std::vector<bool> wide;
    for (const variable* v : t.variables) wide.push_back(spreads(from_, *v));
    const auto rows = [&](std::size_t run, const std::string& moment, const std::vector<array>& arrays,
                          std::size_t first) {
        for (std::size_t c = 0; c < labels.size(); ++c) {
            if (sparse && arrays[0].values[first * labels.size() + c] == 0) continue;
            begin_row(out, run);
            out.ready(moment);
            if (!labels[c].empty()) out.ready(labels[c]);
            for (std::size_t v = 0; v < t.variables.size(); ++v) {
                const std::size_t width = wide[v] ? arrays[v].shape.back() : 1;
                for (std::size_t k = 0; k < width; ++k)
                    out.number(arrays[v].values[(first * labels.size() + c) * width + k]);
            }
            out.end_row();
        }
    };
    if (of == moments::windows) {
        for (const std::string& window : windows_) {
            std::vector<array> arrays;
            for (const variable* v : t.variables) arrays.push_back(from_.summary(v->name, window));
            for (std::size_t r = 0; r < from_.runs().size(); ++r)
                rows(r, fmt::format("{},{}", window, from_.steps_in(window)), arrays, r);
        }
    } else {
        const axis& times = from_.axis_named(t.axes[0]);
        for (std::size_t first = 0; first < from_.runs().size(); first += runs_at_once) {
            std::vector<std::size_t> runs;
            for (std::size_t r = first; r < std::min(first + runs_at_once, from_.runs().size()); ++r) runs.push_back(r);
            const std::vector<array> arrays = read(t, of, runs);
            for (std::size_t r = 0; r < runs.size(); ++r)
                for (std::size_t m = 0; m < times.size(); ++m)
                    rows(runs[r], times.labels[m], arrays, r * times.size() + m);
        }
    }
    written_.push_back(out.finish());
}

}   // namespace

sim::result<exported> export_csv(const observed& from, const std::string& folder, bool overwrite) {
    return exporter{from, folder, overwrite}.all();
}

}   // namespace analysis
