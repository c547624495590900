// open(2) and its many names.
#include "preload.h"

#include <stdarg.h>
#include <string.h>

static int open_any(int directory, const char *path, int flags, mode_t mode)
{
    char buffer[tree_path_bytes];
    const char *place = redirected(path, buffer);
    if (place == path && !knows_tree) return real()->openat(directory, path, flags, mode);
    struct stat status;
    struct tree_node node;
    int look = flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0, error = errno;
    bool is_there = real()->fstatat(directory, place, &status, look) == 0;
    errno = error;
    if (is_there && !(flags & O_PATH) && read_node(directory, place, look, &status, &node)) {
        if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) return failed(EEXIST);
        return open_node(&node, flags, &status);
    }
    if (is_there && S_ISDIR(status.st_mode) && place != path) knows_tree = true;
    return real()->openat(directory, place, flags, mode);
}

static mode_t mode_argument(int flags, va_list arguments)
{
    bool has_mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
    return has_mode ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(name)                                                                                \
    REPLACEMENT int name(const char *path, int flags, ...)                                        \
    {                                                                                             \
        va_list arguments;                                                                        \
        va_start(arguments, flags);                                                               \
        mode_t mode = mode_argument(flags, arguments);                                            \
        va_end(arguments);                                                                        \
        return open_any(AT_FDCWD, path, flags, mode);                                             \
    }

#define OPENAT(name)                                                                              \
    REPLACEMENT int name(int directory, const char *path, int flags, ...)                         \
    {                                                                                             \
        va_list arguments;                                                                        \
        va_start(arguments, flags);                                                               \
        mode_t mode = mode_argument(flags, arguments);                                            \
        va_end(arguments);                                                                        \
        return open_any(directory, path, flags, mode);                                            \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

REPLACEMENT int creat(const char *path, mode_t mode)
{
    return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

REPLACEMENT int creat64(const char *path, mode_t mode) { return creat(path, mode); }

// What fortified programs call where no mode is given.
REPLACEMENT int __open_2(const char *path, int flags);
REPLACEMENT int __open64_2(const char *path, int flags);
REPLACEMENT int __openat_2(int directory, const char *path, int flags);
REPLACEMENT int __openat64_2(int directory, const char *path, int flags);

int __open_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }

int __open64_2(const char *path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }

int __openat_2(int directory, const char *path, int flags)
{
    return open_any(directory, path, flags, 0);
}

int __openat64_2(int directory, const char *path, int flags)
{
    return open_any(directory, path, flags, 0);
}

// MARK: Streams

static ssize_t read_stream(void *cookie, char *bytes, size_t count)
{
    return read((int)(intptr_t)cookie, bytes, count);
}

static ssize_t write_stream(void *cookie, const char *bytes, size_t count)
{
    ssize_t written = write((int)(intptr_t)cookie, bytes, count);
    // The C library wants 0 here where it failed.
    return written < 0 ? 0 : written;
}

static int seek_stream(void *cookie, off64_t *offset, int origin)
{
    off_t place = lseek((int)(intptr_t)cookie, *offset, origin);
    if (place < 0) return -1;
    *offset = place;
    return 0;
}

static int close_stream(void *cookie) { return close((int)(intptr_t)cookie); }

// A stream that goes through the calls here: the C library's own go past them.
static FILE *stream_of(int descriptor, const char *mode)
{
    static const cookie_io_functions_t functions = {
        read_stream, write_stream, seek_stream, close_stream,
    };
    return fopencookie((void *)(intptr_t)descriptor, mode, functions);
}

static int flags_of_mode(const char *mode)
{
    int flags = mode[0] == 'r' ? O_RDONLY
        : mode[0] == 'w' ? O_WRONLY | O_CREAT | O_TRUNC : O_WRONLY | O_CREAT | O_APPEND;
    for (const char *letter = mode; *letter != 0 && *letter != ','; letter++) {
        if (*letter == '+') flags = (flags & ~O_ACCMODE) | O_RDWR;
        if (*letter == 'e') flags |= O_CLOEXEC;
        if (*letter == 'x') flags |= O_EXCL;
    }
    return flags;
}

REPLACEMENT FILE *fopen(const char *path, const char *mode)
{
    char buffer[tree_path_bytes];
    if (redirected(path, buffer) == path && !knows_tree) return real()->fopen(path, mode);
    int descriptor = open_any(AT_FDCWD, path, flags_of_mode(mode), 0666);
    if (descriptor < 0) return NULL;
    FILE *stream = fdopen(descriptor, mode);
    if (stream == NULL) {
        int error = errno;
        close(descriptor);
        errno = error;
    }
    return stream;
}

REPLACEMENT FILE *fopen64(const char *path, const char *mode) { return fopen(path, mode); }

REPLACEMENT FILE *fdopen(int descriptor, const char *mode)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->fdopen(descriptor, mode);
    release_file(file);
    return stream_of(descriptor, mode);
}
