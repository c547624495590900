// What tools/bench times in a process of its own: commands through SG_IO, as any program sends them,
// and what no program can be faster than. Each line of output is the seconds of one batch.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <scsi/sg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { block_length = 512, longest_transfer = 8 << 20, status_limit = 2 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "roundtrips: %s: %s\n", what, strerror(errno));
    exit(status_limit);
}

// MARK: SG_IO

static void command(int device, const uint8_t *cdb, uint8_t length, void *data, unsigned count)
{
    uint8_t sense[64];
    sg_io_hdr_t header = {
        .interface_id = 'S',
        .dxfer_direction = count > 0 ? SG_DXFER_FROM_DEV : SG_DXFER_NONE,
        .cmd_len = length,
        .mx_sb_len = sizeof sense,
        .dxfer_len = count,
        .dxferp = data,
        .cmdp = (unsigned char *)cdb,
        .sbp = sense,
        .timeout = 20000,
    };
    // A unit attention comes once.
    for (int attempt = 0; attempt < 3; attempt++) {
        if (ioctl(device, SG_IO, &header) != 0) fail("SG_IO");
        if (header.status == 0 && header.host_status == 0) return;
    }
    fprintf(stderr, "roundtrips: status %02Xh\n", header.status);
    exit(status_limit);
}

static void read_blocks(int device, uint32_t address, unsigned blocks, void *data)
{
    uint8_t cdb[10] = {0x28, 0, (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                       (uint8_t)(address >> 8), (uint8_t)address, 0, (uint8_t)(blocks >> 8),
                       (uint8_t)blocks, 0};
    command(device, cdb, sizeof cdb, data, blocks * block_length);
}

static double time_commands(const char *path, unsigned blocks, unsigned span, int count)
{
    static const uint8_t test_unit_ready[6];
    int device = open(path, O_RDWR | O_CLOEXEC);
    if (device < 0) fail(path);
    void *data = NULL;
    if (posix_memalign(&data, 4096, longest_transfer) != 0) fail("memory");
    memset(data, 0, longest_transfer);
    command(device, test_unit_ready, sizeof test_unit_ready, NULL, 0);
    double start = now();
    uint32_t address = 0;
    for (int number = 0; number < count; number++) {
        if (blocks == 0) {
            command(device, test_unit_ready, sizeof test_unit_ready, NULL, 0);
            continue;
        }
        read_blocks(device, address, blocks, data);
        address += blocks;
        if (address + blocks > span) address = 0;
    }
    double time = now() - start;
    free(data);
    close(device);
    return time;
}

// MARK: What lies below

struct words {
    _Alignas(64) uint32_t there;
    _Alignas(64) uint32_t back;
};

static void await(uint32_t *word, uint32_t value)
{
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value)
        syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
}

static void tell(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

// A word there and a word back, through memory that two processes share; who waits sleeps.
static double time_memory(int count)
{
    struct words *words = mmap(
        NULL, sizeof *words, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (words == MAP_FAILED) fail("mmap");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        for (uint32_t number = 0; number < (uint32_t)count; number++) {
            await(&words->there, number);
            tell(&words->back, number + 1);
        }
        _exit(0);
    }
    double start = now();
    for (uint32_t number = 0; number < (uint32_t)count; number++) {
        tell(&words->there, number + 1);
        await(&words->back, number);
    }
    double time = now() - start;
    waitpid(child, NULL, 0);
    munmap(words, sizeof *words);
    return time;
}

// A byte there and a byte back, through a Unix socket.
static double time_socket(int count)
{
    int ends[2];
    char byte = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) fail("socketpair");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        while (read(ends[1], &byte, 1) == 1 && write(ends[1], &byte, 1) == 1 && --count > 0) {}
        _exit(0);
    }
    double start = now();
    for (int number = 0; number < count; number++) {
        if (write(ends[0], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1) fail("socket");
    }
    double time = now() - start;
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    return time;
}

// As many bytes as a READ brings, from one place in memory to another.
static double time_copy(unsigned blocks, unsigned span, int count)
{
    size_t length = (size_t)blocks * block_length;
    size_t whole = (size_t)span * block_length;
    char *from = malloc(whole);
    char *to = malloc(length);
    if (from == NULL || to == NULL) fail("memory");
    memset(from, 0x5A, whole);
    memset(to, 0, length);
    size_t offset = 0;
    double start = now();
    for (int number = 0; number < count; number++) {
        memcpy(to, from + offset, length);
        // What is copied is used, as far as the compiler knows.
        __asm__ __volatile__("" : : "r"(to) : "memory");
        offset += length;
        if (offset + length > whole) offset = 0;
    }
    double time = now() - start;
    free(from);
    free(to);
    return time;
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "usage: roundtrips memory|socket COUNT\n"
                        "       roundtrips sg COUNT DEVICE\n"
                        "       roundtrips read COUNT DEVICE BLOCKS SPAN\n"
                        "       roundtrips copy COUNT - BLOCKS SPAN\n");
        return status_limit;
    }
    int number = atoi(words[2]);
    unsigned blocks = count > 4 ? (unsigned)atoi(words[4]) : 0;
    unsigned span = count > 5 ? (unsigned)atoi(words[5]) : 0;
    if (number < 1 || blocks * (size_t)block_length > longest_transfer || span < blocks) {
        fprintf(stderr, "roundtrips: a count of 1 or more, and blocks that fit, expected\n");
        return status_limit;
    }
    const char *what = words[1];
    double time = -1;
    if (strcmp(what, "memory") == 0) time = time_memory(number);
    if (strcmp(what, "socket") == 0) time = time_socket(number);
    if (strcmp(what, "sg") == 0 && count > 3) time = time_commands(words[3], 0, 0, number);
    if (strcmp(what, "read") == 0 && count > 5) time = time_commands(words[3], blocks, span, number);
    if (strcmp(what, "copy") == 0 && count > 5) time = time_copy(blocks, span, number);
    if (time < 0) {
        fprintf(stderr, "roundtrips: memory, socket, sg, read or copy expected; %s found\n", what);
        return status_limit;
    }
    printf("%.9f\n", time);
    return 0;
}
