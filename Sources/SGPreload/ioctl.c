// ioctl(2).
#include "preload.h"

#include <linux/fs.h>
#include <linux/hdreg.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>

// How many bytes the argument of a request points to; 0 where it is a number.
static size_t argument_bytes(unsigned long request)
{
    // Numbers from before these told their direction and size (linux/fs.h, linux/hdreg.h).
    switch (request) {
    case BLKROSET: case BLKROGET: case BLKSSZGET: case BLKPBSZGET: case BLKIOMIN: case BLKIOOPT:
    case BLKALIGNOFF: case BLKDISCARDZEROES: case BLKBSZGET: case BLKBSZSET:
        return sizeof(int);
    case BLKSECTGET: case BLKROTATIONAL: return sizeof(unsigned short);
    case BLKGETSIZE: case BLKRAGET: case BLKFRAGET: return sizeof(long);
    case BLKDISCARD: case BLKSECDISCARD: case BLKZEROOUT: return 2 * sizeof(uint64_t);
    case HDIO_GETGEO: return sizeof(struct hd_geometry);
    case BLKRASET: case BLKFRASET: case BLKFLSBUF: case BLKRRPART: return 0;
    default: break;
    }
    return _IOC_DIR(request) == _IOC_NONE ? 0 : _IOC_SIZE(request);
}

static int control_device(struct file *file, int descriptor, unsigned long number, void *argument)
{
    uint8_t bytes[lsg_argument_bytes] = {0};
    size_t count = argument_bytes(number);
    if (count > sizeof bytes) return failed(ENOTTY);
    if (count > 0) {
        if (argument == NULL) return failed(EFAULT);
        memcpy(bytes, argument, count);
    }
    struct lsg_request request = {
        .operation = lsg_control, .control = number, .value = (uint64_t)(uintptr_t)argument,
        .out_length = (uint32_t)count, .in_length = (uint32_t)count,
    };
    // What is not written back stays as it was.
    return (int)call_server(file, descriptor, &request, bytes, argument);
}

REPLACEMENT int ioctl(int descriptor, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    struct file *file = acquire_file(descriptor);
    if (__builtin_expect(file == NULL, 1)) return real()->ioctl(descriptor, request, argument);
    // Numbers have 32 bits; some programs keep them in an `int`.
    unsigned long number = (uint32_t)request;
    int result;
    switch (number) {
    case FIONBIO: case FIOCLEX: case FIONCLEX: case FIOASYNC:
        result = real()->ioctl(descriptor, request, argument);
        break;
    default:
        if (sg_control(file, descriptor, number, argument, &result)) break;
        result = is_generic(file) ? failed(ENOTTY)
            : control_device(file, descriptor, number, argument);
    }
    int error = errno;
    release_file(file);
    errno = error;
    return result;
}
