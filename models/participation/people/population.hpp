#pragma once
// The people, their households, communities and ties; ODD "Population and ties". Made from marginals, or read.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/participation/fields.hpp"
#include "models/participation/participation_parameters.hpp"
#include "sim/engine/ties.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/result.hpp"

namespace participation {

inline constexpr std::array<std::string_view, layer_count> layer_names{"household", "neighbour", "friend", "work"};

inline constexpr int most_posts = 100'000;   // of a community, where it says how many

struct community {
    std::string name, name_zh, subdistrict, subdistrict_zh;
    std::uint32_t households = 0, grids = 0;
    float seats_per_1000 = 0;
    std::uint32_t first = 0,
                  last = 0;    // its residents, [first, last): residents are ordered by community, grid, household
    std::uint32_t posts = 0;   // 0: not said, its part of the town's
    [[nodiscard]] std::uint32_t residents() const { return last - first; }
};

// What the yearly demography changes; one entry a resident.
struct attributes {
    std::vector<std::uint8_t> age;                                     // years
    std::vector<std::uint8_t> sex;                                     // 0 female, 1 male
    std::vector<std::uint8_t> band;                                    // young, middle, older by the band cuts
    std::vector<std::uint8_t> employed, unit, party_member, digital;   // 0 or 1
    std::vector<float> work_hours, care_hours;                         // h/week; 0 where none
    std::vector<float> taste;                                          // standard normal, lasting
    std::array<std::vector<float>, channel_count> channel_taste;       // the same, by channel
    void resize(std::size_t residents);
    bool operator==(const attributes&) const = default;
};

// The marginals of a folder of CSVs (docs/population.md has the columns), checked. `source` keeps each file's bytes.
struct marginals {
    // One row of a table by age and sex. Ages are inclusive; the last row of a table is open-ended.
    struct row {
        int age_from = 0, age_to = 0;
        std::uint8_t sex = 0;
        std::array<double, 4>
            value{};   // the columns after sex (or after the ages), in the order in which they are read
    };
    struct household_type {
        std::string name, rules;
        int adults = 0;
        double minors_mean = 0, share = 0;
        sim::place where;
    };
    std::vector<community> communities;                        // communities.csv; `adults` in adults below
    std::vector<std::uint32_t> adults;                         // by community
    std::vector<row> age_sex;                                  // share of adults
    std::vector<household_type> households;                    // households.csv
    std::vector<row> employment;                               // employed_share, hours_mean, hours_sd, unit_share
    std::vector<row> care;                                     // carer_share, hours_mean
    std::vector<row> membership;                               // party_share, digital_share
    std::vector<row> demography;                               // death_rate, out_migration_rate, in_migration_rate
    std::vector<std::pair<std::string, std::string>> source;   // file name, text
};

// How one marginal came out: what the table says and what the residents show, as shares of the named whole.
struct fit_row {
    std::string table, cell;   // "age_sex", "female 60-64"
    double wanted = 0, found = 0;
    double largest_miss =
        0;   // largest |found - wanted| among the communities (percentage points / 100); 0 where not by community
};

// Degrees, clustering and age similarity of a layer of ties beside what was asked for.
struct layer_fit {
    std::string layer;
    double mean_degree = 0, wanted_degree = 0;   // others a resident (work: an employed resident) is tied to
    double clustering = 0;                       // mean local clustering coefficient over those with two ties or more
    double age_correlation = 0;                  // of the ages at the two ends
    double same_community = 0;                   // share of ties within a community
};

struct population {
    std::uint64_t seed = 0;
    std::vector<community> communities;
    std::vector<std::uint32_t> community_of;      // by resident
    std::vector<std::uint32_t> household, grid;   // by resident, numbered through the town
    std::vector<std::uint32_t> id;                // draws are keyed by it
    attributes start;                             // at the start of the burn-in
    sim::ties ties;                               // four layers, both directions present
    bool has_tables = false;                      // demography, employment, care, membership known: may age
    marginals tables;                             // those tables (only these four where read from a population file)
    std::vector<fit_row> fit;
    std::vector<layer_fit> layers;
    std::vector<std::pair<std::string, double>> reweighted;   // household type -> raked share minus given share
    [[nodiscard]] std::size_t residents() const { return id.size(); }
};

// Reads and checks a folder's CSVs. Appends every mistake with file, row and column.
[[nodiscard]] marginals read_marginals(const std::string& folder, sim::mistakes& wrong);

// The tables of a town of so many adults, in which communities, households, grids and known posts are in the same
// proportions, each at least 1 where there was one. `adults` must be as many as there are communities.
[[nodiscard]] marginals of_size(marginals tables, std::size_t adults);

// What is wrong with the names of a community and its subdistrict, a sentence each: those that no table could show apart
// from its own labels, or not at all. That a community has no name is said by whoever reads it.
[[nodiscard]] std::vector<std::string> wrong_names(const community& of);

// The parameters that decide who lives in a town and how they are tied: of all others, towns of the same people may differ.
inline constexpr std::array parameters_of_people{
    &parameters::band_cut_middle, &parameters::band_cut_older,    &parameters::degree_neighbour,
    &parameters::degree_friend,   &parameters::degree_work,       &parameters::neighbour_scale,
    &parameters::friend_local,    &parameters::friend_age_scale,  &parameters::friend_closure,
    &parameters::workplace_mean,  &parameters::workplace_sd,      &parameters::workplace_local,
    &parameters::coming_of_age,   &parameters::neighbour_closure,
};
// All others stand at their standard values whatever a scenario says: whoever makes people cannot go by them unawares.
struct people_parameters : parameters {
    people_parameters(const parameters& p)   // NOLINT(google-explicit-constructor): parameters say these too
        : parameters{standard_parameters()} {
        for (const auto member : parameters_of_people) this->*member = p.*member;
    }
    bool operator==(const people_parameters&) const = default;
};
// All of them, for keys.
[[nodiscard]] std::string text_of(const people_parameters& p);

// Makes people, households and ties from marginals; deterministic by seed whatever the number of threads.
[[nodiscard]] population synthesise(const marginals& tables, const people_parameters& p, std::uint64_t seed);

// Fit of a population to the marginals it was made from (fills fit, layers).
void measure_fit(population& town, const people_parameters& p);

// One resident's row in a table by age and sex: the last row of each sex is open-ended.
[[nodiscard]] std::size_t row_of(const std::vector<marginals::row>& table, int age, std::uint8_t sex);

// The end of a year: everybody a year older, work and care drawn anew where the row of a table changed, then deaths,
// moves and newcomers, drawn from the population's seed and the step. Returns the residents' new attributes and the
// slots that newcomers took, ascending.
struct turned_year {
    attributes residents;
    std::vector<std::uint32_t> newcomers;
};
[[nodiscard]] turned_year turn_year(const population& town, const attributes& before, const people_parameters& p,
                                    int step);

// Population files (HDF5, docs/results.md). Mistakes name the file and what is wrong with it.
void write_population(const population& town, const std::string& path);
// One table of a population file by its name ("care.csv") into the rows of that name; `file` is for the mistakes.
void parse_table(std::string_view name, const std::string& text, const std::string& file, marginals& into,
                 sim::mistakes& wrong);
[[nodiscard]] sim::result<population> read_population(const std::string& path);

}   // namespace participation
