#define _GNU_SOURCE
#include "CLoopbackSG.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

// MARK: The socket

static int close_failed(int descriptor)
{
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

static int set_path(struct sockaddr_un *address, const char *path)
{
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int lsg_is_served(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (set_path(&address, path) != 0) return 0;
    int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connection < 0) return 0;
    int is_served = connect(connection, (struct sockaddr *)&address, sizeof address) == 0;
    close(connection);
    return is_served;
}

int lsg_hang_up(void) { return POLLRDHUP; }

int lsg_listen(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (set_path(&address, path) != 0) return -1;
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) return -1;
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0
        || chmod(path, 0600) != 0 || listen(listener, SOMAXCONN) != 0)
        return close_failed(listener);
    return listener;
}

int lsg_accept(int listener, uint32_t *user, char name[lsg_name_bytes + 1])
{
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    int connection = accept4(
        listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) return -1;
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return close_failed(connection);
    *user = peer.uid;
    memset(name, 0, lsg_name_bytes + 1);
    size_t head = offsetof(struct sockaddr_un, sun_path) + 1;
    if (length == head + lsg_name_bytes && address.sun_path[0] == 0)
        memcpy(name, address.sun_path + 1, lsg_name_bytes);
    return connection;
}

int lsg_receive_hello(int socket, struct lsg_hello *hello)
{
    ssize_t length;
    do length = recv(socket, hello, sizeof *hello, MSG_DONTWAIT | MSG_TRUNC);
    while (length < 0 && errno == EINTR);
    if (length == (ssize_t)sizeof *hello) return 1;
    return length < 0 && errno == EAGAIN ? 0 : -1;
}

int lsg_send_welcome(int socket, const struct lsg_welcome *welcome, int memory)
{
    struct iovec part = {(void *)welcome, sizeof *welcome};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (memory >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.header), &memory, sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

int lsg_send_notice(int socket)
{
    const char notice = 1;
    ssize_t sent;
    do sent = send(socket, &notice, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

int lsg_has_ended(int socket)
{
    struct pollfd entry = {socket, POLLIN | POLLRDHUP, 0};
    int found;
    do found = poll(&entry, 1, 0);
    while (found < 0 && errno == EINTR);
    return found != 0;
}

int lsg_make_wake(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void lsg_wake_up(int wake) { eventfd_write(wake, 1); }

void lsg_clear_wake(int wake)
{
    eventfd_t count;
    eventfd_read(wake, &count);
}

// MARK: Memory

int lsg_make_area(void)
{
    int memory = memfd_create("loopback", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (memory < 0) return -1;
    if (ftruncate(memory, (off_t)lsg_area_bytes) != 0
        || fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return close_failed(memory);
    return memory;
}

int lsg_make_content(const void *bytes, size_t count)
{
    int memory = memfd_create("content", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (memory < 0) return -1;
    size_t done = 0;
    while (done < count) {
        ssize_t part = write(memory, (const char *)bytes + done, count - done);
        if (part < 0 && errno != EINTR) return close_failed(memory);
        if (part > 0) done += (size_t)part;
    }
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
    if (fcntl(memory, F_ADD_SEALS, seals) != 0) return close_failed(memory);
    return memory;
}

struct lsg_area *lsg_map_area(int memory)
{
    void *area = mmap(NULL, lsg_area_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    return area == MAP_FAILED ? NULL : area;
}

void lsg_unmap_area(struct lsg_area *area) { munmap(area, lsg_area_bytes); }

size_t lsg_area_size(void) { return lsg_area_bytes; }

void lsg_describe(
    struct lsg_area *area, uint32_t kind, int32_t number, int32_t flags, int32_t lun,
    int32_t device_type)
{
    area->magic = lsg_magic;
    area->version = lsg_version;
    area->kind = kind;
    area->number = number;
    area->flags = flags;
    area->lun = lun;
    area->device_type = device_type;
    // 60 s, and SG_SCATTER_SZ.
    area->settings.timeout = 6000;
    area->settings.reserved_size = 8 * 4096;
}

uint32_t lsg_doorbell(struct lsg_area *area) { return lsg_load(&area->doorbell); }

int lsg_watch_doorbell(struct lsg_area *area, uint32_t seen)
{
    int64_t end = lsg_now() + lsg_longest_look;
    do {
        for (int look = 0; look < lsg_looks_between_clocks; look++) {
            if (lsg_load(&area->doorbell) != seen) return 1;
            lsg_relax();
        }
    } while (lsg_now() < end);
    return 0;
}

void lsg_await_doorbell(struct lsg_area *area, uint32_t seen, int64_t nanoseconds)
{
    lsg_announce(&area->server_sleeps, 1);
    if (lsg_look(&area->doorbell) == seen) lsg_wait(&area->doorbell, seen, nanoseconds);
    lsg_announce(&area->server_sleeps, 0);
}

void lsg_ring(struct lsg_area *area)
{
    lsg_increment(&area->doorbell);
    lsg_wake(&area->doorbell);
}

// MARK: Slots

void lsg_overwrite(struct lsg_area *area, size_t offset, const void *bytes, size_t count)
{
    if (offset >= sizeof *area) return;
    if (count > sizeof *area - offset) count = sizeof *area - offset;
    memcpy((uint8_t *)area + offset, bytes, count);
}

void lsg_set_state(struct lsg_area *area, int index, uint32_t state)
{
    lsg_store(&area->slots[index].state, state);
}

uint32_t lsg_get_state(struct lsg_area *area, int index)
{
    return lsg_load(&area->slots[index].state);
}

void lsg_copy_reply(struct lsg_area *area, int index, struct lsg_reply *reply)
{
    memcpy(reply, &area->slots[index].reply, sizeof *reply);
}

size_t lsg_doorbell_offset(void) { return offsetof(struct lsg_area, doorbell); }

size_t lsg_request_offset(int index)
{
    return offsetof(struct lsg_area, slots) + (size_t)index * sizeof(struct lsg_slot)
        + offsetof(struct lsg_slot, request);
}

int lsg_take(struct lsg_area *area, uint32_t free, struct lsg_request *request)
{
    for (;;) {
        int oldest = -1;
        uint32_t ticket = 0;
        for (int index = 0; index < lsg_slot_count; index++) {
            struct lsg_slot *slot = &area->slots[index];
            if (!(free >> index & 1) || lsg_load(&slot->state) != lsg_ready) continue;
            uint32_t own = lsg_load(&slot->request.ticket);
            // Tickets begin anew after the last one.
            if (oldest < 0 || (int32_t)(own - ticket) < 0) {
                oldest = index;
                ticket = own;
            }
        }
        if (oldest < 0) return -1;
        struct lsg_slot *slot = &area->slots[oldest];
        // Else the program gave up just now.
        if (!lsg_exchange(&slot->state, lsg_ready, lsg_busy)) continue;
        memcpy(request, &slot->request, sizeof *request);
        return oldest;
    }
}

void lsg_finish(struct lsg_area *area, int index, struct lsg_reply *reply, int socket)
{
    struct lsg_slot *slot = &area->slots[index];
    int wants_notice = lsg_load(&slot->wants_notice) != 0;
    if (wants_notice) reply->order = lsg_load(&area->notices);
    reply->ended = lsg_now();
    memcpy(&slot->reply, reply, sizeof *reply);
    // Before the reply is there, so that whoever takes it finds the notice to take with it.
    if (wants_notice && socket >= 0) lsg_send_notice(socket);
    if (lsg_exchange(&slot->state, lsg_busy, lsg_done)) {
        if (wants_notice) {
            lsg_increment(&area->notices);
            lsg_wake(&area->notices);
        }
        if (lsg_look(&slot->is_awaited)) lsg_wake(&slot->state);
        return;
    }
    lsg_store(&slot->state, lsg_free);
    lsg_increment(&area->frees);
    lsg_wake(&area->frees);
}

int lsg_asks_whether_closed(struct lsg_area *area)
{
    return lsg_load(&area->close_asked) != lsg_load(&area->close_answered);
}

void lsg_answer_close(struct lsg_area *area, int is_closed, int error)
{
    uint32_t asked = lsg_load(&area->close_asked);
    if (is_closed) {
        __atomic_store_n(&area->close_error, error, __ATOMIC_RELEASE);
        lsg_store(&area->is_closed, 1);
    } else if (asked == lsg_load(&area->close_answered)) {
        return;
    }
    lsg_store(&area->close_answered, asked);
    lsg_wake(&area->close_answered);
}

void lsg_leave(struct lsg_area *area)
{
    lsg_store(&area->is_gone, 1);
    for (int index = 0; index < lsg_slot_count; index++) lsg_wake(&area->slots[index].state);
    lsg_wake(&area->frees);
    lsg_wake(&area->notices);
    lsg_wake(&area->close_answered);
}
