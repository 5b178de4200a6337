#pragma once
// Files that commands write, under names that people choose.

#include <functional>
#include <string>

namespace cli {

// Refuses to write over what exists without `force`, and with it over what is neither empty nor such a file of cogov's.
// `what` is that for people ("page"), `option` what names another file.
void be_sure_it_may_be_replaced(const std::string& path, const std::string& what, bool force, const std::string& option,
                                const std::function<bool(const std::string&)>& is_such);
// What a command writes under a name that people choose: an HDF5 file, a page or a folder.
enum class written : unsigned char { results, population, trace, page, tables, scenario, draws };
// Refuses a name whose ending is that of another kind of file, and says which command makes those.
void be_sure_of_ending(const std::string& path, const std::string& option, written what);
// Is it an HDF5 file of this kind (cogov_kind), or a damaged one, which nobody can read?
[[nodiscard]] std::function<bool(const std::string&)> of_kind(const std::string& kind);

}   // namespace cli
