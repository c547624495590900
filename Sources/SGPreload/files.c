// The open files of this process: which descriptor has which.
//
// Nothing here locks or allocates, so that it works in signal handlers and after fork(2). A
// `struct file` is never given back to the system: who comes too late finds it without references.
#include "preload.h"

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

enum {
    file_count = 4096,
    leaf_count = 1024,
    descriptors_in_leaf = 1024,
};

typedef _Atomic(struct file *) entry;

static struct file files[file_count];
static _Atomic(entry *) leaves[leaf_count];
static _Atomic int descriptor_count;
static _Atomic int process;

static entry *entry_of(int descriptor, bool creates)
{
    if (descriptor < 0 || descriptor >= leaf_count * descriptors_in_leaf) return NULL;
    _Atomic(entry *) *leaf = &leaves[descriptor / descriptors_in_leaf];
    entry *entries = *leaf;
    if (entries == NULL) {
        if (!creates) return NULL;
        const size_t size = sizeof(entry) * descriptors_in_leaf;
        entries = real()->mmap(
            NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (entries == MAP_FAILED) return NULL;
        entry *none = NULL;
        if (!__c11_atomic_compare_exchange_strong(
                leaf, &none, entries, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
            munmap(entries, size);
            entries = none;
        }
    }
    return &entries[descriptor % descriptors_in_leaf];
}

struct file *make_file(struct lsg_area *area)
{
    for (int index = 0; index < file_count; index++) {
        int none = 0;
        // -1 while its members are set: nobody takes a reference then.
        if (!__atomic_compare_exchange_n(
                &files[index].references, &none, -1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            continue;
        files[index].area = area;
        files[index].sleeps = 0;
        __atomic_store_n(&files[index].references, 1, __ATOMIC_SEQ_CST);
        return &files[index];
    }
    return NULL;
}

static bool take_reference(struct file *file)
{
    int count = __atomic_load_n(&file->references, __ATOMIC_ACQUIRE);
    while (count > 0)
        if (__atomic_compare_exchange_n(
                &file->references, &count, count + 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

struct file *acquire_file(int descriptor)
{
    if (__builtin_expect(descriptor_count == 0, 1)) return NULL;
    entry *place = entry_of(descriptor, false);
    if (place == NULL) return NULL;
    for (;;) {
        struct file *file = *place;
        if (file == NULL || !take_reference(file)) return NULL;
        if (*place == file) return file;
        // Another thread closed the descriptor meanwhile, or opened another file.
        release_file(file);
    }
}

void release_file(struct file *file)
{
    int count = __atomic_load_n(&file->references, __ATOMIC_ACQUIRE);
    for (;;) {
        // The last one unmaps before anybody can have the place again.
        int next = count == 1 ? -1 : count - 1;
        if (__atomic_compare_exchange_n(
                &file->references, &count, next, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            break;
    }
    if (count != 1) return;
    int error = errno;
    munmap(file->area, lsg_area_bytes);
    file->area = NULL;
    __atomic_store_n(&file->references, 0, __ATOMIC_SEQ_CST);
    errno = error;
}

void install_file(int descriptor, struct file *file)
{
    entry *place = entry_of(descriptor, true);
    if (place == NULL) return release_file(file);
    struct file *old = __c11_atomic_exchange(place, file, __ATOMIC_SEQ_CST);
    if (old != NULL) release_file(old);
    else descriptor_count++;
}

struct file *remove_file(int descriptor)
{
    if (descriptor_count == 0) return NULL;
    entry *place = entry_of(descriptor, false);
    if (place == NULL) return NULL;
    struct file *file = __c11_atomic_exchange(place, NULL, __ATOMIC_SEQ_CST);
    if (file != NULL) descriptor_count--;
    return file;
}

int next_descriptor(int first)
{
    if (descriptor_count == 0 || first < 0) return -1;
    for (int leaf = first / descriptors_in_leaf; leaf < leaf_count; leaf++) {
        entry *entries = leaves[leaf];
        int start = leaf * descriptors_in_leaf;
        for (int index = 0; entries != NULL && index < descriptors_in_leaf; index++)
            if (start + index >= first && entries[index] != NULL) return start + index;
    }
    return -1;
}

// MARK: fork(2) and vfork(2)

static void note_process(void) { process = getpid(); }

bool is_borrowing_memory(void) { return process != 0 && process != getpid(); }

int this_process(void) { return process; }

void begin_files(void)
{
    note_process();
    pthread_atfork(NULL, NULL, note_process);
}
