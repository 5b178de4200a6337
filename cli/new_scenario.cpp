#include "cli/new_scenario.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "cli/status.hpp"
#include "sim/text/storage.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

struct file {
    std::string_view name, text;
};

constexpr std::string_view scenario =
    R"toml(# A small town to start from. Every key has a default; say only what you change. `cogov describe` lists all parameters
# and levers with their units and ranges, `cogov check scenario.toml` finds every mistake in this file at once, and
# `cogov run scenario.toml -o town.h5` runs it in seconds.
# 一个入门小镇。只需写出要改动的项目；可用的参数与措施见 cogov describe。

title    = "A small town"            # for English pages
title_zh = "示例小镇"                # for Chinese pages

population = "population"            # a folder of CSV tables, or a population file ending in .h5; counted from this file
population_seed = 1                  # who the people are and whom they know
demography = "on"                    # people age, die and move once a year; "off" leaves them as they are

burn_in    = 52                      # weeks before week 0, while habits and trust settle; take 156 for real work
weeks      = 52                      # weeks recorded
replicates = 16                      # runs of each arm; more make the intervals narrower
seed       = 1                       # the luck of the weeks

[parameters]                         # in place of the model's own values
admin_share = 0.70                   # share of a community worker's hours taken by administrative tasks

# What the town has already, in every arm, and how far it goes; an arm's policies add to it.
[[policies]]
lever = "grid_management"            # 网格化管理
level = 0.5
[[policies]]
lever = "one_stop_service"           # 一站式、代办
level = 0.5
[[policies]]
lever = "party_mobilisation"         # 党建引领、四联
level = 0.3

# An arm is one way things may go. The first one without policies is what the others are compared with.
[arms.base]
title    = "As today"
title_zh = "维持现状"

[arms.relief]
title    = "Half of the administrative load cleared"
title_zh = "行政事务减半"

[[arms.relief.policies]]
lever = "admin_relief"               # what is pulled; a Chinese name will do: "行政减负"
level = 0.5                          # how far: the share of the load cleared, 0 to 1
start = 0                            # first week of it
ramp  = 8                            # weeks until it is at full strength

[arms.evenings]
title    = "Evening events, and a programme for the young in one community"
title_zh = "错时活动与青年项目"

[[arms.evenings.policies]]
lever = "flexible_hours"
level = 1

[[arms.evenings.policies]]           # an arm may have several policies
lever     = "youth_programme"
level     = 20                       # yuan for each young resident and year
targets   = ["和平"]                 # subdistricts or communities, by either name; all when left out
sustain   = 0.5                      # half of it becomes a rule,
half_life = 26                       # the other half fades by half every 26 weeks

# What the levers cost, in yuan, where you know better than the program.
[costs]
flexible_hours = 15000               # per community and year

# Without the leading signs, eight weeks of emergency in every arm:
# [[emergencies]]
# start = 30
# weeks = 8

# And for `cogov sweep`, which runs all combinations:
# [design]
# kind = "factorial"
# [design.factors]
# "arms.relief.policies.admin_relief.level" = [0.25, 0.5, 0.75]
)toml";

// Communities made up for this town; the other tables are those of Boli (scenarios/boli/population).
constexpr std::array tables{
    file{"communities.csv",
         R"csv(subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000
Zhongxin,中心,Dongfeng,东风,2100,1082,4,42
Zhongxin,中心,Heping,和平,1900,979,4,38
)csv"},
    file{"age_sex.csv", R"csv(age_from,age_to,sex,share
18,19,male,0.00930
18,19,female,0.00861
20,24,male,0.02400
20,24,female,0.02222
25,29,male,0.02900
25,29,female,0.02788
30,34,male,0.04630
30,34,female,0.04495
35,39,male,0.04488
35,39,female,0.04400
40,44,male,0.04428
40,44,female,0.04341
45,49,male,0.05359
45,49,female,0.05306
50,54,male,0.06073
50,54,female,0.06013
55,59,male,0.06161
55,59,female,0.06162
60,64,male,0.04168
60,64,female,0.04297
65,69,male,0.03914
65,69,female,0.04208
70,74,male,0.02143
70,74,female,0.02382
75,79,male,0.01120
75,79,female,0.01317
80,84,male,0.00670
80,84,female,0.00838
85,100,male,0.00413
85,100,female,0.00573
)csv"},
    file{"households.csv", R"csv(type,adults,minors_mean,share,role_age_rules,note
single_young,1,0,0.0568,a:18-34;p_male:0.60,lives alone; young
single_middle,1,0,0.0978,a:35-59;p_male:0.68,lives alone; divorced/never married/spouse away
single_older,1,0,0.1253,a:60-100;p_male:0.42;weight:1+0.08*(age-60),lives alone; mostly widows
couple_young,2,0,0.0120,m:22-34;f:m-1.7~2.8,couple without child at home
couple_middle,2,0,0.1289,m:40-59;weight:((age-38)/20)^1.3;f:m-1.7~2.8,empty nest of working age
couple_older,2,0,0.1324,m:60-95;weight:exp(-0.015*(age-60));f:m-1.7~2.8,empty nest; older
couple_child,2,1.2,0.1446,m:25-50;weight:exp(-((age-38)/9)^2);f:m-1.7~2.8,two adults and minor children (1.2 on average)
lone_parent_child,1,1.1,0.0255,a:25-50;weight:exp(-((age-39)/9)^2);p_male:0.30,one adult and a minor child
couple_adult_child,3,0,0.0860,m:44-62;weight:exp(-((age-52)/6)^2);f:m-1.7~2.8;k:f-26.5~3.0 in 18-40;p_male_k:0.60,parents and an unmarried adult child
lone_parent_adult_child,2,0,0.0855,a:42-70;weight:exp(-((age-54)/8)^2);p_male:0.38;k:a-26.5~3.0 in 18-40;p_male_k:0.60,one parent and an adult child
three_generation_1,3,1.1,0.0501,m:30-56;weight:exp(-((age-42)/9)^2);f:m-1.7~2.8;g:m+28~3.0 in 60-100;p_male_g:0.42,couple; minor child; one grandparent
three_generation_2,4,1.1,0.0361,m:28-50;weight:exp(-((age-38)/9)^2);f:m-1.7~2.8;gm:m+28~3.0 in 60-95;gw:gm-1.7~2.8,couple; minor child; two grandparents
multi_adult,4,0,0.0190,m:48-66;weight:exp(-((age-56)/6)^2);f:m-1.7~2.8;k:f-26.5~3.0 in 18-40;s:k~2.0 other sex,parents; adult child and spouse
)csv"},
    file{"employment.csv", R"csv(sex,age_from,age_to,employed_share,hours_mean,hours_sd,unit_share
male,18,24,0.360,47.5,11.0,0.15
male,25,29,0.800,48.8,11.0,0.27
male,30,34,0.860,49.2,11.0,0.32
male,35,39,0.870,49.3,11.0,0.34
male,40,44,0.860,49.2,11.0,0.36
male,45,49,0.820,49.0,11.0,0.38
male,50,54,0.730,48.6,11.0,0.40
male,55,59,0.570,48.0,11.0,0.42
male,60,64,0.250,44.5,13.0,0.10
male,65,69,0.130,40.0,13.0,0.04
male,70,100,0.040,36.0,13.0,0.02
female,18,24,0.310,45.8,11.0,0.17
female,25,29,0.660,46.6,11.0,0.31
female,30,34,0.680,46.8,11.0,0.36
female,35,39,0.700,46.8,11.0,0.38
female,40,44,0.680,46.8,11.0,0.39
female,45,49,0.570,46.6,11.0,0.38
female,50,54,0.330,46.2,11.0,0.40
female,55,59,0.200,45.2,11.0,0.34
female,60,64,0.100,41.0,13.0,0.05
female,65,69,0.050,37.0,13.0,0.02
female,70,100,0.015,33.0,13.0,0.01
)csv"},
    file{"care.csv", R"csv(sex,age_from,age_to,carer_share,hours_mean
female,18,24,0.10,8.8
female,25,34,0.50,18.7
female,35,39,0.55,15.4
female,40,49,0.45,10.5
female,50,59,0.42,13.2
female,60,69,0.40,15.4
female,70,79,0.24,12.1
female,80,100,0.08,9.9
male,18,24,0.05,5.5
male,25,34,0.36,9.4
male,35,39,0.42,8.2
male,40,49,0.34,6.6
male,50,59,0.28,8.2
male,60,69,0.30,11.0
male,70,79,0.22,11.0
male,80,100,0.10,9.9
)csv"},
    file{"membership.csv", R"csv(age_from,age_to,sex,party_share,digital_share
18,24,male,0.038,0.990
18,24,female,0.033,0.990
25,34,male,0.110,0.990
25,34,female,0.087,0.990
35,39,male,0.137,0.985
35,39,female,0.088,0.985
40,44,male,0.145,0.975
40,44,female,0.079,0.975
45,49,male,0.134,0.960
45,49,female,0.062,0.955
50,54,male,0.130,0.940
50,54,female,0.049,0.930
55,59,male,0.139,0.900
55,59,female,0.042,0.880
60,69,male,0.182,0.740
60,69,female,0.045,0.700
70,79,male,0.205,0.460
70,79,female,0.029,0.400
80,100,male,0.205,0.170
80,100,female,0.029,0.120
)csv"},
    file{"demography.csv", R"csv(age_from,age_to,sex,death_rate,out_migration_rate,in_migration_rate
18,19,male,0.00039,0.0550,0.0300
18,19,female,0.00017,0.0550,0.0300
20,24,male,0.00050,0.0900,0.0350
20,24,female,0.00020,0.0900,0.0350
25,29,male,0.00067,0.0450,0.0220
25,29,female,0.00027,0.0450,0.0220
30,34,male,0.00095,0.0250,0.0180
30,34,female,0.00038,0.0250,0.0180
35,39,male,0.00145,0.0170,0.0130
35,39,female,0.00056,0.0170,0.0130
40,44,male,0.00223,0.0130,0.0110
40,44,female,0.00089,0.0130,0.0110
45,49,male,0.00345,0.0100,0.0090
45,49,female,0.00139,0.0100,0.0090
50,54,male,0.00534,0.0080,0.0080
50,54,female,0.00223,0.0080,0.0080
55,59,male,0.00802,0.0070,0.0090
55,59,female,0.00345,0.0070,0.0090
60,64,male,0.01280,0.0060,0.0100
60,64,female,0.00601,0.0060,0.0100
65,69,male,0.02060,0.0060,0.0100
65,69,female,0.01069,0.0060,0.0100
70,74,male,0.03451,0.0050,0.0080
70,74,female,0.02004,0.0050,0.0080
75,79,male,0.05678,0.0040,0.0060
75,79,female,0.03674,0.0040,0.0060
80,84,male,0.09798,0.0040,0.0050
80,84,female,0.06903,0.0040,0.0050
85,100,male,0.18371,0.0040,0.0040
85,100,female,0.15031,0.0040,0.0040
)csv"},
};

void write(const fs::path& path, std::string_view text) {
    std::ofstream stream{path, std::ios::binary};
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw std::runtime_error{"'" + path.string() + "' could not be written"};
}

}   // namespace

void write_new_scenario(const std::string& folder) {
    const fs::path root{folder};
    std::error_code problem;
    if (folder.empty()) throw wrong_input{"a new scenario needs the name of a folder"};
    if (sim::is_there(folder)) {
        if (!sim::is_folder(folder))
            throw wrong_input{"'" + folder + "' is a file; a new scenario needs a folder of its own"};
        const bool empty = fs::is_empty(root, problem);
        if (problem) throw std::runtime_error{"'" + folder + "' cannot be looked into: " + problem.message()};
        if (!empty) throw wrong_input{"'" + folder + "' has something in it already; name a new or an empty folder"};
    }
    fs::create_directories(root / "population", problem);
    if (problem) throw std::runtime_error{"the folder '" + folder + "' could not be made: " + problem.message()};
    for (const file& table : tables) write(root / "population" / table.name, table.text);
    write(root / "scenario.toml", scenario);
}

}   // namespace cli
