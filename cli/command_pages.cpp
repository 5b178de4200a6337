#include "cli/command_pages.hpp"

#include <map>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

option_row row_of(const CLI::Option& option) {
    option_row row;
    row.argument = option.get_positional();
    if (row.argument) row.names.push_back(option.get_name(true));
    for (const std::string& name : option.get_snames()) row.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) row.names.push_back("--" + name);
    if (option.get_type_size() != 0) row.value = option.get_type_name();
    row.meaning = option.get_description();
    row.required = option.get_required();
    row.several = option.get_expected_max() > 1;
    return row;
}

// "cogov merge [OPTIONS] FILE SHARDS...", "cogov explain [OPTIONS] --resident I --week T TRACE"
std::string usage_of(const command_row& command) {
    std::string text = "cogov " + command.name + " [OPTIONS]";
    for (const option_row& option : command.options)
        if (!option.argument && option.required) text += " " + option.names.back() + " " + option.value;
    for (const option_row& option : command.options) {
        if (!option.argument) continue;
        const std::string name = option.names[0] + (option.several ? "..." : "");
        text += option.required ? " " + name : " [" + name + "]";
    }
    return text;
}

// roff takes a backslash for a command and a hyphen for a mark that may be broken at.
std::string roff(const std::string& text) { return replaced(replaced(text, "\\", "\\e"), "-", "\\-"); }

std::string roff(const option_row& option) {
    std::string text = ".TP\n";
    for (const std::string& name : option.names)
        text += fmt::format("{}\\fB{}\\fR", &name == &option.names[0] ? "" : ", ", roff(name));
    if (!option.value.empty()) text += fmt::format(" \\fI{}\\fR", roff(option.value));
    return text + "\n\\&" + roff(option.meaning) + "\n";
}

constexpr std::string_view before_commands = R"(.SH SYNOPSIS
\fBcogov\fR \fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]
.SH DESCRIPTION
A scenario file says where the model is run, for how long, and which arms (ways that things may go) are compared.
\fBcogov run\fR runs every arm many times with different luck, prints a table and leaves one results file, which
\fBcogov compare\fR and \fBcogov export\fR read. \fBcogov new\fR writes a scenario to start from, \fBcogov check\fR says
what is wrong with one, \fBcogov describe\fR what a scenario may say.
.PP
Tables go to standard output, everything else to standard error. An existing file is replaced only with
\fB\-\-force\fR.
)";

constexpr std::string_view after_commands = R"(.SH EXIT STATUS
.TP
\fB0\fR
done
.TP
\fB1\fR
failed while running; what is finished is kept, and \fB\-\-resume\fR goes on
.TP
\fB2\fR
wrong usage, or mistakes in a file, all of them told
.TP
\fB141\fR
whoever read standard output stopped reading; what the command makes is made
.TP
\fB130\fR, \fB143\fR
interrupted or terminated; what is finished is kept. A second Ctrl\-C stops at once.
.SH EXAMPLES
.nf
cogov new town
cogov check town/scenario.toml
cogov run town/scenario.toml \-o town.h5
cogov compare town.h5 \-\-show costs
cogov describe lever venues
.fi
.SH FILES
Scenarios and the manual are installed beside the program; the last lines of \fBcogov \-\-help\fR say where.
)";

enum class offer : unsigned char { nothing, words, folders, files };
struct offered {
    offer kind = offer::nothing;
    std::string text;   // the words, or the pattern of files
    bool operator<(const offered& other) const { return std::tie(kind, text) < std::tie(other.kind, other.text); }
};

offered offered_for(const std::string& value) {
    if (value.find('|') != std::string::npos) return {offer::words, replaced(value, "|", " ")};
    if (value == "DIR") return {offer::folders, ""};
    if (value == "FILE" || value == "PATH") return {offer::files, "*"};
    if (value.starts_with("FILE.")) return {offer::files, "*" + value.substr(4)};
    return {};
}

constexpr std::string_view completion_head =
    R"(# bash completion for cogov, written by the program: cogov describe command --format bash

# What may stand in a place: "COMMAND --option" is an option's value, "COMMAND 0" the first argument, "COMMAND -" an
# option. Sets words, files (a pattern) or folders of the caller; fails where nothing follows.
_cogov_place() {
    words='' files='' folders=''
    case $1 in
)";

constexpr std::string_view completion_tail = R"(        *) return 1 ;;
    esac
}

_cogov() {
    local current=${COMP_WORDS[COMP_CWORD]} command='' option='' position=0 words files folders word i
    for ((i = 1; i < COMP_CWORD; ++i)); do
        word=${COMP_WORDS[i]}
        if [[ $word == '=' ]]; then continue
        elif [[ $option ]]; then option=''
        elif [[ $word == -* ]]; then if _cogov_place "$command $word"; then option=$word; fi
        elif [[ ! $command ]]; then command=$word
        else ((++position))
        fi
    done
    if [[ $current == '=' ]]; then current=''; fi
    if [[ $option ]]; then _cogov_place "$command $option"
    elif [[ $current == -* ]]; then _cogov_place "$command -"
    else _cogov_place "$command $position"
    fi
    COMPREPLY=()
    if [[ $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); fi
    if [[ $files || $folders ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <({
            if [[ $files ]]; then compgen -f -X "!$files" -- "$current"; fi
            compgen -d -- "$current"
        } | sort -u)
    fi
}
complete -F _cogov cogov
)";

}   // namespace

std::vector<command_row> commands_of(const CLI::App& app) {
    std::vector<command_row> rows;
    for (const CLI::App* command : app.get_subcommands({})) {
        rows.push_back({command->get_name(), command->get_description(), {}});
        for (const CLI::Option* option : command->get_options())
            if (option != command->get_help_ptr()) rows.back().options.push_back(row_of(*option));
    }
    return rows;
}

std::string man_page(const CLI::App& app) {
    const std::string version = app.version();
    std::string what = app.get_description();   // "cogov simulates ... ."
    if (what.starts_with("cogov ")) what.erase(0, 6);
    if (what.ends_with('.')) what.pop_back();
    std::string text = fmt::format(".TH COGOV 1 \"\" \"{}\" \"User Commands\"\n.SH NAME\ncogov \\- {}\n",
                                   version.substr(0, version.find('\n')), roff(what));
    text += before_commands;
    text += ".SH COMMANDS\n";
    for (const command_row& command : commands_of(app)) {
        text += fmt::format(".SS \"{}\"\n{}\n", roff(usage_of(command)), roff(command.meaning));
        for (const option_row& option : command.options) text += roff(option);
    }
    text += ".SH OTHER OPTIONS\n.TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nof the program or of a command\n";
    text += ".TP\n\\fB\\-\\-version\\fR\nversion, instruction set and file format\n";
    text += after_commands;
    return text;
}

std::string bash_completion(const CLI::App& app) {
    std::map<offered, std::vector<std::string>> places;   // what is offered: where
    std::string commands, text{completion_head};
    const auto add = [&](const std::vector<std::string>& keys, const offered& what) {
        std::string assignment;
        if (what.kind == offer::words) assignment = fmt::format("words='{}' ", what.text);
        if (what.kind == offer::files) assignment = fmt::format("files='{}' ", what.text);
        if (what.kind == offer::folders) assignment = "folders=yes ";
        text += fmt::format("        {}) {};;\n", fmt::join(keys, " | "), assignment);
    };
    for (const command_row& command : commands_of(app)) {
        commands += (commands.empty() ? "" : " ") + command.name;
        std::string names = "-h --help";
        int position = 0;
        for (const option_row& option : command.options) {
            std::vector<std::string> keys;
            if (option.argument) {
                // An argument that may be said several times is the last one, so it has all further places.
                keys.push_back(option.several ? fmt::format("'{} '[{}-9]*", command.name, position)
                                              : fmt::format("'{} {}'", command.name, position));
                ++position;
            } else {
                for (const std::string& name : option.names) {
                    names += " " + name;
                    keys.push_back(fmt::format("'{} {}'", command.name, name));
                }
                if (option.value.empty()) continue;   // a flag: nothing follows
            }
            auto& all = places[offered_for(option.value)];
            all.insert(all.end(), keys.begin(), keys.end());
        }
        add({fmt::format("'{} -'", command.name)}, {offer::words, names});
    }
    add({"' 0'"}, {offer::words, commands});
    add({"' -'"}, {offer::words, "-h --help --version"});
    for (const auto& [what, keys] : places) add(keys, what);
    text += completion_tail;
    return text;
}

}   // namespace cli
