#include "sim/results/hdf5_driver.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sim::hdf5 {

medium::medium(const std::string& path, opened_file::use how) : file_{path, how} {
    if (how == opened_file::use::create) return;
    sums_ = read_seal(file_);
    length_ = sums_ ? sums_->contents : file_.size();
    if (sums_) sound_.resize(sums_->of_piece.size());
}

void medium::be_sure_of(std::size_t piece) {
    if (sound_[piece]) return;
    piece_.resize(sums_->length_of(piece));
    const std::uint64_t begin = std::uint64_t{piece} * bytes_a_piece;
    file_.read(begin, piece_);
    if (!sums_->fits(piece, piece_))
        throw storage_error{fmt::format("it is damaged: bytes {} to {} of it are not as they were written", begin,
                                        begin + piece_.size() - 1)};
    sound_[piece] = true;
}

void medium::read(std::uint64_t at, std::span<std::byte> into) {
    if (at > length_ || into.size() > length_ - at)
        throw storage_error{fmt::format("it is cut off or damaged: it points to byte {} of {}", at, length_)};
    if (into.empty()) return;
    if (sums_)
        for (std::uint64_t piece = at / bytes_a_piece; piece <= (at + into.size() - 1) / bytes_a_piece; ++piece)
            be_sure_of(static_cast<std::size_t>(piece));
    file_.read(at, into);
}

void medium::write(std::uint64_t at, std::span<const std::byte> bytes) noexcept {
    length_ = std::max<std::uint64_t>(length_, at + bytes.size());
    if (failure_) return;
    try {
        file_.write(at, bytes);
    } catch (...) {
        failure_ = std::current_exception();
    }
}

void medium::cut(std::uint64_t size) noexcept {
    length_ = size;
    if (failure_) return;
    try {
        file_.cut(size);
    } catch (...) {
        failure_ = std::current_exception();
    }
}

void medium::rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
}

void medium::close() {
    rethrow();
    file_.close();
}

namespace {

std::string& trouble() {
    thread_local std::string text;   // HDF5 calls back on the thread that called it
    return text;
}

// What H5FD_class_t's functions are given begins with HDF5's own part.
struct opened_medium {
    H5FD_t common;
    std::shared_ptr<medium> what;
    haddr_t end_of_allocation = 0;
};

opened_medium& in(H5FD_t* file) { return *reinterpret_cast<opened_medium*>(file); }
const opened_medium& in(const H5FD_t* file) { return *reinterpret_cast<const opened_medium*>(file); }

// For access lists, which HDF5 copies byte by byte: who made the list keeps the medium alive until the file is open.
struct access_info {
    const std::shared_ptr<medium>* what;
};

H5FD_t* open_medium(const char* /*name*/, unsigned /*flags*/, hid_t access, haddr_t /*most*/) {
    const auto* const info = static_cast<const access_info*>(H5Pget_driver_info(access));
    if (info == nullptr || *info->what == nullptr) return nullptr;
    auto made = std::make_unique<opened_medium>();
    made->what = *info->what;
    return &made.release()->common;
}

herr_t close_medium(H5FD_t* file) {
    const std::unique_ptr<opened_medium> ended{&in(file)};
    return 0;
}

herr_t features(const H5FD_t* /*file*/, unsigned long* flags) {   // those of HDF5's usual driver
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t end_of_allocation(const H5FD_t* file, H5FD_mem_t /*kind*/) { return in(file).end_of_allocation; }
herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t /*kind*/, haddr_t at) {
    in(file).end_of_allocation = at;
    return 0;
}
haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t /*kind*/) { return in(file).what->contents(); }

herr_t read_medium(H5FD_t* file, H5FD_mem_t /*kind*/, hid_t /*how*/, haddr_t at, std::size_t bytes, void* into) {
    try {
        in(file).what->read(at, {static_cast<std::byte*>(into), bytes});
        return 0;
    } catch (const std::exception& problem) {
        if (trouble().empty()) trouble() = problem.what();
        return -1;
    }
}

herr_t write_medium(H5FD_t* file, H5FD_mem_t /*kind*/, hid_t /*how*/, haddr_t at, std::size_t bytes, const void* from) {
    in(file).what->write(at, {static_cast<const std::byte*>(from), bytes});
    return 0;
}

herr_t cut_medium(H5FD_t* file, hid_t /*how*/, hbool_t /*closing*/) {
    opened_medium& of = in(file);
    if (of.end_of_allocation != of.what->contents()) of.what->cut(of.end_of_allocation);
    return 0;
}

hid_t driver() {
    static const H5FD_class_t functions = [] {
        H5FD_class_t f{};
#if H5_VERSION_GE(1, 14, 0)
        f.version = H5FD_CLASS_VERSION;
        f.value = static_cast<H5FD_class_value_t>(512);   // of drivers of one's own
#endif
        f.name = "cogov";
        f.maxaddr = (haddr_t{1} << 62U) - 1;
        f.fc_degree = H5F_CLOSE_WEAK;
        f.fapl_size = sizeof(access_info);
        f.open = open_medium;
        f.close = close_medium;
        f.query = features;
        f.get_eoa = end_of_allocation;
        f.set_eoa = set_end_of_allocation;
        f.get_eof = end_of_file;
        f.read = read_medium;
        f.write = write_medium;
        f.truncate = cut_medium;
        const H5FD_mem_t lists[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
        std::copy(std::begin(lists), std::end(lists), std::begin(f.fl_map));
        return f;
    }();
    static const hid_t id = check(H5FDregister(&functions), "prepare", "files");
    return id;
}

}   // namespace

handle access_to(const std::shared_ptr<medium>& what) {
    trouble().clear();
    handle list = usual_access();
    const access_info info{&what};
    check(H5Pset_driver(list.id(), driver(), &info), "prepare", "a file");
    return list;
}

std::string trouble_reading() { return std::exchange(trouble(), {}); }

}   // namespace sim::hdf5
