#include "real.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

struct real_functions real_functions;
int real_is_loaded;

// Where the C library is older than a call: the kernel may have it all the same.
static int close_range_of_kernel(unsigned first, unsigned last, int flags)
{
#ifdef SYS_close_range
    return (int)syscall(SYS_close_range, first, last, flags);
#else
    (void)first, (void)last, (void)flags;
    errno = ENOSYS;
    return -1;
#endif
}

static int fstatat_of_kernel(int directory, const char *path, struct stat *status, int flags)
{
    return (int)syscall(SYS_newfstatat, directory, path, status, flags);
}

static int fstat_of_kernel(int descriptor, struct stat *status)
{
    return (int)syscall(SYS_fstat, descriptor, status);
}

void real_load(void)
{
    int error = errno;
    struct real_functions found;
    // A function's address fits where an object's does (dlsym(3)).
#define REAL_FIND(result, name, parameters)                                                       \
    {                                                                                             \
        void *symbol = dlsym(RTLD_NEXT, #name);                                                   \
        memcpy(&found.name, &symbol, sizeof symbol);                                              \
    }
    REAL_FUNCTIONS(REAL_FIND)
#undef REAL_FIND
    if (found.close_range == NULL) found.close_range = close_range_of_kernel;
    if (found.fstatat == NULL) found.fstatat = fstatat_of_kernel;
    if (found.fstat == NULL) found.fstat = fstat_of_kernel;
    // Threads that come here at the same time find the same.
    real_functions = found;
    __atomic_store_n(&real_is_loaded, 1, __ATOMIC_RELEASE);
    errno = error;
}
