#pragma once
// The tables that a population file carries, so that its people can age.

#include <array>
#include <string_view>
#include <vector>

#include "models/participation/people/population.hpp"

namespace participation {

struct table_column {
    std::string_view name;
    double low = 0, high = 1;
};

struct carried_table {
    std::string_view name;   // of the dataset in /tables
    std::string_view file;   // of the CSV in a population folder
    std::vector<marginals::row> marginals::*rows;
    std::array<table_column, 4> columns;   // after ages and sex; unused ones have no name
    bool needed;                           // for ageing
};

inline constexpr std::array carried_tables{
    carried_table{"age_sex", "age_sex.csv", &marginals::age_sex, {{{"share"}, {}, {}, {}}}, false},
    carried_table{"demography",
                  "demography.csv",
                  &marginals::demography,
                  {{{"death_rate"}, {"out_migration_rate"}, {"in_migration_rate"}, {}}},
                  true},
    carried_table{"employment",
                  "employment.csv",
                  &marginals::employment,
                  {{{"employed_share"}, {"hours_mean", 0, 168}, {"hours_sd", 0, 84}, {"unit_share"}}},
                  true},
    carried_table{"care", "care.csv", &marginals::care, {{{"carer_share"}, {"hours_mean", 0, 168}, {}, {}}}, true},
    carried_table{
        "membership", "membership.csv", &marginals::membership, {{{"party_share"}, {"digital_share"}, {}, {}}}, true},
};

}   // namespace participation
