#include <gtest/gtest.h>

#include "sim/results/seal.hpp"
#include "tests/support/scratch.hpp"

namespace {

std::string letters(std::size_t count) {
    std::string text(count, ' ');
    for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>('a' + i * i % 26);
    return text;
}

std::optional<sim::seal> seal_in(const std::string& path) {
    return sim::read_seal(sim::opened_file{path, sim::opened_file::use::read});
}

TEST(Seal, IsTheSameWhetherMadeInMemoryOrOfAFile) {
    const test::scratch scratch;
    for (const std::size_t length : {std::size_t{1}, sim::bytes_a_piece - 1, sim::bytes_a_piece, sim::bytes_a_piece + 1,
                                     3 * sim::bytes_a_piece + 17}) {
        const std::string text = letters(length), path = scratch.write("x", text);
        sim::append_seal(path);
        const auto behind = sim::seal_of(sim::bytes_of(text));
        const std::string sums(reinterpret_cast<const char*>(behind.data()), behind.size());
        EXPECT_EQ(sim::read_file(path), text + sums);
        const auto found = seal_in(path);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->contents, length);
        std::size_t covered = 0;
        for (std::size_t p = 0; p < found->of_piece.size(); ++p) {
            const auto piece = sim::bytes_of(std::string_view{text}.substr(covered, found->length_of(p)));
            EXPECT_TRUE(found->fits(p, piece));
            EXPECT_FALSE(found->fits(p, piece.first(piece.size() - 1)));
            covered += piece.size();
        }
        EXPECT_EQ(covered, length);
    }
}

TEST(Seal, OfDamagedContentsFitsAllButTheDamagedPiece) {
    const test::scratch scratch;
    std::string text = letters(3 * sim::bytes_a_piece);
    const std::string path = scratch.write("x", text);
    sim::append_seal(path);
    const auto found = seal_in(path);
    ASSERT_TRUE(found);
    text[sim::bytes_a_piece + 5] = '!';
    const auto bytes = sim::bytes_of(text);
    EXPECT_TRUE(found->fits(0, bytes.first(sim::bytes_a_piece)));
    EXPECT_FALSE(found->fits(1, bytes.subspan(sim::bytes_a_piece, sim::bytes_a_piece)));
    EXPECT_TRUE(found->fits(2, bytes.last(sim::bytes_a_piece)));
}

TEST(Seal, ThatIsDamagedItselfIsNeverTakenForOneThatFits) {
    const test::scratch scratch;
    const std::string path = scratch.write("x", letters(2 * sim::bytes_a_piece + 9));
    sim::append_seal(path);
    const std::string all = sim::read_file(path);
    std::size_t told = 0, not_found = 0;
    for (std::size_t at = 2 * sim::bytes_a_piece + 9; at < all.size(); ++at)
        for (const int bit : {0, 7}) {
            std::string spoilt = all;
            spoilt[at] = static_cast<char>(spoilt[at] ^ (1 << bit));
            try {
                if (!seal_in(scratch.write("y", spoilt))) ++not_found;   // its eight letters: as if there were none
            } catch (const sim::storage_error& problem) {
                EXPECT_NE(std::string{problem.what()}.find("is damaged: its checksums"), std::string::npos);
                ++told;
            }
        }
    EXPECT_EQ(not_found, 2U * 8U);
    EXPECT_EQ(told + not_found, 2 * (all.size() - 2 * sim::bytes_a_piece - 9));
}

TEST(Seal, IsMissedInAFileThatHasNone) {
    const test::scratch scratch;
    EXPECT_FALSE(seal_in(scratch.write("short", "cogovsum")));
    EXPECT_FALSE(seal_in(scratch.write("long", letters(1000))));
}

}   // namespace
