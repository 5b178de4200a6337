#include <algorithm>
#include <filesystem>
#include <span>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/points.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/page_model.hpp"
#include "cli/browser.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/passing_folder.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "models/registry.hpp"
#include "sim/results/posterior_file.hpp"
#include "sim/text/file_set.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using analysis::report::json;

struct report_options {
    std::string file, output, language, baseline, point, figures;
    bool force = false;
};

void write(const std::string& path, const std::string& text) {
    sim::write_file_safely(path, std::as_bytes(std::span{text}));
}

// town.h5 gives town.html.
std::string beside(const std::string& file) { return fs::path{file}.replace_extension(".html").string(); }

void be_sure_it_may_write(const report_options& o) {
    if (!o.figures.empty() && sim::is_there(o.figures) && !sim::is_folder(o.figures))
        throw wrong_input{fmt::format("{} is a file; --figures names a folder", o.figures)};
    if (sim::is_folder(o.output))
        throw wrong_input{fmt::format("{} is a folder; -o names the page, such as {}", o.output,
                                      (fs::path{o.output} / "report.html").string())};
    be_sure_it_may_be_replaced(o.output, "report", o.force, "-o",
                               [](const std::string& path) { return analysis::report::is_page(sim::read_file(path)); });
    std::error_code ignored;
    if (!o.force && !o.figures.empty() && sim::is_there(o.figures) && !fs::is_empty(o.figures, ignored))
        throw wrong_input{fmt::format(
            "{} is not empty; --force replaces figures in it, or --figures names another folder", o.figures)};
}

// Where the page goes, once it is sure that it may.
void settle_output(report_options& o) {
    const bool named = !o.output.empty();
    if (!named) o.output = beside(o.file);
    if (std::error_code none; fs::equivalent(o.output, o.file, none))
        throw wrong_input{fmt::format("{} holds the results themselves; -o names another file for the page", o.file)};
    if (named) be_sure_of_ending(o.output, "-o", written::page);
    be_sure_it_may_write(o);
}

void write_page(const report_options& o, const analysis::report::page_model& model) {
    write(o.output, analysis::report::page_of(model));
    show("{}: open it in a browser; it needs no network\n", o.output);
}

// The drawings that the page made of itself, by name; it leaves them in an element of its own.
json drawings_in(const std::string& document) {
    const std::string begin = "<script type=\"application/json\" id=\"drawings\">";
    const std::size_t from = document.find(begin), to = document.find("</script>", from);
    if (from == std::string::npos || to == std::string::npos)
        throw std::runtime_error{"the browser did not draw the report's figures"};
    return json::parse(document.substr(from + begin.size(), to - from - begin.size()));
}

// The figures of the page at `page` as SVG and PDF, and the tables behind them as CSV.
void write_figures(const report_options& o, const analysis::report::page_model& model) {
    sim::file_set files{o.figures, "cogov report --figures"};
    const auto start = [&](const std::string& of, const char* ending) {
        std::string name = sim::visible(of, "") + ending;
        std::ranges::replace(name, '/', '_');   // measures are called as their model likes
        return files.start(name);
    };
    const auto finish = [&] {
        files.put_in_place();
        if (const auto others = files.others(); !others.empty())
            say("{} has other tables or pictures, which this report did not write and left as they are: {}\n",
                o.figures, sim::some_of(others));
    };
    std::size_t tables = 0;
    for (const auto& [name, table] : model.tables) {
        if (table.rows.empty()) continue;
        write(start(name, ".csv"), model.csv_of(table));
        ++tables;
    }
    const auto browser = find_browser();
    if (!browser) {
        finish();
        show("{}: {} as CSV. Pictures are drawn by Chromium, which is not installed (Debian: chromium).\n", o.figures,
             sim::counted(tables, "table"));
        return;
    }
    const std::string address = file_address(o.output);
    const json drawings =
        drawings_in(run_browser(*browser, {"--dump-dom", "--virtual-time-budget=10000", address + "#drawings"}));
    for (const auto& [name, svg] : drawings.items()) {
        write(start(name, ".svg"), svg.get<std::string>());
        static_cast<void>(run_browser(*browser, {"--no-pdf-header-footer", "--virtual-time-budget=10000",
                                                 "--print-to-pdf=" + fs::absolute(start(name, ".pdf")).string(),
                                                 fmt::format("{}#figure={}", address, name)}));
    }
    finish();
    show("{}: {} as SVG and PDF, {} as CSV\n", o.figures, sim::counted(drawings.size(), "figure"),
         sim::counted(tables, "table"));
}

// What a calibration found has a page of its own.
void report_calibration(report_options& o) {
    for (const auto& [option, value] :
         {std::pair{"--baseline", &o.baseline}, {"--point", &o.point}, {"--figures", &o.figures}})
        if (!value->empty())
            throw wrong_input{
                fmt::format("{} is of results; {} is what a calibration found: leave {} out", option, o.file, option)};
    const sim::posterior_file found = sim::read_posterior(o.file);
    settle_output(o);
    const std::string title = found.fact("title"), title_zh = found.fact("title_zh");
    write_page(o, analysis::report::model_of(
                      found, o.language.empty() ? analysis::report::language_of(title.empty() ? title_zh : title)
                                                : o.language));
}

void report(report_options o) {
    if (!analysis::report::has_page())
        throw std::runtime_error{
            "this cogov was built without the report's page (COGOV_REPORT=OFF); build it with node and npm installed "
            "and "
            "-DCOGOV_REPORT=ON, or use cogov compare and cogov export"};
    if (!o.language.empty() && o.language != "en" && o.language != "zh")
        throw wrong_input{fmt::format("--lang {}: there are: en, zh", o.language)};
    if (sim::is_posterior(o.file)) {
        report_calibration(o);
        return;
    }
    const analysis::observed whole = open_results(o.file);
    if (whole.measures().empty()) throw wrong_input{fmt::format("{} does not say what to compare its arms by", o.file)};
    settle_output(o);
    std::vector<std::string> arms;
    for (const analysis::arm& arm : whole.arms()) arms.push_back(arm.name);
    analysis::report::options how;
    how.baseline = o.baseline.empty() ? whole.baseline() : place_of(o.baseline, arms, "arm", o.file);
    how.language = o.language.empty()
                       ? analysis::report::language_of(whole.title().empty() ? whole.title_zh() : whole.title())
                       : o.language;
    how.point_asked_for = !o.point.empty();
    const analysis::observed file =
        o.point.empty() ? whole.at_point(analysis::middle_point(whole)) : at_point(whole, o.point);
    if (file.runs_of(how.baseline).empty())
        throw wrong_input{fmt::format("{} has no complete run of '{}', with which the others are compared", o.file,
                                      arms[how.baseline])};
    how.known_instruments = analysis::report::known_instruments_of(file, models::all());
    const analysis::report::page_model model = analysis::report::model_of(file, how);
    if (std::error_code problem; !o.figures.empty() && !fs::create_directories(o.figures, problem) && problem)
        throw std::runtime_error{fmt::format("cannot make the folder {}: {}", o.figures, problem.message())};
    if (!o.figures.empty()) sim::remove_leftovers_in(o.figures);
    write_page(o, model);
    if (!o.figures.empty()) write_figures(o, model);
}

}   // namespace

// cogov report FILE.h5: one page with what a policymaker looks at.
void add_report(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand(
        "report", "make a page with pictures from a results file, or from a posterior, for everybody");
    auto o = std::make_shared<report_options>();
    const auto text = [&](const char* name, std::string& into, const char* type, const char* what) {
        command->add_option(name, into, what)->type_name(type)->check(not_empty());
    };
    command->add_option("FILE", o->file, "results file, or posterior of cogov calibrate (.h5)")->required();
    text("-o,--output", o->output, "FILE.html", "the page; beside the results when absent");
    text("--lang", o->language, "LANGUAGE", "that the page opens in: en or zh; it has both");
    text("--baseline", o->baseline, "ARM", "the arm that the others are compared with; the file's own when absent");
    text("--point", o->point, "N",
         "of a sweep: compare the arms at this point of the design; that nearest to its middle when absent");
    text("--figures", o->figures, "DIR", "write the figures as SVG and PDF too, and their numbers as CSV");
    command->add_flag("--force", o->force, "replace files that exist");
    command->callback([o] { report(*o); });
}

}   // namespace cli
