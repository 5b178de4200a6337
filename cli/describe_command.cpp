#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command_pages.hpp"
#include "cli/common.hpp"
#include "models/registry.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

// A table as people read it: text, Markdown or JSON (one object a row).
struct sheet {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

nlohmann::ordered_json as_json(const sheet& s) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& row : s.rows) {
        nlohmann::ordered_json one;
        for (std::size_t c = 0; c < s.columns.size(); ++c) one[s.columns[c]] = row[c];
        all.push_back(one);
    }
    return all;
}

// One thing alone stands upright: a line each of what is known of it.
std::string as_markdown(const sheet& s) {
    const auto line = [](const std::vector<std::string>& cells) {
        std::string text = "|";
        for (const std::string& cell : cells) {
            text += ' ';
            for (const char c : cell) text += c == '|' ? std::string{"\\|"} : std::string(1, c);
            text += " |";
        }
        return text + '\n';
    };
    std::string text;
    if (s.rows.size() == 1) {
        for (std::size_t c = 0; c < s.columns.size(); ++c)
            text += line({s.columns[c], s.rows[0][c]}) + (c == 0 ? "|---|---|\n" : "");
        return text;
    }
    text = line(s.columns) + '|';
    for (std::size_t c = 0; c < s.columns.size(); ++c) text += "---|";
    text += '\n';
    for (const auto& row : s.rows) text += line(row);
    return text;
}

void print(const sheet& s, const std::string& format) {
    if (format == "json") {
        show_as(format, as_json(s).dump(2) + "\n");
        return;
    }
    if (format == "markdown") {
        show("{}", as_markdown(s));
        return;
    }
    if (s.rows.size() == 1) {   // one thing: everything that is known of it, a line each
        std::size_t width = 0;
        for (const auto& column : s.columns) width = std::max(width, sim::display_width(column));
        for (std::size_t c = 0; c < s.columns.size(); ++c)
            show("{}  {}\n", sim::pad_right(s.columns[c], width), s.rows[0][c]);
        return;
    }
    std::vector<std::size_t> width;
    for (const auto& column : s.columns) width.push_back(sim::display_width(column));
    for (const auto& row : s.rows)
        for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], sim::display_width(row[c]));
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t c = 0; c < cells.size(); ++c)
            text += c + 1 < cells.size() ? sim::pad_right(cells[c], width[c] + 2) : cells[c];
        show("{}\n", text);
    };
    line(s.columns);
    for (const auto& row : s.rows) line(row);
}

sheet parameters_of(const sim::model& m) {
    sheet s{
        "parameters", {"name", "default", "unit", "range", "by lever", "meaning", "中文", "provenance", "source"}, {}};
    for (const auto& p : m.parameters())
        s.rows.push_back({std::string{p.name}, sim::shortest(p.standard), std::string{p.unit},
                          fmt::format("{} to {}", sim::shortest(p.low), sim::shortest(p.high)),
                          p.lever == sim::by_lever::yes ? "yes" : "no", std::string{p.meaning.en},
                          std::string{p.meaning.zh}, std::string{sim::name_of(p.from)}, std::string{p.source}});
    return s;
}

sheet levers_of(const sim::model& m) {
    sheet s{"levers",
            {"name", "中文", "level", "range", "demonstration", "what it does", "cost, CNY", "for each", "in a",
             "cost source"},
            {}};
    for (const auto& l : m.levers())
        s.rows.push_back({std::string{l.name}, std::string{l.label_zh}, std::string{l.unit},
                          fmt::format("{} to {}", sim::shortest(l.low), sim::shortest(l.high)),
                          sim::shortest(l.demonstration), std::string{l.effect}, sim::shortest(l.cost),
                          std::string{l.cost_base}, std::string{l.cost_period}, std::string{l.cost_source}});
    return s;
}

sheet observations_of(const sim::model& m) {
    sheet s{"observations", {"name", "unit", "by", "each", "what", "中文"}, {}};
    const sim::layout all = m.observations();
    for (const auto& o : all.observations) {
        std::string by = "run";
        for (const std::size_t d : o.dimensions) by += ", " + all.dimensions[d].name;
        s.rows.push_back(
            {o.name, o.units, by, o.when == sim::rhythm::step ? all.step_name : "year", o.long_name, o.long_name_zh});
    }
    return s;
}

sheet all_models() {
    sheet s{"models", {"name", "version", "what it simulates", "中文"}, {}};
    for (const sim::model* m : models::all())
        s.rows.push_back({std::string{m->name()}, std::to_string(m->version()), std::string{m->sentence().en},
                          std::string{m->sentence().zh}});
    return s;
}

// One model: a line each of the keys that a scenario of it may have, and of how much there is.
sheet one_model(const sim::model& m) {
    sheet s{"model", {"name", "version", "what it simulates", "中文", "step"}, {}};
    const sim::layout all = m.observations();
    std::vector<std::string> row{std::string{m.name()}, std::to_string(m.version()), std::string{m.sentence().en},
                                 std::string{m.sentence().zh},
                                 fmt::format("a {}; weeks and burn_in count them", all.step_name)};
    const auto add = [&](std::string column, std::string cell) {
        s.columns.push_back(std::move(column));
        row.push_back(std::move(cell));
    };
    for (const sim::key_row& key : m.keys()) {
        add(fmt::format("key {}", key.name), std::string{key.meaning.en});
        add(fmt::format("key {}, 中文", key.name), std::string{key.meaning.zh});
    }
    add("parameters", fmt::format("{}: cogov describe parameter --model {}", m.parameters().size(), m.name()));
    if (!m.levers().empty())
        add("levers", fmt::format("{}: cogov describe lever --model {}", m.levers().size(), m.name()));
    add("observations", fmt::format("{}: cogov describe observation --model {}", all.observations.size(), m.name()));
    std::vector<std::string> compared;
    for (const sim::measure& one : all.measures) compared.push_back(one.label);
    add("tables compare", fmt::format("{}", fmt::join(compared, ", ")));
    s.rows.push_back(std::move(row));
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

sheet commands_of(const CLI::App& app) {
    sheet s{"commands", {"command", "option", "value", "what it does"}, {}};
    for (const command_row& command : cli::commands_of(app)) {
        s.rows.push_back({command.name, "", "", command.meaning});
        for (const option_row& option : command.options)
            s.rows.push_back(
                {command.name,
                 fmt::format("{}{}", fmt::join(option.names, ", "), option.argument && option.several ? "..." : ""),
                 option.value, option.meaning});
    }
    return s;
}

// The rows of one name, or wrong_input with the nearest.
sheet only(sheet s, const std::string& name, const std::string& what) {
    if (name.empty()) return s;
    std::vector<std::string> names;
    for (const auto& row : s.rows) names.push_back(row[0]);
    std::erase_if(s.rows, [&](const auto& row) { return row[0] != name && (what != "lever" || row[1] != name); });
    if (s.rows.empty())
        throw wrong_input{fmt::format("there is no {} '{}'{}", what, name, sim::did_you_mean(name, names))};
    return s;
}

std::vector<std::string> kinds() { return {"parameter", "lever", "observation", "model", "command"}; }

struct describe_options {
    std::string what, name, format, model = "participation";
};

// Everything at once: what there is in text, the whole of it in Markdown and JSON.
void print_all(const CLI::App& app, const sim::model& of, const std::string& format) {
    const std::vector all{parameters_of(of), levers_of(of), observations_of(of), all_models(), commands_of(app)};
    if (format == "json") {
        nlohmann::ordered_json parts;
        for (const sheet& s : all) parts[s.title] = as_json(s);
        show_as(format, parts.dump(2) + "\n");
    } else if (format == "markdown") {
        for (const sheet& s : all) show("{}# {}\n\n{}", &s == &all[0] ? "" : "\n", s.title, as_markdown(s));
    } else {
        show(
            "cogov describe parameter    {} of the model '{}'\n"
            "cogov describe lever        {}\n"
            "cogov describe observation  {}\n"
            "cogov describe model        {}\n"
            "cogov describe command      {} commands with their options\n",
            sim::counted(all[0].rows.size(), "parameter"), of.name(), sim::counted(all[1].rows.size(), "lever"),
            sim::counted(all[2].rows.size(), "observation"), sim::counted(all[3].rows.size(), "model"),
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
    else if (o.what == "lever") print(only(levers_of(of), o.name, o.what), o.format);
    else if (o.what == "observation") print(only(observations_of(of), o.name, o.what), o.format);
    else if (o.what == "command") print(only(commands_of(app), o.name, o.what), o.format);
    else if (o.what == "model" && o.name.empty()) print(all_models(), o.format);
    else if (o.what == "model") print(one_model(model_named(o.name)), o.format);
    else
        throw wrong_input{fmt::format("cogov describe {}: there are {}{}", o.what, fmt::join(kinds(), ", "),
                                      sim::did_you_mean(o.what, kinds()))};
}

}   // namespace

// cogov describe [parameter|lever|observation|model|command] [NAME]: the reference, from the program itself.
void add_describe(CLI::App& app, int& /*status*/) {
    auto* const command =
        app.add_subcommand("describe", "the reference: parameters, levers, observations, models, commands");
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
