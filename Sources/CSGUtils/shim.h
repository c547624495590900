// The library of sg3_utils: names of commands, sense keys and additional sense codes, and SG_IO.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <scsi/sg_cmds_basic.h>
#include <scsi/sg_cmds_extra.h>
#include <scsi/sg_lib.h>
#include <scsi/sg_lib_data.h>
#include <scsi/sg_pt.h>
// The C library's, for what the library of sg3_utils has no function.
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

/// SG_GET_VERSION_NUM: which version of the sg interface a device answers to, such as 30536; -1
/// with errno set where it answers to none.
static inline int sanbench_sg_version(int descriptor) {
    int version = 0;
    return ioctl(descriptor, SG_GET_VERSION_NUM, &version) < 0 ? -1 : version;
}

/// major(3): which driver a device number belongs to.
static inline unsigned int sanbench_major(uint64_t number) { return major(number); }

/// minor(3): which device of its driver it is.
static inline unsigned int sanbench_minor(uint64_t number) { return minor(number); }
