// sg's first interface: commands by write(2), replies by read(2).
#include "preload.h"

#include <sched.h>
#include <scsi/sg.h>
#include <string.h>
#include <sys/socket.h>

enum {
    old_header_bytes = sizeof(struct sg_header),
    shortest_command = 6,
    driver_sense = 8,
    // How often a reader that was told of a reply looks for it before it says that there is none.
    looks = 1000,
};

_Static_assert(sizeof(struct sg_header) == 36, "the header of versions 1 and 2");

uint32_t length_of_command(uint8_t operation_code)
{
    static const uint8_t lengths[8] = {6, 10, 10, 12, 16, 12, 10, 10};
    return lengths[operation_code >> 5];
}

static bool must_not_wait(int descriptor)
{
    return real()->fcntl(descriptor, F_GETFL) & O_NONBLOCK;
}

// Whether a file has room for a command by write(2).
static bool may_queue(const struct lsg_area *area)
{
    if (area->settings.command_queue) return true;
    for (int index = 0; index < lsg_slot_count; index++)
        if (lsg_load(&area->slots[index].state) != lsg_free) return false;
    return true;
}

static ssize_t send_for_read(struct file *file, int index, int error, size_t count)
{
    if (error != 0) {
        free_slot(file, index);
        return failed(error);
    }
    struct lsg_slot *slot = &file->area->slots[index];
    slot->notes.is_for_read = 1;
    lsg_store(&slot->wants_notice, 1);
    send_request(file, index);
    return (ssize_t)count;
}

static ssize_t write_new(struct file *file, const void *bytes, size_t count)
{
    sg_io_hdr_t header;
    if (count < sizeof header) return failed(EINVAL);
    memcpy(&header, bytes, sizeof header);
    // The interface with this header always queues.
    file->area->settings.command_queue = 1;
    int index = claim_slot(file, false);
    if (index < 0) return -1;
    return send_for_read(file, index, put_command(file, index, &header), count);
}

static int put_old_command(
    struct file *file, int index, const struct sg_header *header, const uint8_t *packet,
    size_t count)
{
    struct lsg_slot *slot = &file->area->slots[index];
    struct lsg_request *request = &slot->request;
    const uint8_t *cdb = packet + old_header_bytes;
    int32_t *next = &file->area->settings.next_command_length;
    uint32_t length = length_of_command(cdb[0]);
    if (*next > 0) length = (uint32_t)*next;
    else if (cdb[0] >= 0xC0 && header->twelve_byte) length = 12;
    *next = 0;
    if (length > lsg_cdb_bytes || count < old_header_bytes + length) return EIO;
    size_t out = count - old_header_bytes - length;
    size_t in = header->reply_len > old_header_bytes
        ? (size_t)header->reply_len - old_header_bytes : 0;
    if (out > lsg_data_bytes || in > lsg_data_bytes) return ENOMEM;
    request->operation = lsg_command;
    request->cdb_length = length;
    memcpy(request->cdb, cdb, length);
    request->timeout = default_timeout(file);
    // With both, the bytes that are written only fill the buffer that the device writes into.
    if (in > 0) request->in_length = (uint32_t)in;
    else request->out_length = (uint32_t)out;
    memcpy(lsg_slot_data(file->area, index), cdb + length, out);
    memcpy(slot->notes.header, header, sizeof *header);
    slot->notes.has_old_header = 1;
    slot->notes.pack_id = header->pack_id;
    return 0;
}

ssize_t sg_write(struct file *file, int descriptor, const void *bytes, size_t count)
{
    (void)descriptor;
    if ((file->area->flags & O_ACCMODE) == O_RDONLY) return failed(EBADF);
    if (file->area->kind != lsg_generic) return failed(EINVAL);
    if (count < old_header_bytes) return failed(EIO);
    struct sg_header header;
    memcpy(&header, bytes, sizeof header);
    // Where the old header has its reply's length the new one has a negative direction.
    if (header.reply_len < 0) return write_new(file, bytes, count);
    if (count < old_header_bytes + shortest_command) return failed(EIO);
    if (!may_queue(file->area)) return failed(EDOM);
    int index = claim_slot(file, false);
    if (index < 0) return -1;
    int error = put_old_command(file, index, &header, bytes, count);
    return send_for_read(file, index, error, count);
}

// MARK: read(2)

// The oldest reply with a pack_id, any where that is -1; -1 where there is none.
static int oldest_reply(const struct lsg_area *area, int pack_id)
{
    int oldest = -1;
    for (int index = 0; index < lsg_slot_count; index++) {
        const struct lsg_slot *slot = &area->slots[index];
        if (lsg_load(&slot->state) != lsg_done || !slot->notes.is_for_read) continue;
        if (pack_id != -1 && slot->notes.pack_id != pack_id) continue;
        if (oldest < 0 || (int32_t)(slot->reply.order - area->slots[oldest].reply.order) < 0)
            oldest = index;
    }
    return oldest;
}

// Waits for a reply and takes it: its slot is the caller's then. -1 with errno set where there is
// none.
static int take_oldest_reply(struct file *file, int descriptor, int pack_id)
{
    struct lsg_area *area = file->area;
    for (int look = 0;;) {
        uint32_t seen = lsg_load(&area->notices);
        int index = oldest_reply(area, pack_id);
        char notice;
        if (index >= 0) {
            if (!lsg_exchange(&area->slots[index].state, lsg_done, lsg_claimed)) continue;
            // The notice came before the reply.
            recv(descriptor, &notice, 1, MSG_DONTWAIT);
            return index;
        }
        if (must_not_wait(descriptor)) {
            bool was_told = recv(descriptor, &notice, 1, MSG_DONTWAIT | MSG_PEEK) == 1;
            if (!was_told || pack_id != -1 || ++look > looks) return failed(EAGAIN);
            sched_yield();
            continue;
        }
        if (wait_interruptibly(&area->notices, seen) == 0 || errno == EAGAIN) continue;
        if (errno == EINTR) return -1;
        if (!server_is_there(file, descriptor)) return failed(ENODEV);
    }
}

// What the old header says of a host's status (scsi/scsi_status.h).
static int result_of(const struct lsg_reply *reply)
{
    switch (reply->host_status) {
    case 0: case 10: case 11: return 0;
    case 1: case 2: case 3: return EBUSY;
    case 7: return reply->status == 0 ? 0 : EIO;
    default: return EIO;
    }
}

static ssize_t read_old(struct file *file, int index, void *bytes, size_t count)
{
    const struct lsg_slot *slot = &file->area->slots[index];
    const struct lsg_reply *reply = &slot->reply;
    struct sg_header sent, header;
    memcpy(&sent, slot->notes.header, sizeof sent);
    memset(&header, 0, sizeof header);
    header.reply_len = header.pack_len = sent.reply_len;
    header.pack_id = sent.pack_id;
    header.twelve_byte = sent.twelve_byte;
    header.target_status = reply->status >> 1 & 0x1F;
    header.host_status = reply->host_status;
    header.driver_status = reply->driver_status;
    header.result = reply->error != 0 ? reply->error : result_of(reply);
    if ((reply->status & 2) || (reply->driver_status & driver_sense)) {
        size_t length = reply->sense_length;
        if (length > sizeof header.sense_buffer) length = sizeof header.sense_buffer;
        memcpy(header.sense_buffer, reply->sense, length);
    }
    if (count < old_header_bytes) return header.result == 0 ? 0 : failed(EIO);
    memcpy(bytes, &header, sizeof header);
    size_t room = sent.reply_len > old_header_bytes ? (size_t)sent.reply_len : old_header_bytes;
    if (room > count) room = count;
    size_t length = reply->in_length;
    if (length > slot->request.in_length) length = slot->request.in_length;
    if (length > room - old_header_bytes) length = room - old_header_bytes;
    memcpy((uint8_t *)bytes + old_header_bytes, lsg_slot_data(file->area, index), length);
    return (ssize_t)room;
}

static ssize_t read_new(struct file *file, int index, void *bytes, size_t count)
{
    sg_io_hdr_t header;
    if (count < sizeof header) return failed(EINVAL);
    memcpy(&header, file->area->slots[index].notes.header, sizeof header);
    int error = take_reply(file, index, &header);
    if (error != 0) return failed(error);
    memcpy(bytes, &header, sizeof header);
    return (ssize_t)count;
}

ssize_t sg_read(struct file *file, int descriptor, void *bytes, size_t count)
{
    if (file->area->kind != lsg_generic) return failed(EINVAL);
    if ((file->area->flags & O_ACCMODE) == O_WRONLY) return failed(EBADF);
    int pack_id = -1;
    if (file->area->settings.force_pack_id && count >= old_header_bytes) {
        struct sg_header header;
        memcpy(&header, bytes, sizeof header);
        pack_id = header.pack_id;
        if (header.reply_len < 0) {
            if (count < sizeof(sg_io_hdr_t)) return failed(EINVAL);
            sg_io_hdr_t wanted;
            memcpy(&wanted, bytes, sizeof wanted);
            pack_id = wanted.pack_id;
        }
    }
    int index = take_oldest_reply(file, descriptor, pack_id);
    if (index < 0) return -1;
    ssize_t result = file->area->slots[index].notes.has_old_header
        ? read_old(file, index, bytes, count) : read_new(file, index, bytes, count);
    int error = errno;
    free_slot(file, index);
    errno = error;
    return result;
}

void leave_orphan(struct file *file, int index)
{
    struct lsg_slot *slot = &file->area->slots[index];
    if (!file->area->settings.keep_orphan) return abandon_slot(file, index);
    slot->notes.is_orphan = 1;
    slot->notes.is_for_read = 1;
    lsg_store(&slot->wants_notice, 1);
}
