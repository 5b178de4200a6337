#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command_pages.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/sheet.hpp"
#include "cli/status.hpp"
#include "models/registry.hpp"
#include "sim/scenario/design_kinds.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

// A part of the reference: texts, by columns that are called alike everywhere.
struct sheet {
    std::string title;
    table all;
    sheet(std::string title_of_it, std::initializer_list<const char*> columns) : title{std::move(title_of_it)} {
        for (const char* const one : columns) all.columns.push_back({one, one});
    }
    void add(std::initializer_list<std::string_view> cells) {
        all.rows.emplace_back();
        for (const std::string_view one : cells) all.rows.back().emplace_back(std::string{one});
    }
};

const std::string& text_at(const table& of, std::size_t row, std::size_t column) {
    return std::get<std::string>(of.rows[row][column].value);
}

// One thing alone stands upright: a line each of what is known of it.
table upright(const table& of) {
    if (of.rows.size() != 1) return of;
    table out{{{"", of.columns[0].heading}, {"", text_at(of, 0, 0)}}};
    for (std::size_t c = 1; c < of.columns.size(); ++c) out.rows.push_back({of.columns[c].heading, of.rows[0][c]});
    return out;
}

void print(const sheet& s, const std::string& format) {
    show_as(format, table_as(format, format == "json" ? s.all : upright(s.all)));
}

// "triangular, 0 to 4, most likely 1"; nothing where a value is settled.
std::string prior_of(const sim::prior& of) {
    if (of.form == sim::shape::none) return {};
    return fmt::format("{}, {} to {}, most likely {}", sim::name_of(of.form), sim::shortest(of.low),
                       sim::shortest(of.high), sim::shortest(of.mode));
}

sheet parameters_of(const sim::model& m) {
    sheet s{
        "parameters",
        {"name", "default", "unit", "range", "by lever", "meaning", "中文", "provenance", "source", "prior", "group"}};
    auto all = m.parameters();
    std::ranges::move(m.instrument_parameters(), std::back_inserter(all));
    for (const auto& p : all)
        s.add({p.name, sim::shortest(p.standard), p.unit,
               fmt::format("{} to {}", sim::shortest(p.low), sim::shortest(p.high)),
               p.movable == sim::by_instrument::yes ? "yes" : "no", p.meaning.en, p.meaning.zh, sim::name_of(p.from),
               p.source, prior_of(p.believed), p.group});
    return s;
}

sheet levers_of(const sim::model& m) {
    sheet s{"levers",
            {"name", "中文", "level", "级别", "range", "demonstration", "what it does", "作用", "cost, CNY", "for each",
             "每", "in a", "provenance", "cost source", "费用来源", "cost prior"}};
    for (const auto& l : m.instruments())
        s.add({l.name, l.label_zh, l.unit.en, l.unit.zh,
               fmt::format("{} to {}", sim::shortest(l.low), sim::shortest(l.high)), sim::shortest(l.demonstration),
               l.effect.en, l.effect.zh, sim::shortest(l.cost), l.cost_base, l.cost_for.zh, l.cost_period,
               sim::name_of(l.cost_from), l.cost_source.en, l.cost_source.zh, prior_of(l.cost_believed)});
    return s;
}

// The rows of one name, or wrong_input with the nearest.
sheet only(sheet s, const std::string& name, const std::string& what) {
    if (name.empty()) return s;
    std::vector<std::string> names;
    for (std::size_t row = 0; row < s.all.rows.size(); ++row) names.push_back(text_at(s.all, row, 0));
    const auto is_called = [&](const std::vector<cell>& row, std::size_t column) {
        return std::get<std::string>(row[column].value) == name;
    };
    std::erase_if(s.all.rows,
                  [&](const auto& row) { return !is_called(row, 0) && (what != "lever" || !is_called(row, 1)); });
    if (s.all.rows.empty())
        throw wrong_input{fmt::format("there is no {} '{}'{}", what, name, sim::did_you_mean(name, names))};
    return s;
}

// One lever alone: its row, and what else is known of it.
sheet one_lever(const sim::model& m, const std::string& name) {
    sheet s = only(levers_of(m), name, "lever");
    const auto rows = m.instruments();
    const auto at = std::ranges::find(rows, text_at(s.all, 0, 0), &sim::instrument_row::name);
    for (const sim::instrument_fact& fact : m.known_of(static_cast<std::size_t>(at - rows.begin())))
        for (const auto& [heading, text] : {std::pair{fact.heading.en, fact.en}, {fact.heading.zh, fact.zh}}) {
            s.all.columns.push_back({std::string{heading}, std::string{heading}});
            s.all.rows[0].emplace_back(text);
        }
    return s;
}

sheet observations_of(const sim::model& m) {
    sheet s{"observations", {"name", "unit", "by", "each", "what", "中文"}};
    const sim::layout all = m.observations();
    for (const auto& o : all.observations) {
        std::string by = "run";
        for (const std::size_t d : o.dimensions) by += ", " + all.dimensions[d].name;
        s.add({o.name, o.units, by, o.when == sim::rhythm::step ? all.step_name : "year", o.long_name, o.long_name_zh});
    }
    return s;
}

// What a calibration's targets can be numbers of, as their column `measure` has it.
sheet targets_of(const sim::model& m) {
    sheet s{"targets", {"name", "of", "unit", "what", "中文"}};
    const sim::layout all = m.observations();
    for (const sim::measure& one : all.measures) {
        const auto over = std::ranges::find(all.observations, one.over, &sim::observation::name);
        std::string of = "all";
        if (over != all.observations.end())
            for (const std::size_t d : over->dimensions)
                if (all.dimensions[d].what != sim::axis_kind::bins) of += ", " + all.dimensions[d].name;
        s.add({one.name, of, one.shown_as == 1 ? one.unit : fmt::format("1, shown as {} {}", one.shown_as, one.unit),
               one.label, one.label_zh});
    }
    for (const sim::input_row& one : m.inputs())
        s.add({fmt::format("input:{}", one.name), fmt::format("{}", fmt::join(one.of, ", ")), one.unit, one.meaning.en,
               one.meaning.zh});
    std::string groups = "all";
    for (const sim::dimension& one : all.dimensions)
        if (one.what == sim::axis_kind::group || one.what == sim::axis_kind::choice) groups += ", " + one.name;
    for (const sim::counterfactual& one : m.counterfactuals())
        s.add({fmt::format("counterfactual:{}", one.name), groups, "1", one.meaning.en, one.meaning.zh});
    return s;
}

sheet all_models() {
    sheet s{"models", {"name", "version", "what it simulates", "中文"}};
    for (const sim::model* m : models::all())
        s.add({m->name(), std::to_string(m->version()), m->sentence().en, m->sentence().zh});
    return s;
}

// One model: a line each of the keys that a scenario of it may have, and of how much there is.
sheet one_model(const sim::model& m) {
    sheet s{"model", {"name", "version", "what it simulates", "中文", "step"}};
    const sim::layout all = m.observations();
    s.add({m.name(), std::to_string(m.version()), m.sentence().en, m.sentence().zh,
           fmt::format("a {}; weeks and burn_in count them", all.step_name)});
    const auto add = [&](const std::string& column, std::string cell) {
        s.all.columns.push_back({column, column});
        s.all.rows[0].emplace_back(std::move(cell));
    };
    for (const sim::key_row& key : m.keys()) {
        add(fmt::format("key {}", key.name), std::string{key.meaning.en});
        add(fmt::format("key {}, 中文", key.name), std::string{key.meaning.zh});
    }
    add("parameters", fmt::format("{}: cogov describe parameter --model {}",
                                  m.parameters().size() + m.instrument_parameters().size(), m.name()));
    if (!m.instruments().empty())
        add("levers", fmt::format("{}: cogov describe lever --model {}", m.instruments().size(), m.name()));
    add("observations", fmt::format("{}: cogov describe observation --model {}", all.observations.size(), m.name()));
    std::vector<std::string> compared;
    for (const sim::measure& one : all.measures) compared.push_back(one.label);
    add("tables compare", fmt::format("{}", fmt::join(compared, ", ")));
    return s;
}

std::vector<std::string> names_of_models() {
    std::vector<std::string> names;
    for (const sim::model* m : models::all()) names.emplace_back(m->name());
    return names;
}

const sim::model& model_named(const std::string& name) {
    for (const sim::model* m : models::all())
        if (m->name() == name) return *m;
    throw wrong_input{fmt::format("there is no model '{}'{}", name, sim::did_you_mean(name, names_of_models()))};
}

sheet all_designs() {
    sheet s{"designs", {"name", "called", "名称", "its own keys", "points", "中文"}};
    for (const sim::design_kind& one : sim::design_kinds())
        s.add({one.name, one.called.en, one.called.zh, fmt::format("{}", fmt::join(one.keys, ", ")), one.points.en,
               one.points.zh});
    return s;
}

sheet sheet_of_commands(const CLI::App& app) {
    sheet s{"commands", {"command", "option", "value", "what it does"}};
    for (const command_row& command : cli::commands_of(app)) {
        s.add({command.name, "", "", command.meaning});
        for (const option_row& option : command.options)
            s.add({command.name,
                   fmt::format("{}{}", fmt::join(option.names, ", "), option.argument && option.several ? "..." : ""),
                   option.value, option.meaning});
    }
    return s;
}

std::vector<std::string> kinds() {
    return {"parameter", "lever", "observation", "target", "model", "design", "command"};
}

struct describe_options {
    std::string what, name, format, model = "participation";
};

// Everything at once: what there is in text, the whole of it in Markdown and JSON.
void print_all(const CLI::App& app, const sim::model& of, const std::string& format) {
    const std::vector all{parameters_of(of), levers_of(of), observations_of(of),   targets_of(of),
                          all_models(),      all_designs(), sheet_of_commands(app)};
    if (format == "json") {
        nlohmann::ordered_json parts;
        for (const sheet& s : all) parts[s.title] = rows_of(s.all);
        show_as(format, parts.dump(2) + "\n");
    } else if (format == "markdown") {
        for (const sheet& s : all)
            show("{}# {}\n\n{}", &s == &all[0] ? "" : "\n", s.title, table_as(format, upright(s.all)));
    } else {
        show(
            "cogov describe parameter    {} of the model '{}'\n"
            "cogov describe lever        {}\n"
            "cogov describe observation  {}\n"
            "cogov describe target       {} that a calibration's targets can be of, beside OVER / UNDER of "
            "observations\n"
            "cogov describe model        {}\n"
            "cogov describe design       {} of designs, which a sweep runs through\n"
            "cogov describe command      {} commands with their options\n",
            sim::counted(all[0].all.rows.size(), "parameter"), of.name(), sim::counted(all[1].all.rows.size(), "lever"),
            sim::counted(all[2].all.rows.size(), "observation"), sim::counted(all[3].all.rows.size(), "number"),
            sim::counted(all[4].all.rows.size(), "model"), sim::counted(all[5].all.rows.size(), "kind"),
            cli::commands_of(app).size());
    }
}

void describe(const CLI::App& app, const describe_options& o) {
    const sim::model& of = model_named(o.model);
    const bool pages = o.format == "man" || o.format == "bash";
    if (pages && (o.what != "command" || !o.name.empty()))
        throw wrong_input{
            fmt::format("--format {0} is of the whole command line: cogov describe command --format {0}", o.format)};
    if (pages) show("{}", o.format == "man" ? man_page(app) : bash_completion(app));
    else if (o.what.empty()) print_all(app, of, o.format);
    else if (o.what == "parameter") print(only(parameters_of(of), o.name, o.what), o.format);
    else if (o.what == "lever") print(o.name.empty() ? levers_of(of) : one_lever(of, o.name), o.format);
    else if (o.what == "observation") print(only(observations_of(of), o.name, o.what), o.format);
    else if (o.what == "target") print(only(targets_of(of), o.name, o.what), o.format);
    else if (o.what == "design") print(only(all_designs(), o.name, o.what), o.format);
    else if (o.what == "command") print(only(sheet_of_commands(app), o.name, o.what), o.format);
    else if (o.what == "model" && o.name.empty()) print(all_models(), o.format);
    else if (o.what == "model") print(one_model(model_named(o.name)), o.format);
    else
        throw wrong_input{fmt::format("cogov describe {}: there are {}{}", o.what, fmt::join(kinds(), ", "),
                                      sim::did_you_mean(o.what, kinds()))};
}

}   // namespace

// cogov describe [parameter|lever|observation|target|model|design|command] [NAME]: the reference, from the program itself.
void add_describe(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand(
        "describe", "the reference: parameters, levers, observations, targets, models, designs, commands");
    auto o = std::make_shared<describe_options>();
    command->add_option("WHAT", o->what, "what to describe; a summary when absent")
        ->type_name(fmt::format("{}", fmt::join(kinds(), "|")));
    command->add_option("NAME", o->name, "one of them alone")->type_name("");
    command->add_option("--model", o->model, "of which model")
        ->type_name(fmt::format("{}", fmt::join(names_of_models(), "|")));
    add_format(*command, o->format, {"text", "json", "markdown", "man", "bash"},
               "; man and bash: the manual page and the completion of cogov describe command");
    command->callback([o, &app] { describe(app, *o); });
}

}   // namespace cli
