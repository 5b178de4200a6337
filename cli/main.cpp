// The program: reads the command line and hands over to one file a subcommand.

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/signals.hpp"
#include "cli/status.hpp"
#include "models/registry.hpp"
#include "sim/engine/isa.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "sim/results/results_schema.hpp"
#include "sim/text/text.hpp"

namespace {

const CLI::App* parsed_command(const CLI::App& app) {
    const auto commands = app.get_subcommands();
    return commands.empty() ? nullptr : commands.front();
}

// What options a command has, and what it could set: "--threads", "--set population_seed".
std::vector<std::string> names_of(const CLI::App& app) {
    std::vector<std::string> names;
    const CLI::App* const command = parsed_command(app);
    if (command == nullptr) {
        for (const CLI::App* one : app.get_subcommands({})) names.push_back(one->get_name());
        return names;
    }
    for (const CLI::Option* option : command->get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

// The option that was meant by one that is none: with nearly its letters, with its words, or a key that --set would take.
std::string option_meant(const CLI::App& command, const std::string& word, const std::string& value,
                         const std::vector<std::string>& names) {
    if (!command.get_option_no_throw("--set")) return sim::did_you_mean(word, names);
    std::vector<std::string> keys{"weeks", "burn_in", "replicates", "seed", "title"}, of_instruments;
    for (const sim::model* model : models::all()) {
        for (const sim::key_row& row : model->keys())
            if (row.name.find('.') == std::string_view::npos) keys.emplace_back(row.name);
        for (const sim::parameter_row& row : model->parameters())
            keys.push_back(fmt::format("parameters.{}", row.name));
        for (const sim::instrument_row& row : model->instruments())
            keys.push_back(fmt::format("arms.ARM.policies.{}.level", row.name));
        for (const sim::parameter_row& row : model->instrument_parameters())
            of_instruments.push_back(fmt::format("{}.{}", model->instrument_heading(), row.name));
    }
    std::string near;
    if (const auto options = sim::with_words_of(word, names); !options.empty())
        near = fmt::format("; did you mean '{}'?", options.front());
    for (const auto* const list : {&keys, &of_instruments})
        if (const auto all = sim::with_words_of(word, *list); near.empty() && !all.empty() && all.size() <= 3)
            near = fmt::format("; did you mean '--set {}={}'?", all.front(), value.empty() ? "VALUE" : value);
    return near.empty() ? sim::did_you_mean(word, names) : near;
}

// What a command takes besides options: "SCENARIO", "FILE SHARDS...".
std::string arguments_of(const CLI::App& command) {
    std::string text;
    for (const CLI::Option* option : command.get_options([](const CLI::Option* one) { return one->get_positional(); }))
        text += fmt::format("{}{}{}", text.empty() ? "" : " ", option->get_name(true),
                            option->get_expected_max() > 1 ? "..." : "");
    return text.empty() ? "no arguments" : text;
}

// An option that took what was meant as the argument: "--replicates scenario.toml".
std::string taken_by_option(const CLI::App& command) {
    for (const CLI::Option* option : command.get_options())
        if (!option->get_positional() && option->count() > 0 && option->get_type_size() != 0)
            for (const std::string& value : option->results())
                if (value.ends_with(".toml") || value.ends_with(".h5"))
                    return fmt::format("; {} took '{}' as its value", option->get_name(), value);
    return {};
}

// What was wrong with the command line, with what was probably meant.
int tell_usage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    if (error.get_exit_code() == 0) {   // --help, --version
        std::ostringstream text;
        app.exit(error, text, text);
        cli::show("{}", text.str());
        return cli::done;
    }
    std::string text = error.what();
    const auto names = names_of(app);
    const CLI::App* const command = parsed_command(app);
    if (command == nullptr && argc > 1 && argv[1][0] != '-') {
        const std::string word = argv[1];
        text = fmt::format(
            "unknown command '{}'{}", word,
            sim::is_there(word) ? fmt::format("; did you mean 'cogov run {}'?", word) : sim::did_you_mean(word, names));
    } else if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && command != nullptr) {
        const auto extras = app.remaining(true);
        const std::vector<std::string> words(argv + 1, argv + argc);
        const auto is_option = [&](const std::string& one) {
            return one.starts_with('-') && std::ranges::find(extras, one) != extras.end();
        };
        if (const auto option = std::ranges::find_if(words, is_option); option != words.end()) {
            const std::string word = option->substr(0, option->find('='));
            std::string value = word.size() < option->size() ? option->substr(word.size() + 1) : "";
            if (const auto next = option + 1; value.empty() && next != words.end() && !next->starts_with('-'))
                value = *next;
            text = fmt::format("cogov {}: {} was not expected{}", command->get_name(), word,
                               option_meant(*command, word, value, names));
        } else if (const auto first = std::ranges::find_first_of(words, extras); first != words.end()) {
            text = fmt::format("cogov {}: '{}' was not expected: it takes {}", command->get_name(), *first,
                               arguments_of(*command));
        }
    } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && command != nullptr) {
        text += taken_by_option(*command);
    }
    cli::say("{}{}\n       see cogov --help, or cogov COMMAND --help\n",
             text.starts_with("cogov ") ? "" : "cogov: ", text);
    return cli::wrong_usage;
}

// Where an installed program's scenarios and manual lie; nothing of one that was only built.
std::string where_things_are() {
    std::error_code missing;
    const std::filesystem::path share =
        std::filesystem::read_symlink("/proc/self/exe", missing).parent_path() / "../share";
    std::string text;
    const auto add = [&](const char* what, const char* folder) {
        const auto path = std::filesystem::canonical(share / folder, missing);
        if (!missing) text += fmt::format("{}{}{}", text.empty() ? "" : "\n", what, path.string());
    };
    add("Scenarios to start from: ", "cogov/scenarios");
    add("Manual: ", "doc/cogov");
    return text;
}

int run(int argc, char** argv) {
    CLI::App app{"cogov simulates how residents take part in running their community, week by week, under each policy.",
                 "cogov"};
    app.set_version_flag("--version",
                         fmt::format("cogov {}\ninstruction set {}\nHDF5 results, format {}", COGOV_VERSION,
                                     sim::name_of(sim::best_instruction_set()), sim::schema::format));
    app.require_subcommand(1);
    app.fallthrough();
    app.footer(where_things_are);
    int status = cli::done;
    for (cli::adds_command* const add : cli::commands) add(app, status);
    try {
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            status = tell_usage(app, error, argc, argv);
        }
        cli::end_of_output();
    } catch (const cli::nobody_reads&) {
        return status == cli::done ? 128 + SIGPIPE : status;   // as of a program that the signal ends
    } catch (const cli::wrong_input& wrong) {
        cli::say("{}{}", wrong.text, wrong.text.ends_with('\n') ? "" : "\n");
        return cli::wrong_usage;
    } catch (const std::bad_alloc&) {
        cli::say("cogov: there is not enough memory for this; a smaller --memory runs fewer batches at once\n");
        return cli::failed;
    } catch (const std::exception& failure) {
        cli::say("cogov: {}\n", failure.what());
        return cli::failed;
    }
    return status;
}

}   // namespace

int main(int argc, char** argv) {
    cli::prepare_output();
    sim::storage_start();
    cli::watch_signals();
    return run(argc, argv);
}
