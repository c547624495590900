// Calls of Linux that Swift's view of the C library leaves out: its headers show them to GNU
// sources only.
#pragma once
#include <spawn.h>
#include <stdint.h>

/// copy_file_range(2) between two descriptors at two offsets, without flags. Returns the number
/// of bytes copied, or -1 with errno set.
int64_t linux_copy_file_range(
    int source, int64_t source_offset, int target, int64_t target_offset, uint64_t count);

/// fallocate(2) with FALLOC_FL_PUNCH_HOLE and FALLOC_FL_KEEP_SIZE. Returns 0, or -1 with errno
/// set.
int linux_punch_hole(int descriptor, int64_t offset, int64_t count);

/// mallopt(3): freed memory up to `kept` bytes stays with the process, allocations up to that size
/// come from the heap, and the heap grows by `growth` bytes at a time.
void linux_keep_freed_memory(int kept, int growth);

/// makedev(3): the number of a device file.
uint64_t linux_device_number(uint32_t major, uint32_t minor);

/// accept4(2) with SOCK_CLOEXEC, without the peer's address. Returns the connection's descriptor, or
/// -1 with errno set.
int linux_accept(int socket);

/// SO_PEERCRED of a Unix socket (unix(7)): the user at the other end, or -1 with errno set.
int64_t linux_peer_user(int socket);

/// posix_spawn_file_actions_addclosefrom_np(3): the program that is started has none of this
/// process's descriptors from `first` on. Returns 0 or an errno.
int linux_close_descriptors(posix_spawn_file_actions_t *actions, int first);
