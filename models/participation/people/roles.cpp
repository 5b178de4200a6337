#include "models/participation/people/roles.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "sim/engine/math.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

const std::vector<std::string> role_names{"a", "m", "f", "k", "g", "gm", "gw", "s"};

role::sexes usual_sex(std::string_view name) {
    if (name == "m" || name == "gm") return role::sexes::male;
    if (name == "f" || name == "gw") return role::sexes::female;
    return name == "s" ? role::sexes::other : role::sexes::drawn;
}

// Thrown within this file to leave a clause at its first mistake.
struct misread {
    std::size_t at = 0;
    std::string what;
};

// A text and how far it has been read.
class reader {
public:
    reader(std::string_view text, std::size_t first, std::size_t last) : text_{text.substr(0, last)}, at_{first} {
        skip_blanks();
    }

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool done() const { return at_ >= text_.size(); }
    [[nodiscard]] char now() const { return done() ? '\0' : text_[at_]; }
    [[nodiscard]] std::string rest() const { return std::string{text_.substr(std::min(at_, text_.size()))}; }

    bool take(std::string_view word) {
        if (!text_.substr(std::min(at_, text_.size())).starts_with(word)) return false;
        at_ += word.size();
        skip_blanks();
        return true;
    }
    void need(std::string_view word, const std::string& why) {
        if (!take(word)) fail("expected '" + std::string{word} + "' " + why);
    }
    std::string name() {
        const std::size_t first = at_;
        while (!done() && (std::isalpha(static_cast<unsigned char>(now())) != 0 || now() == '_')) ++at_;
        const auto word = text_.substr(first, at_ - first);
        skip_blanks();
        return std::string{word};
    }
    double number(const std::string& what) {
        double value = 0;
        const char* const first = text_.data() + at_;
        const auto [end, code] = std::from_chars(first, text_.data() + text_.size(), value);
        if (code != std::errc{} || !std::isfinite(value) || std::isalpha(static_cast<unsigned char>(*first)) != 0) {
            fail("expected " + what);
        }
        at_ += static_cast<std::size_t>(end - first);
        skip_blanks();
        return value;
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw misread{at_, what + (done() ? ", found the end" : ", found '" + rest() + "'")};
    }

private:
    void skip_blanks() {
        while (!done() && (now() == ' ' || now() == '\t')) ++at_;
    }
    std::string_view text_;
    std::size_t at_;
};

// x^y for whole y of any sign of x, and real y of x >= 0; else nan.
double raise(double x, double y) {
    if (y == std::floor(y) && std::abs(y) <= 64) {
        double product = 1;
        for (int k = 0; k < static_cast<int>(std::abs(y)); ++k) product *= x;
        return y < 0 ? 1 / product : product;
    }
    if (x == 0 && y > 0) return 0;
    return x > 0 ? sim::pow(x, y) : std::numeric_limits<double>::quiet_NaN();
}

// A formula of an age: numbers, age, + - * / ^, parentheses, exp(). The usual order; ^ before the sign.
class formula {
public:
    formula(reader& in, double age) : in_{in}, age_{age} {}
    double sum() {
        if (++depth_ > 50) in_.fail("a weight may nest 50 parentheses at most");
        double value = product();
        while (in_.now() == '+' || in_.now() == '-')
            value = in_.take("+") ? value + product() : (in_.take("-"), value - product());
        --depth_;
        return value;
    }

private:
    double product() {
        double value = signed_power();
        while (in_.now() == '*' || in_.now() == '/') {
            value = in_.take("*") ? value * signed_power() : (in_.take("/"), value / signed_power());
        }
        return value;
    }
    double signed_power() {
        bool minus = false;
        while (in_.take("-")) minus = !minus;
        const double x = atom();
        double value = x;
        if (in_.take("^")) {
            if (++depth_ > 50) in_.fail("a weight may nest 50 powers at most");
            value = raise(x, signed_power());
            --depth_;
        }
        return minus ? -value : value;
    }
    double atom() {
        if (in_.take("(")) return closed();
        if (std::isalpha(static_cast<unsigned char>(in_.now())) == 0) return in_.number("a number, age, exp( or (");
        const std::size_t at = in_.at();
        const std::string word = in_.name();
        if (word == "age") return age_;
        if (word == "exp") {
            in_.need("(", "after exp");
            return sim::exp(closed());
        }
        static const std::vector<std::string> known{"age", "exp"};
        throw misread{at, "a weight knows age and exp, not '" + word + "'" + sim::did_you_mean(word, known)};
    }
    double closed() {
        const double value = sum();
        in_.need(")", "to close a parenthesis");
        return value;
    }
    reader& in_;
    double age_;
    int depth_ = 0;
};

void read_ages(reader& in, role& r) {
    const std::size_t at = in.at();
    const double low = in.number("the youngest age");
    in.need("-", "between the youngest and the oldest age");
    const double high = in.number("the oldest age");
    if (low != std::floor(low) || high != std::floor(high) || low < youngest || high > oldest || low > high) {
        throw misread{at, "ages run from " + std::to_string(youngest) + " to " + std::to_string(oldest) +
                              " in whole years, the youngest first"};
    }
    r.low = static_cast<int>(low);
    r.high = static_cast<int>(high);
}

// NAME:LO-HI, or NAME:OTHER[+-SHIFT][~SPREAD] [in LO-HI] [other sex]
role read_role(reader& in, const std::string& name, std::size_t name_at, const std::vector<role>& before) {
    role r;
    r.name = name;
    r.sex = usual_sex(name);
    if (std::any_of(before.begin(), before.end(), [&](const role& b) { return b.name == name; })) {
        throw misread{name_at, "role '" + name + "' appears twice; each role names one adult"};
    }
    if (std::isdigit(static_cast<unsigned char>(in.now())) != 0) {
        read_ages(in, r);
    } else {
        const std::size_t at = in.at();
        const std::string other = in.name();
        const auto found = std::find_if(before.begin(), before.end(), [&](const role& b) { return b.name == other; });
        if (other.empty()) in.fail("expected ages such as 18-34 or a role named before");
        if (found == before.end())
            throw misread{at, "role '" + name + "' follows '" + other + "', which is not named before it"};
        r.follows = static_cast<std::size_t>(found - before.begin());
        if (in.take("+")) r.shift = in.number("years after +");
        else if (in.take("-")) r.shift = -in.number("years after -");
        if (in.take("~")) r.spread = in.number("a standard deviation in years after ~");
        if (!(r.spread >= 0 && r.spread <= 50 && std::abs(r.shift) <= oldest)) {
            throw misread{at, "a shift is at most 120 years, a standard deviation from 0 to 50"};
        }
        if (in.take("in ")) read_ages(in, r);
        const std::size_t sex_at = in.at();
        if (in.take("other sex")) {
            if (r.sex == role::sexes::male || r.sex == role::sexes::female) {
                throw misread{sex_at, "role '" + name + "' has its own sex; leave out 'other sex'"};
            }
            r.sex = role::sexes::other;
        }
    }
    if (!in.done()) in.fail("expected ';' or the end after role '" + name + "'");
    if (r.sex == role::sexes::other && !r.follows)
        throw misread{name_at, "role '" + name + "' is somebody's partner; write the role it follows, not ages"};
    return r;
}

}   // namespace

household_rules parse_rules(const marginals::household_type& type, sim::mistakes& wrong) {
    household_rules rules;
    rules.weight.fill(1);
    const std::string_view text = type.rules;
    const auto say = [&](std::size_t at, const std::string& what) {
        sim::place where = type.where;
        where.column += static_cast<int>(
            std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size())),
                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
        wrong.push_back({where, "household type '" + type.name + "': " + what});
    };
    struct share {
        std::string role;
        double value = 0;
        std::size_t at = 0;
    };
    std::vector<share> shares;
    std::optional<std::pair<std::size_t, std::size_t>> weight;
    const std::size_t before = wrong.size();
    for (std::size_t first = 0; first <= text.size();) {
        const std::size_t last = std::min(text.find(';', first), text.size());
        reader in{text, first, last};
        first = last + 1;
        if (in.done()) continue;   // nothing between two semicolons, or after the last
        try {
            const std::size_t at = in.at();
            const std::string key = in.name();
            if (key != "weight" && !key.starts_with("p_male") &&
                std::find(role_names.begin(), role_names.end(), key) == role_names.end()) {
                std::vector<std::string> known = role_names;
                known.insert(known.end(), {"weight", "p_male", "p_male_k", "p_male_g"});
                throw misread{at, key.empty() ? "expected a role such as m:25-50, found '" + in.rest() + "'"
                                              : "there is no role '" + key + "'" + sim::did_you_mean(key, known) +
                                                    "; roles are a, m, f, k, g, gm, gw, s"};
            }
            in.need(":", "after '" + key + "'");
            if (key == "weight") {
                weight = {in.at(), last};
            } else if (key.starts_with("p_male")) {
                share s{key == "p_male" ? "a" : key.substr(std::min<std::size_t>(7, key.size())), 0, at};
                s.value = in.number("a share of men");
                if (!(s.value >= 0 && s.value <= 1) || !in.done())
                    throw misread{at, key + " is a share: a number from 0 to 1"};
                shares.push_back(s);
            } else {
                rules.roles.push_back(read_role(in, key, at, rules.roles));
            }
        } catch (const misread& m) {
            say(m.at, m.what);
        }
    }
    for (const share& s : shares) {
        const auto of =
            std::find_if(rules.roles.begin(), rules.roles.end(), [&](const role& r) { return r.name == s.role; });
        if (of != rules.roles.end() && of->sex == role::sexes::drawn) of->p_male = s.value;
        else if (wrong.size() == before)
            say(s.at, "this share of men belongs to role '" + s.role +
                          "', which is not here or has its own sex; leave it out");
    }
    if (wrong.size() != before) return rules;
    if (rules.roles.size() != static_cast<std::size_t>(type.adults)) {
        say(0, "the rules name " + std::to_string(rules.roles.size()) +
                   (rules.roles.size() == 1 ? " adult" : " adults") + ", the column adults says " +
                   std::to_string(type.adults) + "; make them agree");
    }
    for (int age = youngest; weight && wrong.size() == before && age <= oldest; ++age) {
        try {
            reader in{text, weight->first, weight->second};
            const double value = formula{in, static_cast<double>(age)}.sum();
            if (!in.done()) in.fail("expected an operator or ';' in the weight");
            const bool matters =
                !rules.roles.empty() && age >= rules.roles.front().low && age <= rules.roles.front().high;
            if (matters && !(value >= 0 && value <= 1e100)) {
                throw misread{weight->first, "the weight is " +
                                                 (std::isfinite(value) ? sim::shortest(value) : "no number") +
                                                 " at age " + std::to_string(age) +
                                                 "; it must be 0 or more at every age of the first role"};
            }
            rules.weight[static_cast<std::size_t>(age)] = matters ? value : 0;
        } catch (const misread& m) {
            say(m.at, m.what);
        }
    }
    return rules;
}

std::vector<double> falling_off(const std::vector<marginals::row>& demography, int from, int to, std::uint8_t sex) {
    std::vector<double> share;
    double alive = 1, all = 0;
    for (int age = from; age <= to; ++age) {
        share.push_back(alive);
        all += alive;
        if (!demography.empty()) alive *= 1 - demography[row_of(demography, age, sex)].value[0];
    }
    for (double& s : share) s /= all;
    return share;
}

std::array<double, age_count> ages_of_pyramid(const marginals& tables, std::uint8_t sex) {
    std::array<double, age_count> share{};
    double all = 0;
    int last = 0;
    for (const auto& row : tables.age_sex) {
        all += row.value[0];
        if (row.sex == sex) last = std::max(last, row.age_from);
    }
    for (const auto& row : tables.age_sex) {
        if (row.sex != sex || !(all > 0)) continue;
        const bool open = row.age_from == last;
        const int to = open ? std::max(row.age_to, usual_oldest) : row.age_to;
        const auto within =
            open ? falling_off(tables.demography, row.age_from, to, sex)
                 : std::vector<double>(static_cast<std::size_t>(to - row.age_from + 1), 1.0 / (to - row.age_from + 1));
        for (int age = row.age_from; age <= to; ++age) {
            share[static_cast<std::size_t>(age)] =
                row.value[0] / all * within[static_cast<std::size_t>(age - row.age_from)];
        }
    }
    return share;
}

}   // namespace participation
