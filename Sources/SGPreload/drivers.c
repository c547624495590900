// Calls that a character or block device answers in a way of its own, or refuses.
#include "preload.h"

// What a call comes to on a descriptor of the server's, where it is the same for all.
#define REFUSED(descriptor, error, otherwise)                                                     \
    if (__builtin_expect(!is_served(descriptor), 1)) return otherwise;                            \
    return failed(error)

static bool is_served(int descriptor)
{
    struct file *file = acquire_file(descriptor);
    if (file != NULL) release_file(file);
    return file != NULL;
}

static int synchronize(struct file *file, int descriptor)
{
    struct lsg_request request = {.operation = lsg_synchronize};
    // st and sg have no such operation.
    int result = file->area->kind != lsg_disk ? failed(EINVAL)
        : (int)call_server(file, descriptor, &request, NULL, NULL);
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}

REPLACEMENT int fsync(int descriptor)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->fsync(descriptor);
    return synchronize(file, descriptor);
}

REPLACEMENT int fdatasync(int descriptor)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->fdatasync(descriptor);
    return synchronize(file, descriptor);
}

REPLACEMENT int ftruncate(int descriptor, off_t length)
{
    REFUSED(descriptor, EINVAL, real()->ftruncate(descriptor, length));
}

REPLACEMENT int ftruncate64(int descriptor, off64_t length)
{
    return ftruncate(descriptor, length);
}

REPLACEMENT int fallocate(int descriptor, int mode, off_t offset, off_t length)
{
    REFUSED(descriptor, ENODEV, real()->fallocate(descriptor, mode, offset, length));
}

REPLACEMENT int fallocate64(int descriptor, int mode, off64_t offset, off64_t length)
{
    return fallocate(descriptor, mode, offset, length);
}

// These return the error instead of setting errno.
REPLACEMENT int posix_fallocate(int descriptor, off_t offset, off_t length)
{
    return is_served(descriptor) ? ENODEV : real()->posix_fallocate(descriptor, offset, length);
}

REPLACEMENT int posix_fallocate64(int descriptor, off64_t offset, off64_t length)
{
    return posix_fallocate(descriptor, offset, length);
}

REPLACEMENT int posix_fadvise(int descriptor, off_t offset, off_t length, int advice)
{
    return is_served(descriptor) ? 0 : real()->posix_fadvise(descriptor, offset, length, advice);
}

REPLACEMENT int posix_fadvise64(int descriptor, off64_t offset, off64_t length, int advice)
{
    return posix_fadvise(descriptor, offset, length, advice);
}

// MARK: Copies inside of the kernel, which would see the socket

REPLACEMENT ssize_t sendfile(int to, int from, off_t *offset, size_t count)
{
    if (is_served(to)) return failed(EINVAL);
    REFUSED(from, EINVAL, real()->sendfile(to, from, offset, count));
}

REPLACEMENT ssize_t sendfile64(int to, int from, off64_t *offset, size_t count)
{
    return sendfile(to, from, offset, count);
}

REPLACEMENT ssize_t copy_file_range(
    int from, off64_t *at, int to, off64_t *target, size_t count, unsigned flags)
{
    if (is_served(to)) return failed(EINVAL);
    REFUSED(from, EINVAL, real()->copy_file_range(from, at, to, target, count, flags));
}

REPLACEMENT ssize_t splice(
    int from, off64_t *at, int to, off64_t *target, size_t count, unsigned flags)
{
    if (is_served(to)) return failed(EINVAL);
    REFUSED(from, EINVAL, real()->splice(from, at, to, target, count, flags));
}

// MARK: Mapping sg's reserved buffer

static void *map_reserve(
    struct file *file, void *address, size_t length, int protection, int flags, off_t offset)
{
    struct lsg_settings *settings = &file->area->settings;
    int error = 0;
    if (file->area->kind != lsg_generic) error = ENODEV;
    else if (offset != 0) error = EINVAL;
    else if (length > ((size_t)settings->reserved_size + 4095) / 4096 * 4096) error = ENOMEM;
    if (error != 0) {
        errno = error;
        return MAP_FAILED;
    }
    // A second mapping of the memory that this process has mapped already: an old length of 0
    // leaves the first one as it is (mremap(2)).
    int moves = MREMAP_MAYMOVE | (flags & MAP_FIXED ? MREMAP_FIXED : 0);
    void *reserve = (uint8_t *)file->area + lsg_reserve_offset;
    void *result = flags & MAP_FIXED ? mremap(reserve, 0, length, moves, address)
                                     : mremap(reserve, 0, length, moves);
    if (result == MAP_FAILED) return result;
    mprotect(result, length, protection);
    lsg_store(&settings->is_mapped, 1);
    return result;
}

REPLACEMENT void *mmap(
    void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
{
    struct file *file = flags & MAP_ANONYMOUS ? NULL : acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1))
        return real()->mmap(address, length, protection, flags, descriptor, offset);
    void *result = map_reserve(file, address, length, protection, flags, offset);
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}

REPLACEMENT void *mmap64(
    void *address, size_t length, int protection, int flags, int descriptor, off64_t offset)
{
    return mmap(address, length, protection, flags, descriptor, offset);
}
