// Writing a population file, and the tables in it. Reading is in population_read.cpp; the layout in docs/results.md.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "models/participation/people/population.hpp"
#include "models/participation/people/population_tables.hpp"
#include "models/participation/people/roles.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/hash.hpp"

namespace participation {

namespace {

namespace h5 = sim::hdf5;

// Arrays along one dimension of a group, each described and attached to the dimension's scale.
class column_writer {
public:
    column_writer(h5::group& in, const h5::dataset& scale) : in_{in}, scale_{scale}, length_{scale.size()[0]} {}

    template <class Value>
    void numbers(const std::string& name, const std::vector<Value>& values, const char* long_name,
                 const char* long_name_zh, const char* units) {
        h5::form f;
        f.type = h5::element_of<Value>;
        f.size = {length_};
        constexpr std::uint64_t usual_chunk = 65536;
        if (length_ > 1024) {   // small arrays are not worth a chunk
            f.chunk = {std::min(length_, usual_chunk)};
            f.packed = true;
        }
        h5::dataset made = in_.make(name, f);
        made.write(values);
        describe(made, long_name, long_name_zh, units);
    }
    void texts(const std::string& name, const std::vector<std::string>& values, const char* long_name,
               const char* long_name_zh) {
        h5::form f;
        f.type = h5::element::text;
        f.size = {length_};
        h5::dataset made = in_.make(name, f);
        made.write_texts(values);
        describe(made, long_name, long_name_zh, "");
    }

private:
    void describe(h5::dataset& made, const char* long_name, const char* long_name_zh, std::string_view units) {
        made.set("long_name", long_name);
        made.set("long_name_zh", long_name_zh);
        if (!units.empty()) made.set("units", units);
        const h5::dataset* const scale = &scale_;
        made.attach({&scale, 1});
    }
    h5::group& in_;
    const h5::dataset& scale_;
    std::uint64_t length_;
};

template <class Value, class Row, class Member>
std::vector<Value> column(const std::vector<Row>& rows, Member Row::*member) {
    std::vector<Value> values;
    for (const Row& row : rows) values.push_back(static_cast<Value>(row.*member));
    return values;
}

void write_communities(h5::group& root, const population& town, std::int32_t number) {
    h5::form f;
    f.type = h5::element::text;
    f.size = {town.communities.size()};
    h5::dataset scale = root.make("community", f);
    scale.write_texts(column<std::string>(town.communities, &community::name));
    scale.make_scale("community", number);
    scale.set("long_name", "community");
    scale.set("long_name_zh", "社区");
    column_writer write{root, scale};
    write.texts("community_zh", column<std::string>(town.communities, &community::name_zh), "community, in Chinese",
                "社区名称");
    write.texts("subdistrict", column<std::string>(town.communities, &community::subdistrict), "subdistrict",
                "街道（英文）");
    write.texts("subdistrict_zh", column<std::string>(town.communities, &community::subdistrict_zh),
                "subdistrict, in Chinese", "街道");
    write.numbers("households", column<std::uint32_t>(town.communities, &community::households), "households", "户数",
                  "1");
    write.numbers("grids", column<std::uint32_t>(town.communities, &community::grids), "grids", "网格数", "1");
    write.numbers("seats_per_1000", column<float>(town.communities, &community::seats_per_1000),
                  "room at activities per 1000 residents", "每千居民活动座位", "1");
    const auto posts = column<std::uint32_t>(town.communities, &community::posts);
    if (std::ranges::find(posts, 0U) == posts.end())
        write.numbers("posts", posts, "posts of community workers", "社区工作者岗位数", "1");
}

void write_residents(h5::group& root, const population& town, std::int32_t number) {
    const h5::dataset scale = root.make_bare_dimension("resident", town.residents(), number);
    column_writer write{root, scale};
    const attributes& a = town.start;
    write.numbers("id", std::vector<std::uint64_t>(town.id.begin(), town.id.end()), "identity, by which luck is drawn",
                  "编号（随机数按此抽取）", "1");
    write.numbers("age", a.age, "age", "年龄", "year");
    write.numbers("sex", a.sex, "sex: 0 female, 1 male", "性别：0女，1男", "1");
    write.numbers("band", a.band, "age band: 0 young, 1 middle, 2 older", "年龄组：0青年，1中年，2老年", "1");
    write.numbers("employed", a.employed, "1 where employed", "是否就业", "1");
    write.numbers("work_hours", a.work_hours, "hours of work", "每周工作时间", "h week-1");
    write.numbers("care_hours", a.care_hours, "hours of care", "每周照料时间", "h week-1");
    write.numbers("unit", a.unit, "1 where employed by a work unit that meets its people's needs",
                  "是否由单位满足其需求", "1");
    write.numbers("party_member", a.party_member, "1 where member of the party", "是否党员", "1");
    write.numbers("digital", a.digital, "1 where reached online", "是否使用网络", "1");
    write.numbers("taste", a.taste, "lasting taste for taking part, standard normal", "参与偏好（标准正态）", "1");
    constexpr std::array<std::array<const char*, 3>, channel_count> tastes{{
        {"taste_build", "lasting taste for build alone, standard normal", "对共建的偏好（标准正态）"},
        {"taste_govern", "lasting taste for govern alone, standard normal", "对共治的偏好（标准正态）"},
        {"taste_share", "lasting taste for share alone, standard normal", "对共享的偏好（标准正态）"},
    }};
    for (std::size_t c = 0; c < channel_count; ++c)
        write.numbers(tastes[c][0], a.channel_taste[c], tastes[c][1], tastes[c][2], "1");
    write.numbers("household", town.household, "household", "户", "1");
    write.numbers("grid", town.grid, "grid", "网格", "1");
    write.numbers("resident_community", std::vector<std::uint16_t>(town.community_of.begin(), town.community_of.end()),
                  "index of the resident's community", "所属社区序号", "1");
}

void write_ties(h5::group& root, const population& town, std::int32_t first_number) {
    for (std::size_t l = 0; l < layer_count; ++l) {
        std::vector<std::uint32_t> from, to;
        for (std::size_t i = 0; i < town.residents(); ++i)
            for (std::size_t k = town.ties.begin(i, l); k < town.ties.end(i, l); ++k) {
                from.push_back(static_cast<std::uint32_t>(i));
                to.push_back(town.ties.to[k]);
            }
        const std::string name = "tie_" + std::string{layer_names[l]};
        const h5::dataset scale =
            root.make_bare_dimension(name, from.size(), first_number + static_cast<std::int32_t>(l));
        column_writer write{root, scale};
        write.numbers(name + "_from", from, "index of the resident who has the tie", "关系起点居民序号", "1");
        write.numbers(name + "_to", to, "index of the resident it leads to", "关系终点居民序号", "1");
    }
}

void write_tables(h5::group& root, const population& town) {
    if (!town.has_tables) return;
    h5::group in = root.make_group("tables");
    for (const carried_table& t : carried_tables)
        for (const auto& [name, text] : town.tables.source)
            if (name == t.file) in.make_text(std::string{t.name}, text);
}

void write_fit(h5::group& root, const population& town, std::int32_t number) {
    if (!town.fit.empty()) {
        h5::group in = root.make_group("fit");
        const h5::dataset scale = in.make_bare_dimension("row", town.fit.size(), number);
        column_writer write{in, scale};
        write.texts("table", column<std::string>(town.fit, &fit_row::table), "table", "表");
        write.texts("cell", column<std::string>(town.fit, &fit_row::cell), "cell of the table", "表中格");
        write.numbers("wanted", column<double>(town.fit, &fit_row::wanted), "share in the table", "目标占比", "1");
        write.numbers("found", column<double>(town.fit, &fit_row::found), "share among the residents", "实际占比", "1");
        write.numbers("largest_miss", column<double>(town.fit, &fit_row::largest_miss),
                      "largest miss among the communities", "社区间最大偏差", "1");
    }
    if (!town.layers.empty()) {
        h5::group in = root.make_group("layer_fit");
        const h5::dataset scale = in.make_bare_dimension("row", town.layers.size(), number + 1);
        column_writer write{in, scale};
        write.texts("layer", column<std::string>(town.layers, &layer_fit::layer), "layer", "关系层");
        write.numbers("mean_degree", column<double>(town.layers, &layer_fit::mean_degree), "mean number of ties",
                      "平均关系数", "1");
        write.numbers("wanted_degree", column<double>(town.layers, &layer_fit::wanted_degree), "mean number asked for",
                      "目标平均关系数", "1");
        write.numbers("clustering", column<double>(town.layers, &layer_fit::clustering), "mean local clustering",
                      "平均聚集系数", "1");
        write.numbers("age_correlation", column<double>(town.layers, &layer_fit::age_correlation),
                      "correlation of ages", "年龄相关", "1");
        write.numbers("same_community", column<double>(town.layers, &layer_fit::same_community),
                      "share within a community", "社区内占比", "1");
    }
    if (!town.reweighted.empty()) {
        h5::group in = root.make_group("reweighted");
        const h5::dataset scale = in.make_bare_dimension("row", town.reweighted.size(), number + 2);
        column_writer write{in, scale};
        using pair = std::pair<std::string, double>;
        write.texts("type", column<std::string>(town.reweighted, &pair::first), "type of household", "家庭类型");
        write.numbers("change", column<double>(town.reweighted, &pair::second), "raked share minus given share",
                      "调整后占比之差", "1");
    }
}

}   // namespace

void write_population(const population& town, const std::string& path) {
    if (town.communities.size() > 65535)
        throw sim::storage_error{fmt::format("cannot write {}: more than 65535 communities", path)};
    h5::file f = h5::file::in_memory(path);
    {
        h5::group root = f.root();
        root.set("Conventions", "CF-1.10");
        root.set("title", "synthetic population");
        root.set("title_zh", "合成人口");
        root.set("source", "cogov");
        root.set("references", "docs/results.md of cogov");
        root.set_integer("cogov_format", 1);
        root.set("cogov_kind", "population");
        root.set_unsigned("seed", town.seed);
        std::uint64_t hash = 0;
        for (const auto& [name, text] : town.tables.source) hash = sim::hash_text(text, sim::hash_text(name, hash));
        root.set("marginals", sim::hexadecimal(hash));
        std::int32_t number = 0;
        write_communities(root, town, number++);
        write_residents(root, town, number++);
        write_ties(root, town, number);
        number += static_cast<std::int32_t>(layer_count);
        write_tables(root, town);
        write_fit(root, town, number);
    }
    f.save(path);
}

void parse_table(std::string_view name, const std::string& text, const std::string& file, marginals& into,
                 sim::mistakes& wrong) {
    const auto* const table =
        std::ranges::find_if(carried_tables, [&](const carried_table& t) { return t.file == name || t.name == name; });
    if (table == carried_tables.end()) {
        wrong.push_back({{file}, fmt::format("'{}' is no table of a population file", name)});
        return;
    }
    const std::size_t before = wrong.size();
    const sim::csv csv = sim::csv::parse(text, file, wrong);
    const auto from = csv.column("age_from", wrong), to = csv.column("age_to", wrong), sex = csv.column("sex", wrong);
    std::vector<std::optional<std::size_t>> columns;
    for (const table_column& c : table->columns)
        if (!c.name.empty()) columns.push_back(csv.column(c.name, wrong));
    if (wrong.size() != before) return;
    std::vector<marginals::row> rows;
    std::array<int, 2> next{youngest, youngest};   // the age at which a sex's next row should begin
    for (std::size_t r = 0; r < csv.rows(); ++r) {
        marginals::row row;
        const auto low = csv.number(r, *from, youngest, oldest, true, wrong),
                   high = csv.number(r, *to, youngest, oldest, true, wrong);
        const std::string& word = csv.text(r, *sex);
        if (word != "female" && word != "male")
            wrong.push_back({csv.where(r, *sex), fmt::format("sex is '{}'; write female or male", word)});
        row.sex = word == "male" ? 1 : 0;
        for (std::size_t c = 0; c < columns.size(); ++c)
            row.value[c] =
                csv.number(r, *columns[c], table->columns[c].low, table->columns[c].high, false, wrong).value_or(0);
        if (!low || !high) continue;
        row.age_from = static_cast<int>(*low);
        row.age_to = static_cast<int>(*high);
        rows.push_back(row);
    }
    if (wrong.size() != before) return;
    std::vector<marginals::row> by_age = rows;
    std::ranges::stable_sort(by_age, {}, &marginals::row::age_from);
    for (const marginals::row& row : by_age) {
        if (row.age_from != next[row.sex] || row.age_to < row.age_from)
            wrong.push_back({{file},
                             fmt::format("ages {}-{} {} do not follow the row before; the ages of each sex begin at {} "
                                         "and have no gap or overlap",
                                         row.age_from, row.age_to, row.sex == 1 ? "male" : "female", youngest)});
        next[row.sex] = row.age_to + 1;
    }
    for (std::size_t s = 0; s < 2; ++s)
        if (next[s] == youngest)
            wrong.push_back(
                {{file}, fmt::format("there is no row for sex {}; give rows for both", s == 1 ? "male" : "female")});
    if (wrong.size() == before) into.*(table->rows) = std::move(rows);
}

}   // namespace participation
