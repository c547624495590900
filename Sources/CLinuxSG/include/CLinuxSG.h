// The kernel's pass-through structures (sg version 3 and 4), and access to the memory of the
// process that sends them.
#pragma once
#include <linux/bsg.h>
#include <scsi/sg.h>
#include <stdint.h>

/// process_vm_readv(2) of one range. Returns the number of bytes copied, or -1 with errno set.
int64_t linux_read_process_memory(
    int process, uint64_t address, void *buffer, uint64_t count);

/// process_vm_writev(2) of one range. Returns the number of bytes copied, or -1 with errno set.
int64_t linux_write_process_memory(
    int process, uint64_t address, const void *buffer, uint64_t count);
