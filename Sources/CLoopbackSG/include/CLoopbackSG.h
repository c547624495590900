// What the server of the loopback host's devices and the preload library share: the handshake on
// the socket, and the memory that commands travel in.
//
//   program                               server
//   connect, lsg_hello            --->
//                                 <---    lsg_welcome, with a memory file (SCM_RIGHTS)
//   claims a slot, fills it, READY
//   doorbell + 1, FUTEX_WAKE      --->    copies the request, BUSY, executes it
//   FUTEX_WAIT on the slot        <---    writes the reply, DONE, FUTEX_WAKE
//   reads the reply, FREE
//
// The connected socket is the descriptor that the program gets. What the server sends on it later
// are notices, one a packet: so many requests are ready for read(2). The program sends nothing
// more. The end of the socket is the close of the file's last descriptor.
//
// The server takes nothing that is in this memory for true: it copies, then checks, then uses.
#pragma once

#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// The limits.
enum {
    /// Stands at the beginning of everything that is sent.
    lsg_magic = 0x4C534731,
    /// Both sides must have the same.
    lsg_version = 1,
    /// Requests of one open file that can be under way: sg's SG_MAX_QUEUE.
    lsg_slot_count = 16,
    /// The longest command descriptor block: what sg takes of `cmd_len` is 252.
    lsg_cdb_bytes = 252,
    /// The most sense data of a command: the kernel's SCSI_SENSE_BUFFERSIZE.
    lsg_sense_bytes = 96,
    /// The most data of a request. A longer SG_IO fails with ENOMEM, as sg's does.
    lsg_data_bytes = 8 << 20,
    /// The largest argument of an ioctl that the server answers.
    lsg_argument_bytes = 4096,
    /// The longest content of a file that is made at open.
    lsg_made_file_bytes = 1 << 20,
    /// The length of the name of a socket that the kernel named, without its leading NUL.
    lsg_name_bytes = 5,
    /// How long a side waits before it looks whether the other one is still there.
    lsg_patience_seconds = 1,
};

/// What a device node is.
enum lsg_kind {
    lsg_generic = 1,
    lsg_block_generic = 2,
    lsg_tape = 3,
    lsg_tape_without_rewind = 4,
    lsg_disk = 5,
    lsg_made_file = 6,
};

/// What a connection is for.
enum lsg_purpose {
    /// open(2).
    lsg_open = 1,
    /// The memory of a file that another connection has opened: after exec(2).
    lsg_attach = 2,
};

/// The first packet, from the program.
struct lsg_hello {
    uint32_t magic;
    uint32_t version;
    uint32_t purpose;
    uint32_t kind;
    int32_t number;
    /// open(2)'s flags.
    int32_t flags;
    /// Whether the program has CAP_SYS_RAWIO, which sg's list of permitted commands spares.
    uint32_t is_privileged;
    /// To attach: the name that the kernel gave the file's socket, without its leading NUL.
    char name[lsg_name_bytes];
    char padding[3];
};

/// The answer. A memory file comes with it where `error` is 0: an `lsg_area`, or the content of a
/// made file.
struct lsg_welcome {
    uint32_t magic;
    uint32_t version;
    /// What open(2) fails with, or 0.
    int32_t error;
    /// The size of the memory file.
    uint32_t byte_count;
};

/// What a request asks for.
enum lsg_operation {
    /// A SCSI command.
    lsg_command = 1,
    /// What a `DeviceFile` does, by its names. Offsets are in `offset` where `has_offset`.
    lsg_read = 2,
    lsg_write = 3,
    lsg_seek = 4,
    lsg_control = 5,
    lsg_synchronize = 6,
    /// SG_SCSI_RESET: `value` is its argument.
    lsg_reset = 7,
    /// SG_GET_ACCESS_COUNT: the result is how many files are open on the device.
    lsg_access_count = 8,
};

/// The state of a slot, and who may change it.
enum lsg_state {
    /// Nobody's: a program makes it CLAIMED.
    lsg_free = 0,
    /// A program fills it and makes it READY.
    lsg_claimed = 1,
    /// The server makes it BUSY; a program that gives up makes it FREE.
    lsg_ready = 2,
    /// The server makes it DONE; a program that gives up makes it ABANDONED.
    lsg_busy = 3,
    /// A program makes it FREE.
    lsg_done = 4,
    /// The server makes it FREE.
    lsg_abandoned = 5,
};

/// What a program asks.
struct lsg_request {
    uint32_t operation;
    /// Orders what is ready at the same time.
    uint32_t ticket;
    uint32_t cdb_length;
    /// How many bytes of the slot's data are for the server.
    uint32_t out_length;
    /// How many bytes the program has room for.
    uint32_t in_length;
    /// Milliseconds; 0 for no limit.
    uint32_t timeout;
    uint32_t has_offset;
    /// SEEK_SET, SEEK_CUR or SEEK_END.
    int32_t origin;
    int64_t offset;
    /// An ioctl's number and its argument.
    uint64_t control;
    uint64_t value;
    uint8_t cdb[lsg_cdb_bytes];
    uint8_t padding[4];
};

/// What the server answers.
struct lsg_reply {
    /// An `errno`, or 0.
    int32_t error;
    /// How many bytes of the slot's data are for the program.
    uint32_t in_length;
    /// What the call returns.
    int64_t result;
    /// When it ended: CLOCK_MONOTONIC in nanoseconds.
    int64_t ended;
    /// The place among the replies that wait for read(2).
    uint32_t order;
    /// The SCSI status, and DID_ and DRIVER_ codes as sg gives them.
    uint16_t host_status;
    uint16_t driver_status;
    uint8_t status;
    uint8_t sense_length;
    uint8_t padding[6];
    uint8_t sense[lsg_sense_bytes];
};

/// What the programs that share an open file keep of a request among themselves.
struct lsg_owner_notes {
    /// The process.
    int32_t process;
    /// Whether its reply waits for read(2).
    uint32_t is_for_read;
    /// Whether its SG_IO was interrupted.
    uint32_t is_orphan;
    int32_t pack_id;
    /// When it was sent: CLOCK_MONOTONIC in nanoseconds.
    int64_t started;
    /// The `sg_io_hdr_t` of write(2), or the beginnings of a `struct sg_header`.
    uint8_t header[96];
    /// Whether it is the latter.
    uint32_t has_old_header;
    uint32_t padding;
};

/// A request's place. The states' word stands on a cache line of its own.
struct lsg_slot {
    /// An `lsg_state`, and what the program waits on.
    _Alignas(64) uint32_t state;
    /// Whether the server sends a notice when it is done.
    uint32_t wants_notice;
    /// Whether the program sleeps until the state changes.
    uint32_t is_awaited;
    _Alignas(64) struct lsg_request request;
    _Alignas(64) struct lsg_reply reply;
    struct lsg_owner_notes notes;
};

/// What sg keeps of an open file. Only programs use it.
struct lsg_settings {
    /// In hundredths of a second.
    int32_t timeout;
    int32_t reserved_size;
    int32_t command_queue;
    int32_t force_pack_id;
    int32_t keep_orphan;
    int32_t next_command_length;
    int32_t low_dma;
    /// Whether the reserved buffer is in use by a command (SG_FLAG_MMAP_IO).
    uint32_t reserve_is_used;
    uint32_t is_mapped;
};

/// The node as stat(2) shows it. Only programs use it.
struct lsg_node {
    uint64_t device, inode, special;
    uint32_t mode, owner, group, links;
    int64_t seconds;
};

/// The memory of an open file. Behind it, from `lsg_reserve_offset` on, the reserved buffer that
/// sg lets programs map, and the slots' data, each of `lsg_data_bytes`.
struct lsg_area {
    uint32_t magic;
    uint32_t version;
    /// What the file was opened as.
    uint32_t kind;
    int32_t number;
    int32_t flags;
    /// Its address and its peripheral device type.
    int32_t lun;
    int32_t device_type;
    /// Not 0 when the server has left.
    uint32_t is_gone;
    struct lsg_settings settings;
    struct lsg_node node;
    /// Programs add 1 for each request; the server waits on it.
    _Alignas(64) uint32_t doorbell;
    /// Whether the server sleeps until then. Else it need not be woken.
    uint32_t server_sleeps;
    /// A program that has closed a descriptor asks whether it was the last: it adds 1 to the first,
    /// the server makes the second equal. Where it was, the third is 1 and the fourth an `errno`.
    uint32_t close_asked;
    uint32_t close_answered;
    uint32_t is_closed;
    int32_t close_error;
    /// Counts requests.
    _Alignas(64) uint32_t tickets;
    /// Counts slots that became free, and who waits for that.
    uint32_t frees;
    uint32_t free_waiters;
    /// Counts replies for read(2).
    uint32_t notices;
    struct lsg_slot slots[lsg_slot_count];
};

/// Where the reserved buffer begins: on a page's boundary of any machine.
#define lsg_reserve_offset ((size_t)65536)
/// The size of the memory.
#define lsg_area_bytes (lsg_reserve_offset + (size_t)(lsg_slot_count + 1) * lsg_data_bytes)

_Static_assert(sizeof(struct lsg_area) <= lsg_reserve_offset, "the area's head is too long");
_Static_assert(sizeof(struct lsg_hello) == 36, "no padding that nobody sets");
_Static_assert(offsetof(struct lsg_reply, sense) % 8 == 0, "no padding that nobody sets");

/// The data of a slot.
static inline uint8_t *lsg_slot_data(struct lsg_area *area, int index)
{
    return (uint8_t *)area + lsg_reserve_offset + (size_t)(index + 1) * lsg_data_bytes;
}

/// A word that others change.
static inline uint32_t lsg_load(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void lsg_store(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/// Changes a word, before anything that follows is read.
static inline void lsg_announce(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

enum {
    /// For how long either side looks for the other's answer before it sleeps, in nanoseconds: about
    /// as long as it takes to be put to sleep and woken on a virtual machine.
    lsg_longest_look = 20000,
    /// Looks without a look at the clock.
    lsg_looks_between_clocks = 32,
    /// After a look that was in vain, how many times a side sleeps at once: who waits for a tape, or
    /// shares a busy machine, burns no processor.
    lsg_sleeps_after_failure = 3,
};

/// Tells the processor that this is a loop that waits for another one.
static inline void lsg_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

/// Reads a word after everything that was changed before.
static inline uint32_t lsg_look(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

/// Adds 1 and returns what was there before.
static inline uint32_t lsg_increment(uint32_t *word)
{
    return __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
}

/// Changes a word from one value to another; 0 where it had a third.
static inline int lsg_exchange(uint32_t *word, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(
        word, &from, to, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/// Wakes all who wait on a word, in whatever process.
static inline void lsg_wake(uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, 0x7FFFFFFF, NULL, NULL, 0);
}

/// Waits while a word has a value, at most some nanoseconds. Returns 0, or -1 with errno set:
/// EAGAIN, EINTR, ETIMEDOUT.
static inline int lsg_wait(uint32_t *word, uint32_t value, int64_t nanoseconds)
{
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    return (int)syscall(SYS_futex, word, FUTEX_WAIT, value, &limit, NULL, 0);
}

/// CLOCK_MONOTONIC in nanoseconds.
static inline int64_t lsg_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#include "CLoopbackSGServer.h"
