#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/common.hpp"
#include "models/registry.hpp"
#include "sim/text.hpp"

namespace cli {

namespace {

// A table as people read it: text, Markdown or JSON (one object a row).
struct sheet {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

void print(const sheet& s, const std::string& format) {
    if (format == "json") {
        auto all = nlohmann::ordered_json::array();
        for (const auto& row : s.rows) {
            nlohmann::ordered_json one;
            for (std::size_t c = 0; c < s.columns.size(); ++c) one[s.columns[c]] = row[c];
            all.push_back(one);
        }
        fmt::print("{}\n", all.dump(2));
        return;
    }
    if (format == "markdown") {
        fmt::print("| {} |\n|{}\n", fmt::join(s.columns, " | "),
                   std::string(s.columns.size(), ' ').replace(0, std::string::npos, [&] {
                       std::string rule;
                       for (std::size_t c = 0; c < s.columns.size(); ++c) rule += "---|";
                       return rule;
                   }()));
        for (const auto& row : s.rows) fmt::print("| {} |\n", fmt::join(row, " | "));
        return;
    }
    if (s.rows.size() == 1) {   // one thing: everything that is known of it, a line each
        std::size_t width = 0;
        for (const auto& column : s.columns) width = std::max(width, sim::display_width(column));
        for (std::size_t c = 0; c < s.columns.size(); ++c)
            fmt::print("{}  {}\n", sim::pad_right(s.columns[c], width), s.rows[0][c]);
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
        fmt::print("{}\n", text);
    };
    line(s.columns);
    for (const auto& row : s.rows) line(row);
}

sheet parameters_of(const sim::model& m) {
    sheet s{"parameters", {"name", "default", "unit", "range", "by lever", "meaning", "source"}, {}};
    for (const auto& p : m.parameters())
        s.rows.push_back({std::string{p.name}, sim::shortest(p.standard), std::string{p.unit},
                          fmt::format("{} to {}", sim::shortest(p.low), sim::shortest(p.high)),
                          p.lever == sim::by_lever::yes ? "yes" : "no", std::string{p.meaning}, std::string{p.source}});
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
    sheet s{"models", {"name", "version", "what it simulates"}, {}};
    for (const sim::model* m : models::all())
        s.rows.push_back({std::string{m->name()}, std::to_string(m->version()), std::string{m->sentence()}});
    return s;
}

// One model: a line each of the keys that a scenario of it may have, and of how much there is.
sheet one_model(const sim::model& m) {
    sheet s{"model", {"name", "version", "what it simulates", "step"}, {}};
    const sim::layout all = m.observations();
    std::vector<std::string> row{std::string{m.name()}, std::to_string(m.version()), std::string{m.sentence()},
                                 fmt::format("a {}; weeks and burn_in count them", all.step_name)};
    const auto add = [&](std::string column, std::string cell) {
        s.columns.push_back(std::move(column));
        row.push_back(std::move(cell));
    };
    for (const sim::key_row& key : m.keys()) add("key " + std::string{key.name}, std::string{key.meaning});
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

const sim::model& model_named(const std::string& name) {
    std::vector<std::string> known;
    for (const sim::model* m : models::all()) {
        if (m->name() == name) return *m;
        known.emplace_back(m->name());
    }
    throw wrong_input{fmt::format("there is no model '{}'{}", name, sim::did_you_mean(name, known))};
}

// The row of one name, or wrong_input with the nearest.
sheet only(sheet s, const std::string& name, const std::string& what) {
    if (name.empty()) return s;
    std::vector<std::string> names;
    for (const auto& row : s.rows) names.push_back(row[0]);
    const auto at = std::find_if(s.rows.begin(), s.rows.end(), [&](const auto& row) {
        return row[0] == name || (what == "lever" && row[1] == name);
    });
    if (at == s.rows.end())
        throw wrong_input{fmt::format("there is no {} '{}'{}", what, name, sim::did_you_mean(name, names))};
    s.rows = {*at};
    return s;
}

}   // namespace

// cogov describe [parameter|lever|observation|model] [NAME]: the reference, from the program itself.
void add_describe(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("describe", "the reference: parameters, levers, observations, models");
    struct options {
        std::string what, name, format, model = "participation";
    };
    auto o = std::make_shared<options>();
    command->add_option("WHAT", o->what, "parameter, lever, observation or model");
    command->add_option("NAME", o->name, "one of them alone");
    command->add_option("--model", o->model, "of which model")->type_name("NAME");
    add_format(*command, o->format, {"text", "json", "markdown"});
    command->callback([o] {
        const sim::model* const of = &model_named(o->model);
        const std::vector<std::string> kinds{"parameter", "lever", "observation", "model"};
        if (o->what.empty()) {
            fmt::print("cogov describe parameter    {} parameters of the model '{}'\n", of->parameters().size(),
                       of->name());
            fmt::print("cogov describe lever        {} levers\n", of->levers().size());
            fmt::print("cogov describe observation  {} observations\n", of->observations().observations.size());
            fmt::print("cogov describe model        {} model{}\n", models::all().size(),
                       models::all().size() == 1 ? "" : "s");
            return;
        }
        if (o->what == "parameter") print(only(parameters_of(*of), o->name, "parameter"), o->format);
        else if (o->what == "lever") print(only(levers_of(*of), o->name, "lever"), o->format);
        else if (o->what == "observation") print(only(observations_of(*of), o->name, "observation"), o->format);
        else if (o->what == "model" && o->name.empty()) print(all_models(), o->format);
        else if (o->what == "model") print(one_model(model_named(o->name)), o->format);
        else
            throw wrong_input{fmt::format("cogov describe {}: there are parameter, lever, observation and model{}",
                                          o->what, sim::did_you_mean(o->what, kinds))};
    });
}

}   // namespace cli
