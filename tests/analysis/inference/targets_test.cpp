#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/inference/targets.hpp"
#include "analysis/measured.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

using cells = std::map<std::string, std::string>;

// How many more take part in the first three steps where some are moved, over the residents of the first; and how many
// steps there are, in thousands.
double pushed(const sim::moved_and_not& runs, sim::along_axes where) {
    return (runs.sum(true, "participants", where, 0, 3) - runs.sum(false, "participants", where, 0, 3)) /
               runs.sum(false, "residents", where, 0, 1) +
           1000.0 * static_cast<double>(runs.steps());
}

// A model that says what it can be asked besides its measures, and nothing else.
class asked final : public sim::model {
public:
    [[nodiscard]] std::string_view name() const override { return "asked"; }
    [[nodiscard]] sim::in_both sentence() const override { return {"a model for tests", "测试用模型"}; }
    [[nodiscard]] int version() const override { return 1; }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override { return {}; }
    [[nodiscard]] sim::layout observations() const override { return {}; }
    [[nodiscard]] std::vector<sim::input_row> inputs() const override {
        return {{"leisure", {"hours", "小时"}, "h", {"all", "employed"}}};
    }
    [[nodiscard]] std::span<const sim::counterfactual> counterfactuals() const override { return all_; }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& /*s*/, sim::table_reader& /*root*/,
                                                   sim::mistakes& /*wrong*/) const override {
        return nullptr;
    }

private:
    std::vector<sim::counterfactual> all_{{"pulled", {"", ""}, "", 70, pushed}, {"pushed", {"", ""}, "", 56, pushed}};
};
const asked model;

sim::layout layout() {
    sim::layout what = test::small_layout();
    const std::string step{sim::per_step}, cell{sim::per_cell};
    what.measures = {
        {"participation", "", "", "%", "participants", "residents", "last_year", 100},
        {"at_end", "", "", "%", "participants", "residents", "last_week", 100},
        {"share", "", "", "1", "residents", "residents + participants"},
        {"volunteering", "", "", "h", "volunteer_hours", "residents"},
        {"spending", "", "", "CNY", "spending", step},
        {"engagement", "", "", "1", "engagement", cell},
        {"representation", "", "", "1", "participants", "residents", "last_year", 1, 2, false, "equity", true},
        {"gini", "", "", "1", "engagement_histogram", std::string{sim::gini}},
        {"top_tenth", "", "", "1", "engagement_histogram", std::string{sim::top_tenth}, "last_year", 1, 2, false,
         "equity", true}};
    return what;
}

const std::vector<std::string> columns{"name",    "measure",     "arm",    "community", "band",
                                       "channel", "period",      "of",     "value",     "sd",
                                       "scale",   "discrepancy", "source", "source_sd", "use"};

std::string header() { return fmt::format("{}\n", fmt::join(columns, ",")); }

// A line with these cells; others are those of a target that is right, or empty.
std::string line(const cells& said) {
    cells all{{"name", "t"}, {"measure", "participation"}, {"value", "0.1"}, {"sd", "0.1"}};
    for (const auto& [column, text] : said) all[column] = text;
    std::vector<std::string> row;
    for (const std::string& column : columns) row.push_back(all[column]);
    return fmt::format("{}\n", fmt::join(row, ","));
}

sim::result<analysis::targets> read(const std::string& text) {
    const test::scratch folder;
    const std::vector<std::string> arms{"base", "arm1"};
    return analysis::read_targets(folder.write("targets.csv", text), layout(), model, arms);
}

std::string mistakes_of(const std::string& text) {
    const auto found = read(text);
    return found ? "none" : sim::describe(found.wrong());
}

// Two arms of three replicates.
constexpr std::size_t replicates = 3;
const analysis::observed& runs() {
    static const analysis::observed made{test::small_in_memory(layout(), 2, replicates, test::fill)};
    return made;
}

// What the three replicates say of a target.
std::vector<double> told(const cells& said) {
    const auto wanted = read(header() + line(said));
    EXPECT_TRUE(wanted) << (wanted ? "" : sim::describe(wanted.wrong()));
    const analysis::matrix all = analysis::told_by_runs(*wanted, model, runs(), "arm1");
    EXPECT_EQ(all.rows(), 3);
    EXPECT_EQ(all.cols(), 1);
    return {all.data(), all.data() + all.size()};
}

// Sum of an observation of so many cells a step over steps of a run, of the cells that are wanted.
double sum(std::size_t observation, std::size_t count, std::size_t arm, std::size_t replicate, std::size_t first,
           std::size_t last, const std::function<bool(std::size_t)>& wanted) {
    double all = 0;
    for (std::size_t t = first; t < last; ++t)
        for (std::size_t c = 0; c < count; ++c)
            if (wanted(c)) all += test::count_at(observation, arm * replicates + replicate, t, c);
    return all;
}
constexpr std::size_t residents = 0, participants = 1;   // 2 x 3 and 2 x 3 x 3 cells
// Over the last year: of those of a band, and of one community and channel where these are not 9.
double share_of(std::size_t band, std::size_t arm, std::size_t r, std::size_t community = 9, std::size_t channel = 9,
                std::size_t first = 8, std::size_t last = 60) {
    const auto in = [&](std::size_t place) { return place % 3 == band && (community == 9 || place / 3 == community); };
    return sum(participants, 18, arm, r, first, last,
               [&](std::size_t c) { return in(c / 3) && (channel == 9 || c % 3 == channel); }) /
           sum(residents, 6, arm, r, first, last, in);
}

}   // namespace

TEST(Targets, EveryMistakeOfATargetIsToldWithItsPlace) {
    struct wrong {
        cells said;
        std::string column, sentence;
    };
    const std::vector<wrong> all{
        {{{"name", ""}}, "name", "this target has no name"},
        {{{"measure", ""}}, "measure", "this target has no measure"},
        {{{"measure", "participaton"}}, "measure", "there is no measure 'participaton'; did you mean 'participation'?"},
        {{{"measure", "participants"}}, "measure", "'participants' is an observation, not a measure: say over what"},
        {{{"measure", "participants / residnts"}}, "measure", "no observation 'residnts'; did you mean 'residents'?"},
        {{{"measure", "stayed / residents"}}, "measure", "there is no observation 'stayed'"},   // of years
        {{{"measure", "input:leisur"}}, "measure", "the model 'asked' has no input 'leisur'; did you mean 'leisure'?"},
        {{{"measure", "counterfactual:pusht"}}, "measure", "has no counterfactual 'pusht'; did you mean 'pushed'?"},
        {{{"arm", "arm2"}}, "arm", "the scenario has no arm 'arm2'; did you mean 'arm1'? There are: base, arm1"},
        {{{"measure", "input:leisure"}, {"arm", "arm1"}}, "arm", "an input is always of 'base': leave the arm out"},
        {{{"measure", "counterfactual:pushed"}, {"arm", "arm1"}}, "arm", "a counterfactual is always of 'base'"},
        {{{"band", "yung"}}, "band", "there is no band 'yung'; did you mean 'young'? There are: young, middle, older"},
        {{{"measure", "input:leisure"}, {"band", "young"}}, "band", "'leisure' is not told of 'young'; there are: all"},
        {{{"measure", "volunteering"}, {"band", "young"}}, "band", "'volunteer_hours' is not observed by band"},
        {{{"measure", "gini"}, {"community", "Taiping"}, {"band", "young"}}, "band", "'gini' is told along one axis"},
        {{{"measure", "counterfactual:pushed"}, {"band", "older/young"}, {"of", "ratio"}},
         "band",
         "of a counterfactual two groups cannot be compared"},
        {{{"period", "monthly"}}, "period", "a period is 'last year', or steps as in 'weeks 0-11'"},
        {{{"period", "weeks 11-0"}}, "period", "first and last; found 'weeks 11-0'"},
        {{{"measure", "gini"}, {"period", "weeks 0-11"}}, "period", "'gini' is told at the end of the last year"},
        {{{"measure", "input:leisure"}, {"period", "weeks 0-11"}}, "period", "an input is of no steps"},
        {{{"measure", "counterfactual:pushed"}, {"period", "weeks 0-1"}}, "period", "has steps of its own"},
        {{{"of", "rato"}}, "of", "unknown of 'rato'; did you mean 'ratio'? There are: level, ratio, difference"},
        {{{"of", "ratio"}}, "of", "a ratio is of two: name them in one column, as in middle/young of band"},
        {{{"band", "older/young"}}, "of", "band names two, and a level is of one: say of = ratio or difference"},
        {{{"arm", "arm1/base"}, {"band", "older/young"}, {"of", "ratio"}},
         "band",
         "arm and band both name two that are compared"},
        {{{"value", ""}}, "value", "'t' has no value: what was observed?"},
        {{{"value", "many"}}, "value", "many"},
        {{{"value", "-0.5"}, {"scale", "log"}}, "value", "-0.5 has no logarithm; a value of scale log is above 0"},
        {{{"value", "1"}, {"scale", "logit"}},
         "value",
         "1 has no log-odds; a value of scale logit lies between 0 and 1"},
        {{{"scale", "logitt"}}, "scale", "unknown scale 'logitt'; did you mean 'logit'?"},
        {{{"use", "calibrat"}},
         "use",
         "unknown use 'calibrat'; did you mean 'calibrate'? There are: calibrate, prior, "},
        {{{"sd", "0"}}, "sd", "an error of 0 would have the model meet 't' exactly"},
        {{{"sd", ""}}, "sd", "an error of 0"},
        {{{"sd", "-0.1"}}, "sd", "-0.1"},
        {{{"source_sd", "0.2"}}, "source_sd", "an error that is shared needs a source"},
        {{{"source", "survey"}}, "source_sd", "targets of source 'survey' share an error: how large is it?"}};
    for (const wrong& one : all) {
        const std::string row = line(one.said);
        std::size_t at = 0;
        for (const std::string& column : columns) {
            if (column == one.column) break;
            at = row.find(',', at) + 1;
        }
        const auto found = read(header() + row);
        ASSERT_FALSE(found) << row;
        EXPECT_EQ(found.wrong().front().where.line, 2) << row;
        EXPECT_EQ(found.wrong().front().where.column, static_cast<int>(at + 1)) << row;
        EXPECT_NE(found.wrong().front().what.find(one.sentence), std::string::npos)
            << row << sim::describe(found.wrong());
    }
}

TEST(Targets, MistakesOfAFileAreToldWithTheirPlace) {
    const std::string good = line({});
    const auto contains = [](const std::string& said, const std::string& words) {
        EXPECT_NE(said.find(words), std::string::npos) << said;
    };
    contains(mistakes_of("name,measure,value,sd,chanel\nt,participation,1,1,build\n"),
             "targets.csv:1:23: there is no column 'chanel' of targets; did you mean 'channel'?");
    contains(mistakes_of("name,measure,value,sd,bin\nt,participation,1,1,0\n"),
             "no column 'bin'");   // is no axis of groups
    contains(mistakes_of("name,measure,value\nt,participation,1\n"), "sd");
    contains(mistakes_of(header()), "there is no target in this file");
    contains(mistakes_of(header() + good + line({{"name", "u"}}) + good),
             "targets.csv:4:1: there is a target called 't' in line 2 already");
    contains(mistakes_of(header() + line({{"use", "look at"}})), "no target has use = calibrate");
    std::string many = header();
    for (int i = 0; i < 1001; ++i) many += line({{"name", fmt::format("t{}", i)}});
    contains(mistakes_of(many), "1001 targets are more than the 1000 that can be");
    const std::vector<std::string> arms{"base"};
    EXPECT_FALSE(analysis::read_targets("/nowhere/targets.csv", layout(), model, arms));
    EXPECT_EQ(mistakes_of(header() + good), "none");
}

TEST(Targets, ColumnsThatAreLeftOutHaveTheirUsualMeaning) {
    const auto found = read("name,measure,value,sd\nt,participation,0.25,0.1\n");
    ASSERT_TRUE(found);
    const analysis::target& one = found->all[0];
    EXPECT_EQ(one.use, analysis::target_use::calibrate);
    EXPECT_EQ(one.scale, analysis::target_scale::identity);
    EXPECT_TRUE(one.last_year && one.arms.empty() && one.groups.empty() && !one.difference);
    EXPECT_EQ(one.discrepancy, 0);
    EXPECT_EQ(found->steps(model, 52), 52U);
}

TEST(Targets, SayWhichArmsCounterfactualsAndHowManyStepsTheyNeed) {
    const auto found = read(header() + line({{"arm", "arm1/base"}, {"of", "difference"}}) +
                            line({{"name", "u"}, {"measure", "counterfactual:pushed"}}) +
                            line({{"name", "v"}, {"measure", "counterfactual:pushed"}, {"band", "older"}}) +
                            line({{"name", "w"}, {"period", "weeks 3-58"}}));
    ASSERT_TRUE(found) << sim::describe(found.wrong());
    EXPECT_EQ(found->arms(), (std::vector<std::string>{"arm1", "base"}));
    EXPECT_EQ(found->counterfactuals(), (std::vector<std::size_t>{1}));
    EXPECT_EQ(found->steps(model, 52), 59U);
    const auto less = read(header() + line({{"measure", "counterfactual:pushed"}}));
    EXPECT_EQ(less->steps(model, 52), 56U);
}

TEST(Targets, ScalesAreLogarithmAndLogOddsAndTheirInverses) {
    using enum analysis::target_scale;
    EXPECT_DOUBLE_EQ(analysis::on_scale(identity, -2.5), -2.5);
    EXPECT_NEAR(analysis::on_scale(log, 0.25), std::log(0.25), 1e-14);
    EXPECT_NEAR(analysis::on_scale(logit, 0.25), std::log(1.0 / 3), 1e-14);
    for (const auto scale : {identity, log, logit})
        EXPECT_NEAR(analysis::off_scale(scale, analysis::on_scale(scale, 0.3)), 0.3, 1e-14);
    EXPECT_TRUE(std::isnan(analysis::on_scale(log, 0)));
    EXPECT_TRUE(std::isnan(analysis::on_scale(logit, 1)));
    EXPECT_TRUE(std::isnan(analysis::on_scale(logit, std::nan(""))));
}

TEST(Targets, OfOneAxisRunsSayWhatTablesOfComparisonsDo) {
    const analysis::observed& all = runs();
    for (const sim::measure& m : layout().measures)
        for (const std::string axis : {"community", "band"}) {
            if (m.over == "volunteer_hours" && axis == "band") continue;   // is not observed by it
            analysis::measured tables{all, axis, {}};
            const auto values = tables.values(m);
            std::vector<std::string> labels = all.axis_named(axis).labels;
            labels.emplace_back("all");
            for (std::size_t g = 0; g < labels.size(); ++g) {
                if (m.over == "spending" && axis == "band") continue;
                for (std::size_t arm = 0; arm < 2; ++arm) {
                    const auto by_target =
                        told({{"measure", m.name}, {"arm", all.arms()[arm].name}, {axis, labels[g]}});
                    for (std::size_t r = 0; r < replicates; ++r)
                        EXPECT_NEAR(by_target[r], values.at(all.runs_of(arm)[r], g), 1e-12 * std::abs(by_target[r]))
                            << m.name << ' ' << axis << ' ' << labels[g];
                }
            }
        }
}

TEST(Targets, OfTwoAxesAndAPeriodRunsSayTheirSums) {
    const auto build = told({{"community", "Taiping"}, {"band", "older"}, {"channel", "build"}});
    const auto early = told({{"measure", "participants / residents"}, {"band", "middle"}, {"period", "weeks 2-5"}});
    for (std::size_t r = 0; r < replicates; ++r) {
        EXPECT_DOUBLE_EQ(build[r], share_of(2, 0, r, 1, 0));
        EXPECT_DOUBLE_EQ(early[r], share_of(1, 0, r, 9, 9, 2, 6));
    }
}

TEST(Targets, RatiosAndDifferencesAreOfGroupsOrArms) {
    const auto ratio = told({{"band", "older/young"}, {"of", "ratio"}}),
               gap = told({{"band", "older/young"}, {"of", "difference"}, {"arm", "arm1"}}),
               effect = told({{"band", "middle"}, {"of", "difference"}, {"arm", "arm1/base"}}),
               factor = told({{"band", "middle"}, {"of", "ratio"}, {"arm", "arm1/base"}});
    for (std::size_t r = 0; r < replicates; ++r) {
        EXPECT_DOUBLE_EQ(ratio[r], share_of(2, 0, r) / share_of(0, 0, r));
        EXPECT_DOUBLE_EQ(gap[r], share_of(2, 1, r) - share_of(0, 1, r));
        EXPECT_DOUBLE_EQ(effect[r], share_of(1, 1, r) - share_of(1, 0, r));
        EXPECT_DOUBLE_EQ(factor[r], share_of(1, 1, r) / share_of(1, 0, r));
    }
}

TEST(Targets, CounterfactualsAreOfTheArmThatMovesPeopleBesideTheBaseline) {
    const auto all = told({{"measure", "counterfactual:pushed"}}),
               older = told({{"measure", "counterfactual:pushed"}, {"band", "older"}});
    const auto everybody = [](std::size_t) { return true; };
    for (std::size_t r = 0; r < replicates; ++r) {
        const double more = sum(participants, 18, 1, r, 0, 3, everybody) - sum(participants, 18, 0, r, 0, 3, everybody);
        EXPECT_DOUBLE_EQ(all[r], more / sum(residents, 6, 0, r, 0, 1, everybody) + 60'000);
        const auto of_older = [](std::size_t c) { return c / 3 % 3 == 2; };
        EXPECT_DOUBLE_EQ(older[r],
                         (sum(participants, 18, 1, r, 0, 3, of_older) - sum(participants, 18, 0, r, 0, 3, of_older)) /
                                 sum(residents, 6, 0, r, 0, 1, [](std::size_t c) { return c % 3 == 2; }) +
                             60'000);
    }
}

TEST(Targets, InputsAreLeftToWhoHasNoNeedOfRuns) {
    EXPECT_TRUE(std::isnan(told({{"measure", "input:leisure"}, {"band", "employed"}})[0]));
    EXPECT_EQ(read(header() + line({{"measure", "input:leisure"}, {"band", "employed"}}))->all[0].input_of, 1U);
}

TEST(Targets, ValuesOfOneNumberThatContradictEachOtherAreARemark) {
    const auto remarks = [](const cells& one, const cells& other) {
        cells second = other;
        second["name"] = "u";
        const auto found = read(header() + line(one) + line(second));
        EXPECT_TRUE(found);
        return found ? sim::describe_remarks(found->remarks) : "";
    };
    const cells low{{"value", "0.1"}, {"sd", "0.03"}}, high{{"value", "0.3"}, {"sd", "0.04"}};   // four errors of 0.05
    const std::string said = remarks(low, high);
    EXPECT_NE(said.find("targets.csv:3:"), std::string::npos) << said;
    EXPECT_NE(said.find("'u' and 't' in line 2 are of the same number, and 0.3 and 0.1 lie further apart than 3"),
              std::string::npos)
        << said;
    const auto with = [](cells all, const std::string& column, const std::string& text) {
        all[column] = text;
        return all;
    };
    EXPECT_EQ(remarks(low, with(high, "value", "0.24")), "");        // 2.8 errors
    EXPECT_EQ(remarks(low, with(high, "discrepancy", "0.1")), "");   // 1.8 of them
    EXPECT_EQ(remarks(low, with(high, "use", "hold out")), "");      // does not pull
    EXPECT_EQ(remarks(low, with(high, "band", "young")), "");        // is of others
    EXPECT_EQ(remarks(low, with(high, "period", "weeks 0-51")), "");
    EXPECT_EQ(remarks(low, with(high, "measure", "at_end")), "");
    EXPECT_NE(remarks(low, with(high, "measure", "participants / residents")), "");   // another name of it
    // 0.25 on the scale of logarithms is 0.075 at 0.3.
    EXPECT_EQ(remarks(low, {{"value", "0.3"}, {"sd", "0.25"}, {"scale", "log"}}), "");
    EXPECT_NE(remarks(low, {{"value", "0.3"}, {"sd", "0.1"}, {"scale", "log"}}), "");
    // An error that two share does not part them.
    const cells shared{{"source", "survey"}, {"source_sd", "0.2"}};
    cells one = low, other = high;
    one.insert(shared.begin(), shared.end());
    EXPECT_EQ(remarks(one, high), "");
    other.insert(shared.begin(), shared.end());
    EXPECT_NE(remarks(one, other), "");
}
