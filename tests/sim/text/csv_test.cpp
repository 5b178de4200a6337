#include <filesystem>
#include <limits>

#include <gtest/gtest.h>

#include "sim/text/csv.hpp"
#include "tests/support/scratch.hpp"

namespace {

using sim::csv;
using sim::mistakes;

constexpr double infinity = std::numeric_limits<double>::infinity();

testing::AssertionResult says(const mistakes& wrong, int line, int column, const std::string& part) {
    for (const auto& m : wrong) {
        if (m.where.line == line && m.where.column == column && m.what.find(part) != std::string::npos)
            return testing::AssertionSuccess();
    }
    auto failure = testing::AssertionFailure()
                   << "no mistake at " << line << ':' << column << " says '" << part << "'; there are:";
    for (const auto& m : wrong)
        failure << '\n' << m.where.file << ':' << m.where.line << ':' << m.where.column << ": " << m.what;
    return failure;
}

TEST(Csv, KeepsCellsAndTheirPlaces) {
    mistakes wrong;
    const csv table = csv::parse("name,adults\nXinhua,9800\n新华,7600\n", "town.csv", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.rows(), 2U);
    EXPECT_EQ(table.text(1, 0), "新华");
    EXPECT_EQ(table.where(1, 1), (sim::place{"town.csv", 3, 4}));   // columns count code points, not bytes
    EXPECT_EQ(table.number(1, 1, 0, 1e6, true, wrong), 7600);
    EXPECT_EQ(table.source(), "name,adults\nXinhua,9800\n新华,7600\n");
}

TEST(Csv, ReadsTheSameWithByteOrderMarkAndWindowsLines) {
    mistakes wrong;
    const csv table = csv::parse("\xEF\xBB\xBFname,adults\r\nXinhua,9800\r\n\r\n", "town.csv", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.rows(), 1U);
    EXPECT_EQ(table.column("name", wrong), 0U);
    EXPECT_EQ(table.text(0, 1), "9800");
    EXPECT_EQ(table.where(0, 1).column, 8);
}

TEST(Csv, QuotesHoldCommasQuotesAndLineEnds) {
    mistakes wrong;
    const csv table = csv::parse("a,b\n\"x, y\",\"says \"\"no\"\"\"\n\"two\nlines\",3\n", "q.csv", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.rows(), 2U);
    EXPECT_EQ(table.text(0, 0), "x, y");
    EXPECT_EQ(table.text(0, 1), "says \"no\"");
    EXPECT_EQ(table.text(1, 0), "two\nlines");
    EXPECT_EQ(table.where(1, 1).line, 4);
}

TEST(Csv, LastLineNeedsNoEndAndBlanksAroundCellsDoNotCount) {
    mistakes wrong;
    const csv table = csv::parse("a , b\n 1 ,\t2", "t.csv", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.rows(), 1U);
    EXPECT_EQ(table.text(0, 1), "2");
    EXPECT_EQ(table.column("b", wrong), 1U);
}

TEST(Csv, ARowOfAnotherLengthIsAMistakeAndTheOthersStay) {
    mistakes wrong;
    const csv table = csv::parse("a,b\n1\n1,2,3\n4,5\n", "t.csv", wrong);
    EXPECT_EQ(wrong.size(), 2U);
    EXPECT_TRUE(says(wrong, 2, 1, "this row has 1 cell, the header has 2"));
    EXPECT_TRUE(says(wrong, 3, 1, "this row has 3 cells, the header has 2"));
    ASSERT_EQ(table.rows(), 1U);
    EXPECT_EQ(table.text(0, 1), "5");
}

TEST(Csv, RefusesWhatIsNoNumberInRange) {
    mistakes wrong;
    const csv table = csv::parse("n\nabc\nnan\ninf\n1e999\n5\n1.5\n0x10\n-1\n5%\n+2\n\"\"\n", "n.csv", wrong);
    ASSERT_EQ(table.rows(), 10U);   // a line that holds nothing is no row
    for (std::size_t row = 0; row < 9; ++row) {
        const bool fine = row == 4 || row == 5;
        EXPECT_EQ(table.number(row, 0, 0, infinity, false, wrong).has_value(), fine) << row;
    }
    EXPECT_EQ(wrong.size(), 7U);
    EXPECT_TRUE(says(wrong, 2, 1, "n is 'abc'; expected a number from 0"));
    wrong = {};
    EXPECT_EQ(table.number(9, 0, 0, 3, true, wrong), 2);
    EXPECT_FALSE(table.number(4, 0, 0, 4, true, wrong));
    EXPECT_FALSE(table.number(5, 0, 0, 4, true, wrong));
    EXPECT_TRUE(says(wrong, 7, 1, "expected a whole number from 0 to 4"));
}

TEST(Csv, AnEmptyCellIsNoNumber) {
    mistakes wrong;
    const csv table = csv::parse("a,b\n,1\n", "t.csv", wrong);
    EXPECT_FALSE(table.number(0, 0, 0, 1, false, wrong));
    EXPECT_TRUE(says(wrong, 2, 1, "a is empty"));
}

TEST(Csv, AMissingColumnNamesTheNearest) {
    mistakes wrong;
    const csv table = csv::parse("adluts,share\n1,2\n", "t.csv", wrong);
    EXPECT_FALSE(table.column("adults", wrong));
    EXPECT_TRUE(says(wrong, 1, 0, "did you mean 'adluts'"));
    EXPECT_FALSE(table.column("out_migration_rate", wrong));
    EXPECT_TRUE(says(wrong, 1, 0, "no column 'out_migration_rate'; add it"));
}

TEST(Csv, SemicolonsAreRecognised) {
    mistakes wrong;
    const csv table = csv::parse("age_from;age_to;share\n18;19;0.5\n", "t.csv", wrong);
    EXPECT_FALSE(table.column("share", wrong));
    EXPECT_TRUE(says(wrong, 1, 0, "separate columns by commas"));
}

TEST(Csv, ADoubleOrNamelessColumnIsAMistake) {
    mistakes wrong;
    (void)csv::parse("a,b,a,\n1,2,3,4\n", "t.csv", wrong);
    EXPECT_TRUE(says(wrong, 1, 5, "column 'a' appears twice"));
    EXPECT_TRUE(says(wrong, 1, 7, "has no name"));
}

TEST(Csv, BadQuotesAreMistakes) {
    mistakes wrong;
    (void)csv::parse("a,b\n\"x\" y,2\n", "t.csv", wrong);
    EXPECT_TRUE(says(wrong, 2, 5, "text follows the closing quote"));
    wrong = {};
    (void)csv::parse("a,b\n1,\"x\n2,3\n", "t.csv", wrong);
    EXPECT_TRUE(says(wrong, 2, 3, "never closed"));
}

TEST(Csv, TextThatIsNotUtf8IsRefusedWithItsPlace) {
    for (const std::string bad : {"\xD0\xC2", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE6\x96", "\x80"}) {
        mistakes wrong;
        const csv table = csv::parse("a,b\n新," + bad + "\n", "t.csv", wrong);
        EXPECT_EQ(table.rows(), 0U);
        EXPECT_TRUE(says(wrong, 2, 3, "not UTF-8"));
        EXPECT_FALSE(table.column("a", wrong));
        EXPECT_EQ(wrong.size(), 1U);   // said once
    }
    mistakes wrong;
    (void)csv::parse(std::string{"a\n1\0", 4}, "t.csv", wrong);
    EXPECT_TRUE(says(wrong, 2, 2, "not UTF-8"));
}

TEST(Csv, AnEmptyFileIsAMistake) {
    for (const std::string text : {"", "\n\n", "\xEF\xBB\xBF"}) {
        mistakes wrong;
        EXPECT_EQ(csv::parse(text, "t.csv", wrong).rows(), 0U);
        EXPECT_TRUE(says(wrong, 0, 0, "empty"));
    }
}

TEST(Csv, AMissingFileAndAFolderAreMistakes) {
    mistakes wrong;
    (void)csv::read("/nowhere/at/all.csv", wrong);
    EXPECT_TRUE(says(wrong, 0, 0, "no such file"));
    (void)csv::read(std::filesystem::temp_directory_path().string(), wrong);
    EXPECT_TRUE(says(wrong, 0, 0, "it is a folder; a CSV file is needed here"));
    EXPECT_EQ(wrong.size(), 2U);
}

TEST(Csv, ReadsAFileAsItReadsItsText) {
    const test::scratch folder;
    const std::string path = folder.write("table.csv", "a\r\n7\r\n");
    mistakes wrong;
    const csv table = csv::read(path, wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.rows(), 1U);
    EXPECT_EQ(table.number(0, 0, 0, 9, true, wrong), 7);
    EXPECT_EQ(table.file(), path);
    EXPECT_EQ(table.source(), "a\r\n7\r\n");
}

TEST(Csv, AnyBytesAreReadWithoutHarm) {
    std::uint32_t state = 12345;
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int k = 0; k < 40; ++k) {
            state = state * 1664525U + 1013904223U;
            const std::string_view alphabet = ",\"\n\r a1.;\xE6\x96\xB0\x80";
            text.push_back(alphabet[(state >> 16U) % alphabet.size()]);
        }
        mistakes wrong;
        const csv table = csv::parse(text, "t.csv", wrong);
        for (std::size_t row = 0; row < table.rows(); ++row) (void)table.number(row, 0, 0, 1, false, wrong);
    }
}

TEST(Csv, HasCommentsAboveItsHeaderAlone) {
    mistakes wrong;
    const csv table = csv::parse("# model: buses\n\n #\ta, \"b\na,b\n#1,2\n", "t.csv", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(table.comments().size(), 2U);
    EXPECT_EQ(table.comments()[0].text, "model: buses");
    EXPECT_EQ(table.comments()[1].text, "a, \"b");
    EXPECT_EQ(table.comments()[1].where, (sim::place{"t.csv", 3, 2}));
    EXPECT_EQ(table.columns(), (std::vector<std::string>{"a", "b"}));
    ASSERT_EQ(table.rows(), 1U);
    EXPECT_EQ(table.text(0, 0), "#1");
    EXPECT_EQ(table.where(0, 1).line, 5);
}

TEST(Csv, IsNoDevice) {
    mistakes wrong;
    EXPECT_EQ(csv::read("/dev/zero", wrong).rows(), 0U);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].what, "it is a device; name a file or a pipe; a CSV file is needed here");
}

TEST(CsvCell, IsNoFormulaAndNoControlCharacter) {
    for (const std::string plain : {"Boli", "勃利", "1.5", "-1.5", "+3", "-2e-05", "", "a=b", "x-y", "'quoted"})
        EXPECT_EQ(sim::csv_cell(plain), plain);
    EXPECT_EQ(sim::csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(sim::csv_cell("+cmd"), "'+cmd");
    EXPECT_EQ(sim::csv_cell("-1+1"), "'-1+1");
    EXPECT_EQ(sim::csv_cell("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(sim::csv_cell("-inf"), "'-inf");
    EXPECT_EQ(sim::csv_cell("\t=1"), "'\\t=1");
    EXPECT_EQ(sim::csv_cell("\r=1"), "'\\r=1");
    EXPECT_EQ(sim::csv_cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    EXPECT_EQ(sim::csv_cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(sim::csv_cell("a\x1b[31m"), "a\\x1b[31m");
}

}   // namespace
