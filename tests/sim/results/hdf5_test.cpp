#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "sim/results/chunks.hpp"
#include "sim/results/hdf5.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

namespace h5 = sim::hdf5;

std::string message_of(const auto& work) {
    try {
        work();
    } catch (const sim::storage_error& problem) {
        return problem.what();
    }
    return "";
}

h5::form packed(h5::element type, h5::shape size, h5::shape chunk) {
    h5::form f;
    f.type = type;
    f.size = std::move(size);
    f.chunk = std::move(chunk);
    f.packed = true;
    return f;
}

// A file with a bit of everything.
std::vector<std::byte> example() {
    h5::file f = h5::file::in_memory("example.h5");
    {
        h5::group root = f.root();
        root.set("title", "Boli 勃利");
        root.set("empty", "");
        root.set_integer("format", 1);
        root.set_integer("large", std::int64_t{1} << 40U);
        root.set_unsigned("seed", 0xffffffffffffffffULL);
        root.set_real("share", 0.7);
        h5::form texts;
        texts.type = h5::element::text;
        texts.size = {2};
        h5::dataset community = root.make("community", texts);
        community.write_texts(std::vector<std::string>{"Chang'an", "太平"});
        community.make_scale("community", 0);
        std::vector<std::uint32_t> numbers(2000);
        std::iota(numbers.begin(), numbers.end(), 0U);
        h5::dataset counts = root.make("counts", packed(h5::element::u32, {2, 1000}, {2, 300}));
        counts.write(numbers);
        h5::group below = root.make_group("zebra");
        below.make_text("a/b/text.csv", "x,y\n1,2\n");
        static_cast<void>(root.make_group("ant"));
    }
    return f.sealed_bytes();
}

TEST(Hdf5, ReadsBackAttributesTextsAndNumbers) {
    const test::scratch scratch;
    sim::write_file_safely(scratch.path("a.h5"), example());
    const h5::file f = h5::file::open(scratch.path("a.h5"));
    const h5::group root = f.root();
    EXPECT_EQ(root.text("title"), "Boli 勃利");
    EXPECT_EQ(root.text("empty"), "");
    EXPECT_EQ(root.text("absent"), std::nullopt);
    EXPECT_EQ(root.text("format"), std::nullopt);
    EXPECT_EQ(root.integer("format"), 1);
    EXPECT_EQ(root.integer("large"), std::int64_t{1} << 40U);
    EXPECT_EQ(root.integer("title"), std::nullopt);
    EXPECT_EQ(root.unsigned_integer("seed"), 0xffffffffffffffffULL);
    EXPECT_EQ(root.real("share"), 0.7);
    EXPECT_EQ(root.open("community").read_texts(), (std::vector<std::string>{"Chang'an", "太平"}));
    EXPECT_EQ(root.open("counts").read<double>({1, 10}, {1, 3}), (std::vector<double>{1010, 1011, 1012}));
    EXPECT_EQ(root.open("counts").size(), (h5::shape{2, 1000}));
    EXPECT_EQ(root.open_group("zebra").read_text("a/b/text.csv"), "x,y\n1,2\n");
}

TEST(Hdf5, ListsMembersInTheOrderTheyWereMade) {
    const test::scratch scratch;
    sim::write_file_safely(scratch.path("a.h5"), example());
    const h5::file f = h5::file::open(scratch.path("a.h5"));
    EXPECT_EQ(f.root().groups(), (std::vector<std::string>{"zebra", "ant"}));
    EXPECT_EQ(f.root().datasets(), (std::vector<std::string>{"community", "counts"}));
}

TEST(Hdf5, KeepsEveryElementType) {
    h5::file f = h5::file::in_memory("types");
    h5::group root = f.root();
    const auto same = [&]<class Value>(const char* name, std::vector<Value> values) {
        h5::form how;
        how.type = h5::element_of<Value>;
        how.size = {values.size()};
        root.make(name, how).write(values);
        EXPECT_EQ(root.open(name).type(), how.type) << name;
        EXPECT_EQ(root.open(name).template read<Value>(), values) << name;
    };
    same("u8", std::vector<std::uint8_t>{0, 255});
    same("i8", std::vector<std::int8_t>{-128, 127});
    same("u16", std::vector<std::uint16_t>{0, 65535});
    same("u32", std::vector<std::uint32_t>{0, 4294967295U});
    same("i32", std::vector<std::int32_t>{std::numeric_limits<std::int32_t>::min(), 7});
    same("u64", std::vector<std::uint64_t>{0, 0xffffffffffffffffULL});
    same("i64", std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), 7});
    same("f32", std::vector<float>{-0.1F, std::numeric_limits<float>::infinity()});
    same("f64", std::vector<double>{0.1, -1e300});
}

TEST(Hdf5, WritesTheSameBytesForTheSameContents) { EXPECT_EQ(example(), example()); }

TEST(Hdf5, TakesChunksThatWePackedAsItsOwn) {
    for (const std::size_t count : {std::size_t{7}, std::size_t{5000}}) {
        std::vector<double> numbers(count);
        for (std::size_t i = 0; i < count; ++i) numbers[i] = std::sqrt(static_cast<double>(i));
        h5::file f = h5::file::in_memory("chunks");
        h5::group root = f.root();
        h5::dataset theirs = root.make("theirs", packed(h5::element::f64, {count}, {count})),
                    ours = root.make("ours", packed(h5::element::f64, {count}, {count}));
        theirs.write(numbers);
        ours.write_chunk({0}, sim::pack(std::as_bytes(std::span{numbers}), sizeof(double)));
        const std::vector<float> shorter(numbers.begin(), numbers.end());
        EXPECT_EQ(ours.read<float>(), shorter);   // by the library, which converts
        EXPECT_EQ(ours.read<double>(), numbers);
        EXPECT_TRUE(theirs.packed());
    }
}

TEST(Chunks, ThatRepeatOverTheWeeksPackWell) {
    std::vector<std::uint32_t> residents(16 * 156 * 33);
    for (std::size_t i = 0; i < residents.size(); ++i) residents[i] = static_cast<std::uint32_t>(1000 + 37 * (i % 33));
    EXPECT_LT(sim::pack(std::as_bytes(std::span{residents}), 4).size(), residents.size() * 4 / 100);
    h5::file f = h5::file::in_memory("repeats");
    h5::group root = f.root();
    h5::dataset made = root.make("residents", packed(h5::element::u32, {residents.size()}, {residents.size()}));
    made.write_chunk({0}, sim::pack(std::as_bytes(std::span{residents}), 4));
    EXPECT_EQ(made.read<std::uint32_t>(), residents);
}

namespace {

// What lies in a part of numbers that count up, one axis inside the other.
template <class Value>
std::vector<Value> counted(const h5::shape& size, const h5::shape& first, const h5::shape& count) {
    std::vector<Value> out;
    h5::shape at(size.size(), 0);
    for (std::uint64_t n = 0; n < h5::volume(count); ++n) {
        std::uint64_t place = 0;
        for (std::size_t a = 0; a < size.size(); ++a) place = place * size[a] + first[a] + at[a];
        out.push_back(static_cast<Value>(place * 3));
        for (std::size_t a = size.size(); a-- > 0;) {
            if (++at[a] < count[a]) break;
            at[a] = 0;
        }
    }
    return out;
}

template <class Value, class Other>
void parts_are_read(h5::element type) {
    const h5::shape size{37, 3, 4, 2}, all(4, 0);
    h5::file f = h5::file::in_memory("parts");
    h5::dataset made = f.root().make("numbers", packed(type, size, {16, 3, 4, 2}));
    made.write(counted<Value>(size, all, size));
    ASSERT_TRUE(made.packed());
    EXPECT_EQ(made.read<Value>(), counted<Value>(size, all, size));
    const std::vector<std::pair<h5::shape, h5::shape>> parts{{{0, 1, 0, 0}, {37, 1, 4, 2}},
                                                             {{15, 0, 0, 0}, {2, 3, 4, 2}},
                                                             {{32, 0, 1, 0}, {5, 2, 2, 2}},
                                                             {{3, 2, 3, 1}, {20, 1, 1, 1}},
                                                             {{36, 0, 0, 1}, {1, 3, 4, 1}}};
    for (const auto& [first, count] : parts) {
        EXPECT_EQ(made.read<Value>(first, count), counted<Value>(size, first, count));
        EXPECT_EQ(made.read<Other>(first, count), counted<Other>(size, first, count));   // by the library
    }
}

}   // namespace

TEST(Chunks, PartsOfTheirRowsAreReadAsTheLibraryReadsThem) {
    parts_are_read<std::uint32_t, double>(h5::element::u32);
    parts_are_read<double, float>(h5::element::f64);
    parts_are_read<std::uint16_t, double>(h5::element::u16);
    parts_are_read<float, double>(h5::element::f32);
}

TEST(Chunks, ThatAreDamagedAreNotUnpacked) {
    std::vector<double> numbers(500);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = std::sqrt(static_cast<double>(i));
    const std::vector<std::byte> stored = sim::pack(std::as_bytes(std::span{numbers}), sizeof(double));
    std::vector<double> found(numbers.size());
    const std::span<std::byte> into = std::as_writable_bytes(std::span{found});
    EXPECT_TRUE(sim::unpack(stored, sizeof(double), into));
    EXPECT_EQ(found, numbers);
    EXPECT_FALSE(sim::unpack(std::span{stored}.first(3), sizeof(double), into));
    EXPECT_FALSE(sim::unpack(std::span{stored}.first(stored.size() - 1), sizeof(double), into));
    EXPECT_FALSE(sim::unpack(stored, sizeof(double), into.first(into.size() - 8)));   // more than there is room for
    found.push_back(0);
    EXPECT_FALSE(
        sim::unpack(stored, sizeof(double), std::as_writable_bytes(std::span{found})));   // less than was asked for
    for (std::size_t at = 0; at < stored.size(); at += 97) {
        std::vector<std::byte> other = stored;
        other[at] ^= std::byte{4};
        EXPECT_FALSE(sim::unpack(other, sizeof(double), into.first(numbers.size() * sizeof(double)))) << at;
    }
}

TEST(Chunks, ChecksumOfOddLengthsIsHdf5s) {
    const std::vector<std::uint8_t> bytes{1, 2, 3, 200, 201, 99, 250};
    h5::file f = h5::file::in_memory("odd");
    h5::group root = f.root();
    h5::dataset ours = root.make("bytes", packed(h5::element::u8, {7}, {7}));
    ours.write_chunk({0}, sim::pack(std::as_bytes(std::span{bytes}), 1));
    const std::vector<double> as_numbers(bytes.begin(), bytes.end());
    EXPECT_EQ(ours.read<double>(), as_numbers);   // the library converts, and compares the checksum
    EXPECT_EQ(ours.read<std::uint8_t>(), bytes);
}

TEST(Chunks, StayBetweenAQuarterAndOneMegabyteWhereTheDataAllow) {
    const auto bytes = [](const sim::chunking& c, std::size_t a_step) { return c.rows * c.steps * a_step; };
    const auto boli = sim::cut(16, 156, 33 * 4);
    EXPECT_EQ(boli.rows, 16U);
    EXPECT_EQ(boli.steps, 156U);
    for (const std::size_t rows : {1U, 10U, 16U})
        for (const std::size_t steps : {1U, 52U, 156U, 261U, 2600U, 20000U})
            for (const std::size_t a_step : {8U, 88U, 264U, 5000U, 200000U, 3000000U}) {
                const auto c = sim::cut(rows, steps, a_step);
                EXPECT_EQ(rows % c.rows, 0U);
                EXPECT_GE(c.steps, 1U);
                EXPECT_LE(c.steps, steps);
                EXPECT_TRUE(bytes(c, a_step) <= (1U << 20U) || (c.rows == 1 && c.steps == 1))
                    << rows << ' ' << steps << ' ' << a_step;
                if (rows * steps * a_step <= (1U << 20U) || a_step >= 200000U) continue;
                EXPECT_GE(bytes(c, a_step), 1U << 17U) << rows << ' ' << steps << ' ' << a_step;
            }
}

TEST(Hdf5, SaysWhatIsWrongWithAFile) {
    const test::scratch scratch;
    const auto opening = [&](const std::string& path) {
        return message_of([&] { static_cast<void>(h5::file::open(path)); });
    };
    EXPECT_EQ(opening(scratch.path("none.h5")), scratch.path("none.h5") + " cannot be read: there is no such file");
    EXPECT_EQ(opening(scratch.path()), scratch.path() + " cannot be read: it is a folder");
    sim::write_file_safely(scratch.path("text.h5"), sim::bytes_of("title = \"not HDF5 at all\"\n"));
    EXPECT_EQ(opening(scratch.path("text.h5")), scratch.path("text.h5") + " is not an HDF5 file");
    sim::write_file_safely(scratch.path("empty.h5"), {});
    EXPECT_EQ(opening(scratch.path("empty.h5")), scratch.path("empty.h5") + " is empty");
    auto bytes = example();
    bytes.resize(bytes.size() / 2);
    sim::write_file_safely(scratch.path("cut.h5"), bytes);
    const std::string cut = opening(scratch.path("cut.h5"));
    EXPECT_NE(cut.find("cut.h5 is cut off or damaged"), std::string::npos) << cut;
    EXPECT_NE(cut.find("truncated file"), std::string::npos) << cut;   // HDF5's own reason
}

TEST(Hdf5, SaysWhichDatasetIsMissingOrOfAnotherKind) {
    const test::scratch scratch;
    sim::write_file_safely(scratch.path("a.h5"), example());
    const h5::file f = h5::file::open(scratch.path("a.h5"));
    EXPECT_EQ(message_of([&] { static_cast<void>(f.root().open("nobody")); }),
              "/ of " + scratch.path("a.h5") + " has no dataset nobody");
    EXPECT_EQ(message_of([&] { static_cast<void>(f.root().open("community").read<double>()); }),
              "cannot read /community of " + scratch.path("a.h5") + ": it holds texts, not numbers");
}

TEST(Hdf5, NeverReadsAFlippedBit) {
    const test::scratch scratch;
    const auto bytes = example();
    const auto all = [&] {   // whatever there is to read
        const h5::file f = h5::file::open(scratch.path("b.h5"));
        f.root().look_through(UINT64_MAX);
    };
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
        auto spoilt = bytes;
        spoilt[i] ^= std::byte{16};
        sim::write_file_safely(scratch.path("b.h5"), spoilt);
        const std::string said = message_of(all);
        EXPECT_NE(said.find(scratch.path("b.h5")), std::string::npos) << i << said;
    }
    sim::write_file_safely(scratch.path("b.h5"), bytes);
    all();
}

TEST(WriteFileSafely, LeavesNothingBehindWhereAFileMayNotGrow) {
    sim::storage_start();   // SIGXFSZ must not end us
    const test::scratch scratch;
    sim::write_file_safely(scratch.path("a.h5"), sim::bytes_of("before"));
    rlimit was{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &was), 0);
    rlimit small = was;
    small.rlim_cur = 1000;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const std::vector<std::byte> large(100'000);
    const std::string said = message_of([&] { sim::write_file_safely(scratch.path("a.h5"), large); });
    setrlimit(RLIMIT_FSIZE, &was);
    EXPECT_NE(said.find("cannot write " + scratch.path("a.h5")), std::string::npos) << said;
    EXPECT_NE(said.find("it needs 100.0 kB"), std::string::npos) << said;
    EXPECT_NE(said.find("write elsewhere"), std::string::npos) << said;
    EXPECT_EQ(sim::read_file(scratch.path("a.h5")), "before");
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{scratch.path()}) ++files;
    EXPECT_EQ(files, 1U);
}

TEST(WriteFileSafely, SaysThatAFolderDoesNotExist) {
    const test::scratch scratch;
    const std::string said = message_of([&] { sim::write_file_safely(scratch.path("no/a.h5"), sim::bytes_of("x")); });
    EXPECT_NE(said.find("the folder that it would be in does not exist"), std::string::npos) << said;
}

}   // namespace
