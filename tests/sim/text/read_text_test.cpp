#include <gtest/gtest.h>

#include "sim/text/read_text.hpp"
#include "tests/support/scratch.hpp"

namespace {

TEST(ReadText, TakesNoDeviceAndNothingThatIsTooLarge) {
    const test::scratch folder;
    const std::string file = folder.write("some.csv", "12345678");
    EXPECT_EQ(*sim::read_text(file, 8), "12345678");
    const auto large = sim::read_text(file, 7);
    ASSERT_FALSE(large);
    EXPECT_EQ(large.wrong().front().what, "it has more than 7 bytes, the most that is read here");
    const auto device = sim::read_text("/dev/zero", 1U << 30U);
    ASSERT_FALSE(device);
    EXPECT_EQ(device.wrong().front().what, "it is a device; name a file or a pipe");
    EXPECT_EQ(sim::read_text(folder.path("none"), 7).wrong().front().what, "there is no such file");
}

}   // namespace
