#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Whether the program was built with -sanitize=fuzzer.
int isLinkedWithLibFuzzer(void);

/// Runs libFuzzer on `one`, without the program's first `skipped` arguments, and returns what the
/// program is to exit with; -1 where the program was built without libFuzzer.
int runLibFuzzer(
    int count, char **arguments, int skipped, int (*one)(const uint8_t *start, size_t length));

#endif
