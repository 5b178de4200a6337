#pragma once
// A scenario as Python has it: read, and found right.

#include <string>

#include "sim/scenario/model.hpp"

namespace python {

struct scenario {
    sim::ready ready;
    std::string as_given;   // the text of people's, of which results keep a copy
};

}   // namespace python
