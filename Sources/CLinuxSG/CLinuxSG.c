#define _GNU_SOURCE
#include "CLinuxSG.h"

#include <sys/uio.h>

int64_t linux_read_process_memory(
    int process, uint64_t address, void *buffer, uint64_t count)
{
    struct iovec here = {.iov_base = buffer, .iov_len = count};
    struct iovec there = {.iov_base = (void *)(uintptr_t)address, .iov_len = count};
    return process_vm_readv(process, &here, 1, &there, 1, 0);
}

int64_t linux_write_process_memory(
    int process, uint64_t address, const void *buffer, uint64_t count)
{
    struct iovec here = {.iov_base = (void *)(uintptr_t)buffer, .iov_len = count};
    struct iovec there = {.iov_base = (void *)(uintptr_t)address, .iov_len = count};
    return process_vm_writev(process, &here, 1, &there, 1, 0);
}
