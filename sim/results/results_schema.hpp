#pragma once
// The format of results files, said once: what is in them, along which dimensions, and what it is called. The writer
// (results_metadata.cpp), the reader (results_reader.cpp) and the table of docs/results.md follow it; tests hold files
// and the page against it.

#include <array>
#include <string>
#include <string_view>

namespace sim::schema {

inline constexpr int format = 1;   // attribute cogov_format: files of a newer one are refused
inline constexpr std::string_view kind_of_file = "results";   // attribute cogov_kind

// What an entry is stored as. `attribute`, `number` and `real` are attributes of the group or array that they lie in: text,
// integer and real number.
enum class as : unsigned char { attribute, number, real, u8, i32, u64, f64, text, count_or_real, real_or_text };

struct entry {
    std::string_view path;    // "runs/status"; braces hold what a model or a scenario names
    std::string_view along;   // its dimensions; "itself" where it is one
    as stored = as::text;
    std::string_view long_name{}, long_name_zh{}, units{};   // attributes of an array; none where they are empty
    std::string_view what{};                                 // for the manual, after the long name
    bool optional = false;                                   // need it not be there?
    int since = 1;                                           // the first format that has it

    [[nodiscard]] constexpr std::string_view name() const { return path.substr(path.rfind('/') + 1); }
    operator std::string() const { return std::string{name()}; }
};

inline constexpr std::array entries{
    entry{"Conventions", "", as::attribute, "", "", "", "of netCDF's attributes: CF-1.10"},
    entry{"title", "", as::attribute, "", "", "", "title of the scenario"},
    entry{"title_zh", "", as::attribute, "", "", "", "the same in Chinese"},
    entry{"source", "", as::attribute, "", "", "", "the program and its version"},
    entry{"references", "", as::attribute, "", "", "", "where all this is described"},
    entry{"cogov_format", "", as::number, "", "", "", "1; a reader should refuse one that it does not know"},
    entry{"cogov_kind", "", as::attribute, "", "", "", "`results`"},
    entry{"model", "", as::attribute, "", "", "", "name of the model"},
    entry{"model_version", "", as::number, "", "", "", "its version: results of another are not resumed"},
    entry{"burn_in", "", as::number, "", "", "", "steps before the first that is recorded"},
    entry{"step", "", as::attribute, "", "", "", "what a step is called: `week`"},
    entry{"agents", "", as::attribute, "", "", "", "what agents are called: `residents`"},
    entry{"steps_per_year", "", as::number, "", "", "", "52"},
    entry{"run", "itself", as::i32, "simulated history", "模拟运行", "1", "numbers from 0"},
    entry{"{step}", "itself", as::i32, "", "", "", "`week`: 0 is the first after the burn-in"},
    entry{"{axis}", "itself", as::text, "", "", "",
          "names: `community`, `band`, `channel`, `lever`; numbers where an axis has none", true},
    entry{"year", "itself", as::i32, "year from the end of the burn-in, 0 the first", "自预热期结束起的年数（从0起）",
          "1", "", true},
    entry{"arm", "run", as::text, "arm", "方案", "", "its name"},
    entry{"arm_index", "run", as::i32, "index of the arm in /arms", "方案序号", "1"},
    entry{"point", "run", as::i32, "point of the design", "设计点", "1", "0 where there is none"},
    entry{"replicate", "run", as::i32, "replicate: runs of one number share their luck",
          "重复序号（同号运行共用随机数）", "1"},
    entry{"{axis}_zh", "{axis}", as::text, "", "", "", "Chinese names", true},
    entry{"{axis}/kind", "", as::attribute, "", "", "",
          "what it lies along: `place`, `group` (of agents), `choice` (what agents choose between), `instrument` (what "
          "a setting can do) or `bins`",
          true},
    entry{"{text}", "{axis}", as::text, "", "", "", "further texts: `subdistrict`, `ages`, `pays_for`", true},
    entry{"{observation}", "run, {step}, {axes}", as::count_or_real, "", "", "", "every observation of each step",
          true},
    entry{"runs/status", "run", as::u8, "0 where the run is complete", "运行完成为0", "1",
          "leave out runs whose status is not 0"},
    entry{"runs/key", "run", as::text, "hash of all that decides the run's result", "决定运行结果的全部输入的散列", ""},
    entry{"runs/message", "run", as::text, "what went wrong", "出错信息", ""},
    entry{"runs/seed", "run", as::u64, "root of the run's luck", "随机种子", "1"},
    entry{"runs/{key}", "run", as::real_or_text, "factor of the design; none in arms that it does not change",
          "设计因素（不涉及的方案为空）", "", "empty (NaN) there", true},
    entry{"arms/baseline", "", as::number, "", "", "", "index of the arm to compare with"},
    entry{"arms/baseline_name", "", as::attribute, "", "", "", "its name"},
    entry{"arms/arm", "itself", as::text, "arm", "方案", ""},
    entry{"arms/title", "arm", as::text, "title of the arm", "方案名称（英文）", ""},
    entry{"arms/title_zh", "arm", as::text, "title of the arm, in Chinese", "方案名称", ""},
    entry{"measures/groups", "", as::attribute, "", "", "", "the axis that tables are split by", true},
    entry{"measures/measure", "itself", as::text, "quantity that arms are compared by", "比较指标", "",
          "what the tables of `cogov run` and `cogov compare` are made of, as the model says it", true},
    entry{"measures/label", "measure", as::text, "name in tables", "表中名称（英文）", "", "", true},
    entry{"measures/label_zh", "measure", as::text, "name in tables, in Chinese", "表中名称", "", "", true},
    entry{"measures/units", "measure", as::text, "unit in tables", "单位", "", "", true},
    entry{"measures/over", "measure", as::text, "observation that is summed", "求和的观测量", "", "", true},
    entry{"measures/under", "measure", as::text,
          "observations whose sum divides, or 'steps', 'steps and cells', 'gini' or 'top tenth'",
          "作分母的观测量，或步数", "",
          "several are joined by ` + `; the last two are of the histogram `over` at the last year's end", true},
    entry{"measures/window", "measure", as::text, "window of the sums", "求和的时段", "", "", true},
    entry{"measures/shown_as", "measure", as::f64, "factor in tables: 100 for a share in percent",
          "表中倍数：百分比为100", "", "", true},
    entry{"measures/digits", "measure", as::i32, "digits after the point in tables", "表中小数位数", "", "", true},
    entry{"measures/drifts", "measure", as::i32, "1 where the baseline's own slope is told", "1：报告基线自身的趋势",
          "", "", true},
    entry{"measures/table", "measure", as::text, "table of cogov compare that has it", "所在的比较表", "", "", true},
    entry{"measures/relative", "measure", as::i32, "1 where a group's value is divided by that of all",
          "1：除以全体的数值", "", "", true},
    entry{"measures/role", "measure", as::text, "what it is about", "指标类别", "",
          "`participation`, `trust`, `service`, `work`, `money`, `inequality` or `other`", true},
    entry{"measures/better", "measure", as::text, "which is better: more, less or neither", "何者为优：多、少或无", "",
          "", true},
    entry{"measures/difference_units", "measure", as::text, "unit of differences in tables", "差值的单位", "",
          "`pp` of shares in percent", true},
    entry{"observations/observation", "itself", as::text, "observation", "观测量", "",
          "those that say what they are about", true},
    entry{"observations/role", "observation", as::text, "what it is about", "类别", "", "`money` or `hours`", true},
    entry{"observations/part_of", "observation", as::text, "the whole that some add up to", "所属的总量", "",
          "`hours of workers`", true},
    entry{"design/kind", "", as::attribute, "", "", "", "of a sweep: `factorial`, `latin_hypercube`, ...", true},
    entry{"design/point", "itself", as::i32, "point of the design", "设计点", "1", "", true},
    entry{"design/factor", "itself", as::text, "key of the scenario that is varied", "变动的参数", "", "", true},
    entry{"design/arm_index", "factor", as::text, "index of the only arm that the factor changes; empty: all",
          "仅影响的方案序号（空：全部）", "", "", true},
    entry{"design/design_arm", "itself", as::text, "arm", "方案", "",
          "the arms once more: netCDF looks for dimensions in a group and those above it", true},
    entry{"design/stands_for", "point, design_arm", as::i32,
          "the point whose runs stand for an arm at a point: an arm that no factor changes is run once",
          "代表该点该方案的运行所在的设计点", "1", "", true},
    entry{"design/values/{key}", "point", as::real_or_text, "value at each point", "各设计点的取值", "",
          "attribute `key` is the factor's", true},
    entry{"draws/source", "", as::attribute, "", "", "",
          "what the worlds are drawn from: `priors`, or the name of the file of draws", true},
    entry{"draws/kind", "", as::attribute, "", "", "",
          "`saltelli` where worlds are of samples that tell Sobol' indices, `morris` where of trajectories", true},
    entry{"draws/population_seeds", "", as::number, "", "", "",
          "populations: world w has number floor(w / 16) modulo these; 1 where it is not there", true},
    entry{"draws/lucks", "", as::number, "", "", "", "runs of a world: replicate r is in world floor(r / lucks)", true},
    entry{"draws/world", "itself", as::i32, "possible world", "可能的情形", "1", "numbers from 0", true},
    entry{"draws/key", "itself", as::text, "key of the scenario that is drawn", "抽取的参数", "", "", true},
    entry{"draws/subject", "key", as::text, "subject whose keys samples move together", "样本中一起变动的参数类别", "",
          "only where they are by subject", true},
    entry{"draws/values/{key}", "world", as::f64, "value in each world", "各情形中的取值", "",
          "attribute `key` says which", true},
    entry{"worth/measure", "", as::attribute, "", "", "",
          "the measure of which one more is worth money to who decides, as [decision] says", true},
    entry{"worth/low", "", as::real, "", "", "", "the least that it is worth", true},
    entry{"worth/high", "", as::real, "", "", "", "the most", true},
    entry{"worth/source", "", as::attribute, "", "", "", "who says so", true},
    entry{"episodes/episode", "itself", as::i32, "policy or emergency of an arm", "方案中的政策或突发事件", "1",
          "what was in force when, of arms that were run", true},
    entry{"episodes/arm_index", "episode", as::i32, "index of the arm in /arms", "方案序号", "1", "", true},
    entry{"episodes/chosen", "episode", as::i32, "1 where the arm does it, 0 where it befalls",
          "1：方案所为；0：外来事件", "1", "", true},
    entry{"episodes/point", "episode", as::i32, "point of the design", "设计点", "1", "", true},
    entry{"episodes/kind", "episode", as::text, "policy or emergency", "类别", "", "", true},
    entry{"episodes/name", "episode", as::text, "what it is called", "名称（英文）", "", "", true},
    entry{"episodes/name_zh", "episode", as::text, "what it is called, in Chinese", "名称", "", "", true},
    entry{"episodes/level", "episode", as::f64, "level at full strength", "力度", "", "", true},
    entry{"episodes/unit", "episode", as::text, "unit of the level", "力度单位", "", "", true},
    entry{"episodes/start", "episode", as::i32, "the first week of it", "开始", "", "", true},
    entry{"episodes/end", "episode", as::i32, "the first week after it", "结束", "",
          "the number of weeks where it goes on", true},
    entry{"provenance/model", "", as::attribute, "", "", "", "as at the root"},
    entry{"provenance/model_version", "", as::number, "", "", "", "as at the root"},
    entry{"provenance/version", "", as::attribute, "", "", "", "of the program"},
    entry{"provenance/{name}", "", as::text, "", "", "",
          "the scenario as given and as resolved, the parameters and tables that were used"},
    entry{"summary/window", "itself", as::text, "", "", "",
          "`last_week`, `last_year` (52 weeks, or all where there are fewer) and `all`", true},
    entry{"summary/{step}s", "window", as::i32, "length of the window", "时段长度", "", "", true},
    entry{"summary/{observation}", "run, window, {axes}", as::f64, "", "", "",
          "observations of each step, added up over each window; the mean of a state is its sum over `weeks`", true},
    entry{"yearly/{observation}", "run, year, {axes}", as::count_or_real, "", "", "",
          "observations at the end of each year", true},
};

// The entry of a path. A path that is none does not compile.
consteval const entry& at(std::string_view path) {
    for (const entry& one : entries)
        if (one.path == path) return one;
    throw "the format has no entry of this path";
}

}   // namespace sim::schema
