// read(2), write(2), and their relatives.
#include "preload.h"

#include <string.h>

// MARK: One transfer

static bool may(const struct file *file, bool writes)
{
    int access = file->area->flags & O_ACCMODE;
    return access == O_RDWR || access == (writes ? O_WRONLY : O_RDONLY);
}

static ssize_t transfer_piece(
    struct file *file, int descriptor, void *bytes, size_t count, const off_t *offset, bool writes)
{
    struct lsg_request request = {.operation = writes ? lsg_write : lsg_read};
    if (writes) request.out_length = (uint32_t)count;
    else request.in_length = (uint32_t)count;
    if (offset != NULL) {
        request.has_offset = 1;
        request.offset = *offset;
    }
    return (ssize_t)call_server(
        file, descriptor, &request, writes ? bytes : NULL, writes ? NULL : bytes);
}

static ssize_t transfer(
    struct file *file, int descriptor, void *bytes, size_t count, const off_t *offset, bool writes)
{
    if (file->area->kind == lsg_generic && offset == NULL)
        return writes ? sg_write(file, descriptor, bytes, count)
                      : sg_read(file, descriptor, bytes, count);
    if (is_generic(file)) return failed(offset != NULL ? ESPIPE : EINVAL);
    if (!may(file, writes)) return failed(EBADF);
    if (file->area->kind != lsg_disk) {
        // A record is one transfer.
        if (count > lsg_data_bytes) return failed(EOVERFLOW);
        return transfer_piece(file, descriptor, bytes, count, offset, writes);
    }
    size_t done = 0;
    off_t place = offset != NULL ? *offset : 0;
    do {
        size_t part = count - done < lsg_data_bytes ? count - done : lsg_data_bytes;
        ssize_t moved = transfer_piece(
            file, descriptor, (char *)bytes + done, part, offset != NULL ? &place : NULL, writes);
        if (moved < 0) return done > 0 ? (ssize_t)done : -1;
        done += (size_t)moved;
        place += moved;
        if ((size_t)moved < part) break;
    } while (done < count);
    return (ssize_t)done;
}

static ssize_t transfer_and_release(
    struct file *file, int descriptor, void *bytes, size_t count, const off_t *offset, bool writes)
{
    ssize_t result = transfer(file, descriptor, bytes, count, offset, writes);
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}

// Parts are transferred one after the other, as the kernel does for such drivers.
static ssize_t transfer_parts(
    struct file *file, int descriptor, const struct iovec *parts, int count, const off_t *offset,
    bool writes)
{
    size_t done = 0;
    ssize_t result = 0;
    if (count < 0 || count > IOV_MAX) result = failed(EINVAL);
    off_t place = offset != NULL ? *offset : 0;
    for (int index = 0; result >= 0 && index < count; index++) {
        if (parts[index].iov_len == 0) continue;
        result = transfer(
            file, descriptor, parts[index].iov_base, parts[index].iov_len,
            offset != NULL ? &place : NULL, writes);
        if (result < 0) break;
        done += (size_t)result;
        place += result;
        if ((size_t)result < parts[index].iov_len) break;
    }
    int error = errno;
    release_file(file);
    errno = error;
    return done > 0 || result >= 0 ? (ssize_t)done : -1;
}

// MARK: The calls

REPLACEMENT ssize_t read(int descriptor, void *bytes, size_t count)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->read(descriptor, bytes, count);
    return transfer_and_release(file, descriptor, bytes, count, NULL, false);
}

REPLACEMENT ssize_t write(int descriptor, const void *bytes, size_t count)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->write(descriptor, bytes, count);
    return transfer_and_release(file, descriptor, (void *)(uintptr_t)bytes, count, NULL, true);
}

REPLACEMENT ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->pread(descriptor, bytes, count, offset);
    return transfer_and_release(file, descriptor, bytes, count, &offset, false);
}

REPLACEMENT ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->pwrite(descriptor, bytes, count, offset);
    return transfer_and_release(file, descriptor, (void *)(uintptr_t)bytes, count, &offset, true);
}

REPLACEMENT ssize_t readv(int descriptor, const struct iovec *parts, int count)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->readv(descriptor, parts, count);
    return transfer_parts(file, descriptor, parts, count, NULL, false);
}

REPLACEMENT ssize_t writev(int descriptor, const struct iovec *parts, int count)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->writev(descriptor, parts, count);
    return transfer_parts(file, descriptor, parts, count, NULL, true);
}

REPLACEMENT ssize_t preadv(int descriptor, const struct iovec *parts, int count, off_t offset)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->preadv(descriptor, parts, count, offset);
    return transfer_parts(file, descriptor, parts, count, &offset, false);
}

REPLACEMENT ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1))
        return real()->pwritev(descriptor, parts, count, offset);
    return transfer_parts(file, descriptor, parts, count, &offset, true);
}

REPLACEMENT ssize_t preadv2(
    int descriptor, const struct iovec *parts, int count, off_t offset, int flags)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1))
        return real()->preadv2(descriptor, parts, count, offset, flags);
    return transfer_parts(file, descriptor, parts, count, offset == -1 ? NULL : &offset, false);
}

REPLACEMENT ssize_t pwritev2(
    int descriptor, const struct iovec *parts, int count, off_t offset, int flags)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1))
        return real()->pwritev2(descriptor, parts, count, offset, flags);
    return transfer_parts(file, descriptor, parts, count, offset == -1 ? NULL : &offset, true);
}

REPLACEMENT off_t lseek(int descriptor, off_t offset, int origin)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->lseek(descriptor, offset, origin);
    struct lsg_request request = {.operation = lsg_seek, .offset = offset, .origin = origin};
    // sg has no position: seeking fails on it as on a pipe.
    off_t result = is_generic(file) ? failed(ESPIPE)
        : (off_t)call_server(file, descriptor, &request, NULL, NULL);
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}

// MARK: Other names of the same

REPLACEMENT ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset)
{
    return pread(descriptor, bytes, count, offset);
}

REPLACEMENT ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset)
{
    return pwrite(descriptor, bytes, count, offset);
}

REPLACEMENT ssize_t preadv64(int descriptor, const struct iovec *parts, int count, off64_t offset)
{
    return preadv(descriptor, parts, count, offset);
}

REPLACEMENT ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset)
{
    return pwritev(descriptor, parts, count, offset);
}

REPLACEMENT ssize_t preadv64v2(
    int descriptor, const struct iovec *parts, int count, off64_t offset, int flags)
{
    return preadv2(descriptor, parts, count, offset, flags);
}

REPLACEMENT ssize_t pwritev64v2(
    int descriptor, const struct iovec *parts, int count, off64_t offset, int flags)
{
    return pwritev2(descriptor, parts, count, offset, flags);
}

REPLACEMENT off64_t lseek64(int descriptor, off64_t offset, int origin)
{
    return lseek(descriptor, offset, origin);
}

// What fortified programs call: the room must hold what is asked for.
extern void __chk_fail(void) __attribute__((noreturn));
REPLACEMENT ssize_t __read_chk(int descriptor, void *bytes, size_t count, size_t room);
REPLACEMENT ssize_t __pread_chk(int descriptor, void *bytes, size_t count, off_t at, size_t room);
REPLACEMENT ssize_t __pread64_chk(int descriptor, void *bytes, size_t count, off_t at, size_t room);

ssize_t __read_chk(int descriptor, void *bytes, size_t count, size_t room)
{
    if (count > room) __chk_fail();
    return read(descriptor, bytes, count);
}

ssize_t __pread_chk(int descriptor, void *bytes, size_t count, off_t offset, size_t room)
{
    if (count > room) __chk_fail();
    return pread(descriptor, bytes, count, offset);
}

ssize_t __pread64_chk(int descriptor, void *bytes, size_t count, off_t offset, size_t room)
{
    if (count > room) __chk_fail();
    return pread(descriptor, bytes, count, offset);
}
