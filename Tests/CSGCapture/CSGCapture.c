#define _GNU_SOURCE
#include "CSGCapture.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <scsi/sg.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum {
    scsi_generic_major = 21,
    descriptor_count = 1024,
    rule_count = 256,
    check_condition = 2,
    driver_sense = 8,
    // The interface that takes `sg_io_hdr_t`, as 3.5.36 calls itself.
    sg_version = 30536,
};

// The device behind each file descriptor, plus one; 0 for other files.
static int devices[descriptor_count];

// The number of the device that a path names, or -1.
static int device_number(const char *path) {
    int number, length = 0;
    if (sscanf(path, "/dev/sg%d%n", &number, &length) != 1 || path[length])
        if (sscanf(path, "/dev/char/21:%d%n", &number, &length) != 1 || path[length]) return -1;
    return number;
}

static int device_of(int descriptor) {
    if (descriptor < 0 || descriptor >= descriptor_count) return -1;
    return devices[descriptor] - 1;
}

static int open_device(int device) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    int descriptor = real("/dev/null", O_RDWR | O_CLOEXEC);
    if (descriptor >= descriptor_count) abort();
    if (descriptor >= 0) devices[descriptor] = device + 1;
    return descriptor;
}

static int open_any(const char *path, int flags, mode_t mode) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    int device = device_number(path);
    return device < 0 ? real(path, flags, mode) : open_device(device);
}

static mode_t mode_argument(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_any(path, flags, mode);
}

// What fortified programs call where no mode is given.
int __open_2(const char *path, int flags) { return open_any(path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_any(path, flags, 0); }

int close(int descriptor) {
    int (*real)(int) = dlsym(RTLD_NEXT, "close");
    if (device_of(descriptor) >= 0) devices[descriptor] = 0;
    return real(descriptor);
}

int access(const char *path, int mode) {
    int (*real)(const char *, int) = dlsym(RTLD_NEXT, "access");
    return device_number(path) < 0 ? real(path, mode) : 0;
}

static int describe(int device, struct stat64 *status) {
    memset(status, 0, sizeof *status);
    status->st_mode = S_IFCHR | 0600;
    status->st_rdev = makedev(scsi_generic_major, device);
    return 0;
}

int stat64(const char *restrict path, struct stat64 *restrict status) {
    int (*real)(const char *, struct stat64 *) = dlsym(RTLD_NEXT, "stat64");
    int device = device_number(path);
    return device < 0 ? real(path, status) : describe(device, status);
}

int fstat64(int descriptor, struct stat64 *status) {
    int (*real)(int, struct stat64 *) = dlsym(RTLD_NEXT, "fstat64");
    int device = device_of(descriptor);
    return device < 0 ? real(descriptor, status) : describe(device, status);
}

// Both are one structure where `long` has 64 bits.
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "two structures");

int stat(const char *restrict path, struct stat *restrict status) {
    return stat64(path, (struct stat64 *)status);
}

int fstat(int descriptor, struct stat *status) {
    return fstat64(descriptor, (struct stat64 *)status);
}

static void record_bytes(FILE *file, const unsigned char *bytes, size_t count) {
    fputc(' ', file);
    if (count == 0) fputc('-', file);
    for (size_t index = 0; index < count; index++) fprintf(file, "%02x", bytes[index]);
}

static void record(int device, const sg_io_hdr_t *header) {
    FILE *file = fopen(getenv("SGCAPTURE_RECORD"), "a");
    if (file == NULL) abort();
    fprintf(file, "%d", device);
    record_bytes(file, header->cmdp, header->cmd_len);
    int is_out = header->dxfer_direction == SG_DXFER_TO_DEV;
    record_bytes(file, header->dxferp, is_out ? header->dxfer_len : 0);
    fputc('\n', file);
    if (fclose(file) != 0) abort();
}

// Turns the digits into bytes, in place, and says how many they are.
static size_t decode(char *digits) {
    unsigned int byte;
    size_t count = 0;
    while (digits[2 * count] && sscanf(digits + 2 * count, "%2x", &byte) == 1)
        digits[count++] = (char)byte;
    return count;
}

// What a rule says beside data and sense data.
struct outcome {
    unsigned int status, host_status, driver_status;
    int error;
    // Milliseconds that the answer takes.
    unsigned int delay;
    // How many commands the rule answers; below zero for all.
    int times;
};

static struct outcome parse_outcome(const char *words, size_t sense_length) {
    struct outcome outcome = {
        .status = sense_length ? check_condition : 0,
        .driver_status = sense_length ? driver_sense : 0,
        .times = -1,
    };
    char word[64];
    for (int length; sscanf(words, " %63s%n", word, &length) == 1; words += length)
        if (sscanf(word, "status=%x", &outcome.status) != 1
            && sscanf(word, "host=%x", &outcome.host_status) != 1
            && sscanf(word, "driver=%x", &outcome.driver_status) != 1
            && sscanf(word, "errno=%d", &outcome.error) != 1
            && sscanf(word, "delay=%u", &outcome.delay) != 1
            && sscanf(word, "times=%d", &outcome.times) != 1)
            abort();
    return outcome;
}

static void answer(sg_io_hdr_t *header, const char *data, size_t length, const char *sense,
                   size_t sense_length) {
    size_t room = header->dxfer_direction == SG_DXFER_FROM_DEV ? header->dxfer_len : 0;
    size_t moved = length < room ? length : room;
    if (moved) memcpy(header->dxferp, data, moved);
    header->resid = (int)(room - moved);
    header->status = sense_length ? check_condition : 0;
    header->driver_status = sense_length ? driver_sense : 0;
    header->host_status = 0;
    size_t sense_room = header->mx_sb_len;
    header->sb_len_wr = (unsigned char)(sense_length < sense_room ? sense_length : sense_room);
    if (header->sb_len_wr) memcpy(header->sbp, sense, header->sb_len_wr);
}

// How many commands each rule has answered, by its line.
static int answered[rule_count];

static int execute(int device, sg_io_hdr_t *header) {
    static const char invalid_operation_code[] = {
        0x70, 0, 0x05, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0};
    record(device, header);
    FILE *file = fopen(getenv("SGCAPTURE_ANSWERS"), "r");
    if (file == NULL) abort();
    char *line = NULL, *prefix = NULL, *data = NULL, *sense = NULL;
    size_t size = 0;
    int number, rest, found = 0, error = 0;
    for (int rule = 0; !found && getline(&line, &size, file) >= 0; rule++) {
        if (rule == rule_count) abort();
        if (sscanf(line, "%d %ms %ms %ms%n", &number, &prefix, &data, &sense, &rest) != 4) abort();
        size_t length = decode(prefix), data_length = decode(data), sense_length = decode(sense);
        struct outcome outcome = parse_outcome(line + rest, sense_length);
        found = number == device && length <= header->cmd_len
            && memcmp(prefix, header->cmdp, length) == 0
            && (outcome.times < 0 || answered[rule] < outcome.times);
        if (found) {
            answered[rule]++;
            usleep(1000 * outcome.delay);
            error = outcome.error;
            answer(header, data, data_length, sense, sense_length);
            header->status = (unsigned char)outcome.status;
            header->host_status = (unsigned short)outcome.host_status;
            header->driver_status = (unsigned short)outcome.driver_status;
        }
        free(prefix);
        free(data);
        free(sense);
    }
    if (!found) answer(header, NULL, 0, invalid_operation_code, sizeof invalid_operation_code);
    free(line);
    fclose(file);
    errno = error;
    return error ? -1 : 0;
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    int device = device_of(descriptor);
    if (device < 0) return real(descriptor, request, argument);
    switch (request) {
    case SG_GET_VERSION_NUM: *(int *)argument = sg_version; return 0;
    case SG_SET_TIMEOUT: case SG_SET_RESERVED_SIZE: return 0;
    case SG_GET_RESERVED_SIZE: *(int *)argument = 1 << 20; return 0;
    case SG_IO: return execute(device, argument);
    default: errno = ENOTTY; return -1;
    }
}
