#include "CLibFuzzer.h"

// Weak: an ordinary build, which lacks libFuzzer, links all the same.
__attribute__((weak)) int LLVMFuzzerRunDriver(
    int *count, char ***arguments, int (*one)(const uint8_t *start, size_t length));

int isLinkedWithLibFuzzer(void) { return LLVMFuzzerRunDriver != NULL; }

int runLibFuzzer(
    int count, char **arguments, int skipped, int (*one)(const uint8_t *start, size_t length)) {
    if (LLVMFuzzerRunDriver == NULL || skipped < 0 || skipped >= count) {
        return -1;
    }
    arguments[skipped] = arguments[0];
    arguments += skipped;
    count -= skipped;
    return LLVMFuzzerRunDriver(&count, &arguments, one);
}
