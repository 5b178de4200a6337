// The program: reads the command line and hands over to one file a subcommand.

#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "cli/common.hpp"
#include "sim/hdf5.hpp"
#include "sim/isa.hpp"
#include "sim/results.hpp"
#include "sim/text.hpp"

namespace {

std::vector<std::string> names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    for (const CLI::App* command : app.get_subcommands({}))
        if (command->parsed())
            for (const CLI::Option* option : command->get_options())
                for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

// What was wrong with the command line, with the nearest name of what was not understood.
int tell_usage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    if (error.get_exit_code() == 0) {   // --help, --version
        std::ostringstream text;
        app.exit(error, text, text);
        cli::show("{}", text.str());
        return cli::done;
    }
    std::string text = error.what();
    const auto names = names_of(app);
    const bool no_command = argc > 1 && argv[1][0] != '-' && app.get_subcommands().empty();
    if (no_command) text = fmt::format("unknown command '{}'{}", argv[1], sim::did_you_mean(argv[1], names));
    for (int i = 1; i < argc && !no_command; ++i) {
        const std::string given = argv[i];
        const std::string word = given.substr(0, given.find('='));
        if ((i == 1 || word.starts_with("--")) && text.find(given) != std::string::npos &&
            std::find(names.begin(), names.end(), word) == names.end()) {
            text += sim::did_you_mean(word, names);
            break;
        }
    }
    cli::say("cogov: {}\n       see cogov --help, or cogov COMMAND --help\n", text);
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
    app.set_version_flag("--version", fmt::format("cogov {}\ninstruction set {}\n{}", COGOV_VERSION,
                                                  sim::name_of(sim::best_instruction_set()), "HDF5 results, format 1"));
    app.require_subcommand(1);
    app.fallthrough();
    app.footer(where_things_are);
    int status = cli::done;
    cli::add_run(app, status);
    cli::add_sweep(app, status);
    cli::add_check(app, status);
    cli::add_describe(app, status);
    cli::add_new(app, status);
    cli::add_synth(app, status);
    cli::add_bench(app, status);
    cli::add_compare(app, status);
    cli::add_report(app, status);
    cli::add_merge(app, status);
    cli::add_export(app, status);
    cli::add_explain(app, status);
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
