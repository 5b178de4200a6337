#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/results/hdf5.hpp"
#include "sim/results/results_schema.hpp"
#include "sim/text/storage.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

namespace h5 = sim::hdf5;
using sim::schema::as;
using sim::schema::entry;

// The table of the manual.
std::string table_of_the_format() {
    const auto stored = [](as what) -> std::string {
        switch (what) {
            case as::attribute:
                return "attribute, text";
            case as::number:
                return "attribute, int32";
            case as::real:
                return "attribute, float64";
            case as::u8:
                return "uint8";
            case as::i32:
                return "int32";
            case as::u64:
                return "uint64";
            case as::f64:
                return "float64";
            case as::text:
                return "text";
            case as::count_or_real:
                return "uint32 or float64";
            case as::real_or_text:
                return "float64 or text";
        }
        return "";
    };
    std::string text = "| path | along | stored as | always | what |\n|---|---|---|---|---|\n";
    for (const entry& one : sim::schema::entries) {
        text += "| `/" + std::string{one.path} + "` | " + std::string{one.along} + " | " + stored(one.stored);
        text += one.optional ? " | | " : " | yes | ";
        text += std::string{one.long_name} + (one.long_name.empty() || one.what.empty() ? "" : "; ");
        text += std::string{one.what} + " |\n";
    }
    return text;
}

TEST(ResultsSchema, IsTheTableOfTheManual) {
    const std::string page = sim::read_file(COGOV_SOURCE_DIR "/docs/results.md");
    const std::string mark = "<!-- sim/results/results_schema.hpp -->\n";
    const std::size_t begin = page.find(mark), end = page.find("<!-- end -->", begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(page.substr(begin + mark.size(), end - begin - mark.size()), table_of_the_format());
}

// Does a path in a file of the layout below fit an entry's? Braces stand for what a model or a scenario names.
bool is_of(const entry& one, const std::string& path) {
    std::string pattern{one.path};
    for (const auto& [name, texts] : {std::pair{R"(\{step\})", "week"},
                                      {R"(\{axis\})", "(community|band|channel|lever|bin)"},
                                      {R"(\{text\})", "subdistrict"},
                                      {R"(\{observation\})", "[a-z]+(_hours|_histogram)?"},
                                      {R"(\{key\})", R"(\w+\.[^/]+)"},
                                      {R"(\{name\})", ".+"}})
        pattern = std::regex_replace(pattern, std::regex{name}, texts);
    return std::regex_match(path, std::regex{pattern});
}

const entry* entry_of(const std::string& path, bool attribute) {
    for (const bool exact : {true, false})
        for (const entry& one : sim::schema::entries)
            if ((one.stored <= as::real) == attribute && (exact ? one.path == path : is_of(one, path))) return &one;
    return nullptr;
}

bool fits(as stored, h5::element type) {
    switch (stored) {
        case as::u8:
            return type == h5::element::u8;
        case as::i32:
            return type == h5::element::i32;
        case as::u64:
            return type == h5::element::u64;
        case as::f64:
            return type == h5::element::f64;
        case as::text:
            return type == h5::element::text || type == h5::element::i32;   // axes may be numbered
        case as::count_or_real:
            return type == h5::element::u32 || type == h5::element::f64 || type == h5::element::i32;
        case as::real_or_text:
            return type == h5::element::f64 || type == h5::element::text;
        case as::attribute:
        case as::number:
        case as::real:
            break;
    }
    return false;
}

// A sweep with policies and measures, so that everything is in its file.
std::string write_everything(const test::scratch& scratch) {
    const auto what = test::layout_with_costs();
    sim::plan plan = test::small_plan(2, 2);
    plan.points.kind = "factorial";
    plan.points.factors = {{"parameters.x", {}, {}}, {"arms.arm1.title", {}, 1}};
    plan.points.values = {{sim::node{{}, 0.25}, sim::node{{}, std::string{"few"}}}};
    plan.stands_for = {0, 0};
    plan.worlds = test::small_worlds(2);
    plan.worlds.kind = "saltelli";
    plan.worlds.populations = 2;
    for (sim::uncertain_key& one : plan.worlds.drawn) one.subject = "all of it";
    plan.episodes = {{1, 0, {"policy", "admin_relief", "行政减负", 0.5, "1", 4, 40}}};
    sim::results_head head = test::small_head(2);
    head.worth = sim::recorded::worth{"participation", 0, 100, "assumed"};
    sim::results_writer writer{scratch.path("x.h5"), what, plan, head, sim::earlier::refuse};
    for (const sim::plan_batch& b : plan.batches) writer.take(b, test::fill(what, b));
    writer.finish();
    return scratch.path("x.h5");
}

TEST(ResultsSchema, SaysAllThatIsInAFile) {
    const test::scratch scratch;
    const h5::file file = h5::file::open(write_everything(scratch));
    std::set<std::string_view> seen;
    for (const std::string& path : file.root().all_datasets()) {
        const entry* const one = entry_of(path, false);
        ASSERT_NE(one, nullptr) << path;
        seen.insert(one->path);
        const h5::dataset stored = file.root().open(path);
        EXPECT_TRUE(fits(one->stored, stored.type())) << path;
        EXPECT_LE(one->since, sim::schema::format) << path;
        if (stored.text("kind")) {
            const entry* const kind = entry_of(path + "/kind", true);
            ASSERT_NE(kind, nullptr) << path;
            seen.insert(kind->path);
        }
        if (one->long_name.empty()) continue;
        EXPECT_EQ(stored.text("long_name").value_or(""), one->long_name) << path;
        EXPECT_EQ(stored.text("long_name_zh").value_or(""), one->long_name_zh) << path;
        EXPECT_TRUE(one->units.empty() || stored.text("units") == one->units) << path;
    }
    const auto attributes_in = [&](const h5::group& in, const std::string& before) {
        for (const auto& [name, bytes] : in.plain_attributes()) {
            if (name.starts_with("_") || name == h5::checksums_attribute) continue;   // netCDF's and the file's own
            const entry* const one = entry_of(before + name, true);
            ASSERT_NE(one, nullptr) << before << name;
            seen.insert(one->path);
        }
    };
    attributes_in(file.root(), "");
    for (const std::string& group : file.root().groups()) attributes_in(file.root().open_group(group), group + "/");
    for (const entry& one : sim::schema::entries)
        EXPECT_TRUE(seen.contains(one.path) || one.path.find('{') != std::string_view::npos) << one.path;
    EXPECT_TRUE(seen.contains("{axis}/kind"));
}

}   // namespace
