// close(2), dup(2), fcntl(2): what becomes of descriptors.
#include "preload.h"

#include <stdarg.h>

// MARK: Closing

// A tape writes filemarks when its last descriptor is closed, and close(2) says how that went. Only
// the server sees whether it was the last: asks it, and waits.
static int ask_whether_closed(struct lsg_area *area)
{
    uint32_t asked = lsg_increment(&area->close_asked) + 1;
    lsg_increment(&area->doorbell);
    lsg_wake(&area->doorbell);
    for (;;) {
        uint32_t answered = lsg_load(&area->close_answered);
        if (lsg_load(&area->is_closed))
            return __atomic_load_n(&area->close_error, __ATOMIC_ACQUIRE);
        if ((int32_t)(answered - asked) >= 0 || lsg_load(&area->is_gone)) return 0;
        const int64_t patience = (int64_t)lsg_patience_seconds * 1000000000;
        if (lsg_wait(&area->close_answered, answered, patience) != 0 && errno == ETIMEDOUT) {
            // The server is killed: nobody is left to say anything.
            if (!server_listens()) return 0;
        }
    }
}

static int close_file(int descriptor, struct file *file)
{
    struct lsg_area *area = file->area;
    bool is_tape = area->kind == lsg_tape || area->kind == lsg_tape_without_rewind;
    int result = real()->close(descriptor);
    int error = errno;
    if (is_tape && result == 0) {
        error = ask_whether_closed(area);
        if (error != 0) result = -1;
    }
    release_file(file);
    errno = error;
    return result;
}

REPLACEMENT int close(int descriptor)
{
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->close(descriptor);
    // Between vfork(2) and exec(2) the table is the parent's.
    struct file *own = is_borrowing_memory() ? NULL : remove_file(descriptor);
    if (own != NULL) release_file(own);
    int error = errno;
    int result = close_file(descriptor, file);
    if (result == 0) errno = error;
    return result;
}

static void close_files(unsigned first, unsigned last)
{
    if (first > INT_MAX || is_borrowing_memory()) return;
    int descriptor = next_descriptor((int)first);
    while (descriptor >= 0 && (unsigned)descriptor <= last) {
        close(descriptor);
        descriptor = next_descriptor(descriptor + 1);
    }
}

REPLACEMENT int close_range(unsigned first, unsigned last, int flags)
{
    // With CLOSE_RANGE_CLOEXEC (4) nothing is closed.
    if (!(flags & 4) && first <= last) close_files(first, last);
    return real()->close_range(first, last, flags);
}

REPLACEMENT void closefrom(int first)
{
    if (first < 0) first = 0;
    close_files((unsigned)first, UINT_MAX);
    if (real()->close_range((unsigned)first, UINT_MAX, 0) == 0) return;
    long limit = sysconf(_SC_OPEN_MAX);
    for (long descriptor = first; descriptor < limit; descriptor++) real()->close((int)descriptor);
}

// MARK: Duplicating

// The file of `from` is behind `to` as well, if that is a descriptor; what was there before is not
// any more. Takes the reference to `file` over.
static int share(struct file *file, int to)
{
    int error = errno;
    bool is_borrowing = is_borrowing_memory();
    if (to < 0 || is_borrowing) {
        if (file != NULL) release_file(file);
    } else if (file != NULL) {
        install_file(to, file);
    } else {
        struct file *old = remove_file(to);
        if (old != NULL) release_file(old);
    }
    errno = error;
    return to;
}

REPLACEMENT int dup(int descriptor)
{
    struct file *file = acquire_file(descriptor);
    return share(file, real()->dup(descriptor));
}

REPLACEMENT int dup2(int from, int to)
{
    struct file *file = acquire_file(from);
    int result = real()->dup2(from, to);
    if (from == to) {
        if (file != NULL) release_file(file);
        return result;
    }
    return share(file, result);
}

REPLACEMENT int dup3(int from, int to, int flags)
{
    struct file *file = acquire_file(from);
    return share(file, real()->dup3(from, to, flags));
}

// MARK: fcntl(2)

// A socket's own flags, with the access that the file was opened for.
static int flags_of(const struct file *file, int flags)
{
    if (flags < 0) return flags;
    const int kept = O_SYNC | O_DSYNC | O_DIRECT | O_APPEND | O_NOATIME | O_LARGEFILE;
    return (flags & ~O_ACCMODE) | (file->area->flags & (O_ACCMODE | kept));
}

REPLACEMENT int fcntl(int descriptor, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1))
        return real()->fcntl(descriptor, command, argument);
    int result = real()->fcntl(descriptor, command, argument);
    if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) return share(file, result);
    if (command == F_GETFL) result = flags_of(file, result);
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}

REPLACEMENT int fcntl64(int descriptor, int command, ...);

int fcntl64(int descriptor, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return fcntl(descriptor, command, argument);
}
