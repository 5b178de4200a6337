#pragma once
// Big arrays: aligned for hardware vectors, and on huge pages where they are large (one run is bound by the latency of
// its neighbours' states, and page walks are part of it).

#include <cstddef>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace sim {

template <class Value>
struct aligned_allocator {
    using value_type = Value;
    static constexpr std::size_t line = 64, huge_page = std::size_t{2} << 20U;

    aligned_allocator() = default;
    template <class Other>
    aligned_allocator(const aligned_allocator<Other>&) {}

    [[nodiscard]] Value* allocate(std::size_t count) {
        const std::size_t bytes = count * sizeof(Value);
        void* const memory = ::operator new (bytes, std::align_val_t{alignment(bytes)});
#if defined(__linux__)
        if (bytes >= 2 * huge_page) madvise(memory, bytes, MADV_HUGEPAGE);   // a wish: refusing it changes nothing
#endif
        return static_cast<Value*>(memory);
    }
    void deallocate(Value* memory, std::size_t count) {
        ::operator delete (memory, std::align_val_t{alignment(count * sizeof(Value))});
    }
    template <class Other>
    bool operator==(const aligned_allocator<Other>&) const {
        return true;
    }

private:
    static std::size_t alignment(std::size_t bytes) { return bytes >= 2 * huge_page ? huge_page : line; }
};

template <class Value>
using aligned_vector = std::vector<Value, aligned_allocator<Value>>;

}   // namespace sim
