// The C library's own functions, behind those of the same name here.
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
// What is defined here is what fortified programs call; it must not call itself.
#undef _FORTIFY_SOURCE

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

// All that is not a replaced function stays inside of the library.
#pragma GCC visibility push(hidden)

#define REPLACEMENT __attribute__((visibility("default")))

#define REAL_FUNCTIONS(F)                                                                         \
    F(int, open, (const char *, int, ...))                                                        \
    F(int, openat, (int, const char *, int, ...))                                                 \
    F(FILE *, fopen, (const char *, const char *))                                                \
    F(FILE *, fdopen, (int, const char *))                                                        \
    F(int, close, (int))                                                                          \
    F(int, close_range, (unsigned, unsigned, int))                                                \
    F(int, dup, (int))                                                                            \
    F(int, dup2, (int, int))                                                                      \
    F(int, dup3, (int, int, int))                                                                 \
    F(int, fcntl, (int, int, ...))                                                                \
    F(int, ioctl, (int, unsigned long, ...))                                                      \
    F(ssize_t, read, (int, void *, size_t))                                                       \
    F(ssize_t, pread, (int, void *, size_t, off_t))                                               \
    F(ssize_t, readv, (int, const struct iovec *, int))                                           \
    F(ssize_t, preadv, (int, const struct iovec *, int, off_t))                                   \
    F(ssize_t, preadv2, (int, const struct iovec *, int, off_t, int))                             \
    F(ssize_t, write, (int, const void *, size_t))                                                \
    F(ssize_t, pwrite, (int, const void *, size_t, off_t))                                        \
    F(ssize_t, writev, (int, const struct iovec *, int))                                          \
    F(ssize_t, pwritev, (int, const struct iovec *, int, off_t))                                  \
    F(ssize_t, pwritev2, (int, const struct iovec *, int, off_t, int))                            \
    F(off_t, lseek, (int, off_t, int))                                                            \
    F(void *, mmap, (void *, size_t, int, int, int, off_t))                                       \
    F(int, fsync, (int))                                                                          \
    F(int, fdatasync, (int))                                                                      \
    F(int, ftruncate, (int, off_t))                                                               \
    F(int, fallocate, (int, int, off_t, off_t))                                                   \
    F(int, posix_fallocate, (int, off_t, off_t))                                                  \
    F(int, posix_fadvise, (int, off_t, off_t, int))                                               \
    F(ssize_t, sendfile, (int, int, off_t *, size_t))                                             \
    F(ssize_t, copy_file_range, (int, off64_t *, int, off64_t *, size_t, unsigned))               \
    F(ssize_t, splice, (int, off64_t *, int, off64_t *, size_t, unsigned))                        \
    F(int, fstatat, (int, const char *, struct stat *, int))                                      \
    F(int, fstat, (int, struct stat *))                                                           \
    F(int, statx, (int, const char *, int, unsigned, struct statx *))                             \
    F(ssize_t, getxattr, (const char *, const char *, void *, size_t))                            \
    F(ssize_t, lgetxattr, (const char *, const char *, void *, size_t))                           \
    F(ssize_t, listxattr, (const char *, char *, size_t))                                         \
    F(ssize_t, llistxattr, (const char *, char *, size_t))                                        \
    F(int, access, (const char *, int))                                                           \
    F(int, faccessat, (int, const char *, int, int))                                              \
    F(int, euidaccess, (const char *, int))                                                       \
    F(DIR *, opendir, (const char *))                                                             \
    F(DIR *, fdopendir, (int))                                                                    \
    F(struct dirent *, readdir, (DIR *))                                                          \
    F(int, readdir_r, (DIR *, struct dirent *, struct dirent **))                                 \
    F(ssize_t, readlink, (const char *, char *, size_t))                                          \
    F(ssize_t, readlinkat, (int, const char *, char *, size_t))                                   \
    F(char *, realpath, (const char *, char *))                                                   \
    F(int, chdir, (const char *))                                                                 \
    F(int, fchdir, (int))                                                                         \
    F(char *, getcwd, (char *, size_t))

struct real_functions {
#define REAL_MEMBER(result, name, parameters) result(*name) parameters;
    REAL_FUNCTIONS(REAL_MEMBER)
#undef REAL_MEMBER
};

extern struct real_functions real_functions;
extern int real_is_loaded;

/// Finds them.
void real_load(void);

/// The functions. A program's libraries may call before this library is initialized.
static inline const struct real_functions *real(void)
{
    if (__builtin_expect(!__atomic_load_n(&real_is_loaded, __ATOMIC_ACQUIRE), 0)) real_load();
    return &real_functions;
}

#pragma GCC visibility pop
