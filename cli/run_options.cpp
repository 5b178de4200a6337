#include "cli/run_options.hpp"

#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/status.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/storage.hpp"

namespace cli {

namespace fs = std::filesystem;

void run_options::add_to(CLI::App& command) {
    scenario.add_to(command);
    machine.add_to(command);
    command.add_option("-o,--output", output, "results file; the scenario's name with .h5 when absent")
        ->type_name("FILE.h5")
        ->check(not_empty());
    command.add_flag("--force", force, "replace the results file where it exists");
    command
        .add_option(
            "--shard", shard,
            "only every N-th piece of the work (a block of 16 replicates over one world), from the I-th on (from "
            "0): for the N jobs of a cluster")
        ->type_name("I/N")
        ->check(not_empty());
    command.add_flag("--resume", resume, "go on after a stop: runs that are there already are not done again");
    command
        .add_option(
            "--until", until,
            "add replicates, or worlds, until the mean of every difference is known so closely: \"participation ± "
            "0.05pp\", or relative: \"participation ± 5%\"; or a quantile of it: \"participation q95 ± 0.2pp\"")
        ->type_name("GOAL")
        ->check(not_empty());
    command.add_option("--at-most", at_most, "most replicates that --until may make; 1024 when absent")
        ->type_name("N")
        ->check(not_empty());
    command.add_flag("--dry-run", dry_run, "only say what would be run, how large it is and how long it will take");
    add_format(command, format, {"text", "csv", "json"});
}

shard read_shard(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t at = text.find('/');
    if (at == std::string::npos)
        throw wrong_input{fmt::format("--shard {}: expected I/N, such as 0/4 for the first of four", text)};
    const std::int64_t of = whole_number(text.substr(at + 1), "--shard I/N: N", 1, 1'000'000);
    const std::int64_t number = whole_number(text.substr(0, at), "--shard I/N: I", 0, of - 1);
    return {static_cast<std::size_t>(number), static_cast<std::size_t>(of)};
}

void keep_shard(sim::plan& plan, const shard& mine) {
    std::erase_if(plan.batches, [&](const sim::plan_batch& b) { return b.piece % mine.of != mine.number; });
}

std::string output_of(const run_options& o, const shard& mine) {
    if (o.force && o.resume) throw wrong_input{"--force starts again and --resume goes on: give one of them"};
    if (std::error_code none;
        !o.output.empty() && fs::equivalent(o.output, o.scenario.path, none) && !sim::hdf5::is_hdf5(o.output))
        throw wrong_input{fmt::format("-o {} is the scenario itself; choose another name", o.output)};
    if (!o.output.empty()) be_sure_of_ending(o.output, "-o", written::results);
    std::string output = o.output.empty() ? fs::path{o.scenario.path}.stem().string() + ".h5" : o.output;
    if (!o.shard.empty()) {   // shards write beside one another
        const std::string name = output.ends_with(".h5") ? output.substr(0, output.size() - 3) : output;
        output = fmt::format("{}.shard-{}-of-{}.h5", name, mine.number, mine.of);
    }
    return sim::behind_links(output);   // parts lie beside the file itself
}

}   // namespace cli
