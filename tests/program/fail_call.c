// Loaded before a program (LD_PRELOAD), makes one of its system calls fail: COGOV_FAIL=CALL:NUMBER:ERRNO, the NUMBER-th CALL
// of the process, counted from 1. With COGOV_COUNT=FILE it writes there at the end how often each was made. The C library's own
// calls, such as those of printf, are not seen.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum call { call_pwrite, call_write, call_fsync, call_rename, call_ftruncate, calls };
static const char* const names[calls] = {"pwrite", "write", "fsync", "rename", "ftruncate"};
static atomic_long made[calls];
static enum call failing = calls;
static long number;
static int error;

__attribute__((constructor)) static void begin(void) {
    const char* what = getenv("COGOV_FAIL");
    if (what == NULL) return;
    for (int c = 0; c < calls; ++c) {
        const size_t length = strlen(names[c]);
        if (strncmp(what, names[c], length) == 0 && what[length] == ':' &&
            sscanf(what + length + 1, "%ld:%d", &number, &error) == 2)
            failing = (enum call)c;
    }
}

__attribute__((destructor)) static void end(void) {
    const char* path = getenv("COGOV_COUNT");
    FILE* file = path == NULL ? NULL : fopen(path, "w");
    if (file == NULL) return;
    for (int c = 0; c < calls; ++c) fprintf(file, "%s %ld\n", names[c], atomic_load(&made[c]));
    fclose(file);
}

static int fails(enum call what) {
    if (atomic_fetch_add(&made[what], 1) + 1 != number || what != failing) return 0;
    errno = error;
    return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t pwrite(int file, const void* bytes, size_t count, off_t at) {
    return fails(call_pwrite) ? -1 : REAL(ssize_t, "pwrite", int, const void*, size_t, off_t)(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t at) {
    return fails(call_pwrite) ? -1 : REAL(ssize_t, "pwrite64", int, const void*, size_t, off64_t)(file, bytes, count, at);
}
ssize_t write(int file, const void* bytes, size_t count) {
    return fails(call_write) ? -1 : REAL(ssize_t, "write", int, const void*, size_t)(file, bytes, count);
}
int fsync(int file) { return fails(call_fsync) ? -1 : REAL(int, "fsync", int)(file); }
int rename(const char* from, const char* to) {
    return fails(call_rename) ? -1 : REAL(int, "rename", const char*, const char*)(from, to);
}
int ftruncate(int file, off_t length) {
    return fails(call_ftruncate) ? -1 : REAL(int, "ftruncate", int, off_t)(file, length);
}
int ftruncate64(int file, off64_t length) {
    return fails(call_ftruncate) ? -1 : REAL(int, "ftruncate64", int, off64_t)(file, length);
}
