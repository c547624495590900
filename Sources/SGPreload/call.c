// Requests: a slot's way from free to free.
#include "preload.h"

#include <signal.h>
#include <string.h>

static const int64_t patience = (int64_t)lsg_patience_seconds * 1000000000;

// Takes a slot that a process held which is no more: those that share the file go on.
static int inherit_slot(struct lsg_area *area)
{
    for (int index = 0; index < lsg_slot_count; index++) {
        struct lsg_slot *slot = &area->slots[index];
        uint32_t state = lsg_load(&slot->state);
        if (state != lsg_claimed && state != lsg_done) continue;
        // What waits for read(2) is anybody's.
        if (state == lsg_done && slot->notes.is_for_read) continue;
        if (slot->notes.process <= 0) continue;
        if (kill(slot->notes.process, 0) == 0 || errno != ESRCH) continue;
        if (lsg_exchange(&slot->state, state, lsg_claimed)) return index;
    }
    return -1;
}

static int claim_now(struct lsg_area *area)
{
    for (int index = 0; index < lsg_slot_count; index++) {
        struct lsg_slot *slot = &area->slots[index];
        if (lsg_load(&slot->state) == lsg_free && lsg_exchange(&slot->state, lsg_free, lsg_claimed))
            return index;
    }
    return inherit_slot(area);
}

int claim_slot(struct file *file, bool waits)
{
    struct lsg_area *area = file->area;
    int index = claim_now(area);
    if (index < 0 && waits) {
        lsg_increment(&area->free_waiters);
        for (;;) {
            uint32_t seen = lsg_load(&area->frees);
            index = claim_now(area);
            if (index >= 0 || lsg_load(&area->is_gone)) break;
            lsg_wait(&area->frees, seen, patience);
        }
        __atomic_fetch_sub(&area->free_waiters, 1, __ATOMIC_SEQ_CST);
    }
    if (index < 0) return failed(lsg_load(&area->is_gone) ? ENODEV : EDOM);
    struct lsg_slot *slot = &area->slots[index];
    memset(&slot->notes, 0, sizeof slot->notes);
    memset(&slot->request, 0, sizeof slot->request);
    slot->notes.process = this_process();
    lsg_store(&slot->wants_notice, 0);
    lsg_store(&slot->is_awaited, 0);
    return index;
}

void send_request(struct file *file, int index)
{
    struct lsg_area *area = file->area;
    struct lsg_slot *slot = &area->slots[index];
    lsg_store(&slot->request.ticket, lsg_increment(&area->tickets));
    slot->notes.started = lsg_now();
    lsg_store(&slot->state, lsg_ready);
    lsg_increment(&area->doorbell);
    if (lsg_look(&area->server_sleeps)) lsg_wake(&area->doorbell);
}

// Whether all handlers of signals want calls to go on.
static bool all_handlers_restart(void)
{
    for (int signal = 1; signal < NSIG; signal++) {
        struct sigaction action;
        if (sigaction(signal, NULL, &action) != 0) continue;
        if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
        if (!(action.sa_flags & SA_RESTART)) return false;
    }
    return true;
}

// futex_waitv(2) goes on after a handler with SA_RESTART as SG_IO does, which FUTEX_WAIT with a
// limit does not.
int wait_interruptibly(uint32_t *word, uint32_t value)
{
#ifdef SYS_futex_waitv
    static bool is_missing;
    if (!is_missing) {
        struct futex_waitv waiter = {.val = value, .uaddr = (uintptr_t)word, .flags = FUTEX_32};
        struct timespec limit;
        clock_gettime(CLOCK_MONOTONIC, &limit);
        limit.tv_sec += lsg_patience_seconds;
        long result = syscall(SYS_futex_waitv, &waiter, 1, 0, &limit, CLOCK_MONOTONIC);
        if (result >= 0 || errno == EAGAIN || errno == EINTR || errno == ETIMEDOUT)
            return result >= 0 ? 0 : -1;
        is_missing = true;
    }
#endif
    int result = lsg_wait(word, value, patience);
    int error = errno;
    if (result != 0 && error == EINTR && all_handlers_restart()) error = EAGAIN;
    errno = error;
    return result;
}

// Looks for a reply for a little while: a command that ends at once need not be slept for.
static bool reply_comes_at_once(struct file *file, const uint32_t *state)
{
    if (file->sleeps > 0) {
        file->sleeps--;
        return false;
    }
    int64_t end = lsg_now() + lsg_longest_look;
    do {
        for (int look = 0; look < lsg_looks_between_clocks; look++) {
            if (lsg_load(state) == lsg_done) return true;
            lsg_relax();
        }
    } while (lsg_now() < end);
    file->sleeps = lsg_sleeps_after_failure;
    return false;
}

int await_reply(struct file *file, int descriptor, int index, bool is_interruptible)
{
    struct lsg_slot *slot = &file->area->slots[index];
    uint32_t *state = &slot->state;
    if (lsg_load(state) == lsg_done || reply_comes_at_once(file, state)) return 0;
    lsg_announce(&slot->is_awaited, 1);
    for (;;) {
        uint32_t seen = lsg_look(state);
        if (seen == lsg_done) return 0;
        if (lsg_load(&file->area->is_gone)) return failed(ENODEV);
        int result = is_interruptible ? wait_interruptibly(state, seen)
                                      : lsg_wait(state, seen, patience);
        if (result == 0) continue;
        if (errno == EINTR && is_interruptible) return -1;
        // Without a limit that ran out nothing is doubtful.
        if (errno != ETIMEDOUT || lsg_load(state) == lsg_done) continue;
        if (!server_is_there(file, descriptor)) return failed(ENODEV);
    }
}

void free_slot(struct file *file, int index)
{
    lsg_store(&file->area->slots[index].state, lsg_free);
    lsg_increment(&file->area->frees);
    if (lsg_load(&file->area->free_waiters) != 0) lsg_wake(&file->area->frees);
}

void abandon_slot(struct file *file, int index)
{
    uint32_t *state = &file->area->slots[index].state;
    if (lsg_exchange(state, lsg_busy, lsg_abandoned)) return;
    // The server may take it or finish it between any two of these.
    if (lsg_exchange(state, lsg_ready, lsg_claimed) || lsg_exchange(state, lsg_done, lsg_claimed))
        return free_slot(file, index);
    if (lsg_exchange(state, lsg_busy, lsg_abandoned)) return;
    if (lsg_exchange(state, lsg_done, lsg_claimed)) free_slot(file, index);
}

int64_t call_server(
    struct file *file, int descriptor, const struct lsg_request *request, const void *out,
    void *in)
{
    int index = claim_slot(file, true);
    if (index < 0) return -1;
    struct lsg_slot *slot = &file->area->slots[index];
    uint8_t *data = lsg_slot_data(file->area, index);
    slot->request = *request;
    if (request->out_length > 0) memcpy(data, out, request->out_length);
    send_request(file, index);
    if (await_reply(file, descriptor, index, false) != 0) {
        abandon_slot(file, index);
        return failed(ENODEV);
    }
    const struct lsg_reply *reply = &slot->reply;
    size_t count = reply->in_length < request->in_length ? reply->in_length : request->in_length;
    if (count > 0) memcpy(in, data, count);
    int error = reply->error;
    int64_t result = reply->result;
    free_slot(file, index);
    return error != 0 ? failed(error) : result;
}
