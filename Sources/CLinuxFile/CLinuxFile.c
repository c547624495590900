#define _GNU_SOURCE
#include "CLinuxFile.h"

#include <sys/sysmacros.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

int64_t linux_copy_file_range(
    int source, int64_t source_offset, int target, int64_t target_offset, uint64_t count)
{
    off64_t from = source_offset;
    off64_t to = target_offset;
    return copy_file_range(source, &from, target, &to, count, 0);
}

int linux_punch_hole(int descriptor, int64_t offset, int64_t count)
{
    return fallocate(
        descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count);
}

void linux_keep_freed_memory(int kept, int growth)
{
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_MMAP_THRESHOLD, kept);
    mallopt(M_TOP_PAD, growth);
}

uint64_t linux_device_number(uint32_t major, uint32_t minor) { return makedev(major, minor); }

int linux_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC); }

int64_t linux_peer_user(int socket)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -1;
    return credentials.uid;
}

int linux_close_descriptors(posix_spawn_file_actions_t *actions, int first)
{
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
