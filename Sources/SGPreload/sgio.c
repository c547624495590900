// SG_IO: the structures of sg's interfaces, versions 3 and 4.
#include "preload.h"

#include <linux/bsg.h>
#include <scsi/sg.h>
#include <string.h>

enum {
    shortest_command = 6,
    most_parts = 1024,
    driver_sense = 8,
    flag_mmap_io = 4,
    direction_unknown = -5,
    // What a program leaves in a header of zeros. sg took it for NONE before Linux 4.13, as the block
    // layer does to this day; libiscsi's programs send all that moves no data so.
    direction_not_given = 0,
    check_condition = 2,
};

static const uint32_t longest_timeout = 0x7FFFFFFF;

_Static_assert(sizeof(sg_io_hdr_t) <= sizeof((struct lsg_owner_notes *)0)->header, "no room");

uint32_t default_timeout(const struct file *file)
{
    int64_t timeout = (int64_t)file->area->settings.timeout * 10;
    return timeout < longest_timeout ? (uint32_t)timeout : 0;
}

// MARK: Data

size_t gather(uint8_t *data, size_t length, const struct iovec *parts, size_t count)
{
    size_t done = 0;
    for (size_t index = 0; index < count && done < length; index++) {
        size_t part = parts[index].iov_len;
        if (part > length - done) part = length - done;
        memcpy(data + done, parts[index].iov_base, part);
        done += part;
    }
    return done;
}

size_t scatter(const uint8_t *data, size_t length, const struct iovec *parts, size_t count)
{
    size_t done = 0;
    for (size_t index = 0; index < count && done < length; index++) {
        size_t part = parts[index].iov_len;
        if (part > length - done) part = length - done;
        memcpy(parts[index].iov_base, data + done, part);
        done += part;
    }
    return done;
}

_Static_assert(sizeof(sg_iovec_t) == sizeof(struct iovec), "two structures");

// Where a header's data is; one part where it has no list.
struct place {
    struct iovec only;
    const struct iovec *parts;
    size_t count;
};

static void find_place(struct file *file, const sg_io_hdr_t *header, struct place *place)
{
    place->only = (struct iovec){header->dxferp, header->dxfer_len};
    place->parts = &place->only;
    place->count = 1;
    if (header->flags & flag_mmap_io) {
        place->only.iov_base = (uint8_t *)file->area + lsg_reserve_offset;
    } else if (header->iovec_count > 0) {
        place->parts = header->dxferp;
        place->count = header->iovec_count;
    }
}

static bool moves_data(const sg_io_hdr_t *header)
{
    return !(header->flags & SG_FLAG_NO_DXFER) && header->dxfer_len > 0
        && (header->dxferp != NULL || (header->flags & flag_mmap_io));
}

static bool is_in(const sg_io_hdr_t *header)
{
    return header->dxfer_direction == SG_DXFER_FROM_DEV
        || header->dxfer_direction == SG_DXFER_TO_FROM_DEV
        || header->dxfer_direction == direction_unknown;
}

// MARK: Version 3

static bool has_sensible_direction(const sg_io_hdr_t *header)
{
    switch (header->dxfer_direction) {
    case SG_DXFER_NONE:
    case direction_not_given:
        return header->dxferp == NULL && header->dxfer_len == 0;
    case SG_DXFER_FROM_DEV: return true;
    case SG_DXFER_TO_DEV:
    case SG_DXFER_TO_FROM_DEV:
        return (header->flags & flag_mmap_io) || header->dxferp != NULL || header->dxfer_len == 0;
    case direction_unknown: return (header->dxferp != NULL) == (header->dxfer_len > 0);
    default: return false;
    }
}

static int check(struct file *file, const sg_io_hdr_t *header)
{
    struct lsg_settings *settings = &file->area->settings;
    if (header->interface_id != 'S') return is_generic(file) ? ENOSYS : EINVAL;
    if (header->flags & flag_mmap_io) {
        if (header->dxfer_len > (uint32_t)settings->reserved_size) return ENOMEM;
        if (header->flags & SG_FLAG_DIRECT_IO) return EINVAL;
        if (lsg_load(&settings->reserve_is_used)) return EBUSY;
    }
    if (header->cmdp == NULL || header->cmd_len < shortest_command
        || header->cmd_len > lsg_cdb_bytes)
        return EMSGSIZE;
    if (!has_sensible_direction(header)) return EINVAL;
    if (header->iovec_count > most_parts) return EINVAL;
    if (header->dxfer_len > lsg_data_bytes) return ENOMEM;
    return 0;
}

int put_command(struct file *file, int index, const struct sg_io_hdr *header)
{
    int error = check(file, header);
    if (error != 0) return error;
    struct lsg_slot *slot = &file->area->slots[index];
    struct lsg_request *request = &slot->request;
    uint8_t *data = lsg_slot_data(file->area, index);
    if (header->flags & flag_mmap_io) {
        if (!lsg_exchange(&file->area->settings.reserve_is_used, 0, 1)) return EBUSY;
    }
    request->operation = lsg_command;
    request->cdb_length = header->cmd_len;
    memcpy(request->cdb, header->cmdp, header->cmd_len);
    // 0 is the device's own, and so much that it does not fit is none.
    request->timeout = header->timeout == 0 ? default_timeout(file)
        : header->timeout < longest_timeout ? header->timeout : 0;
    struct place place;
    find_place(file, header, &place);
    uint32_t length = header->dxfer_len;
    if (header->iovec_count > 0 && moves_data(header)) {
        uint64_t sum = 0;
        for (size_t part = 0; part < place.count; part++) {
            if (place.parts[part].iov_len > lsg_data_bytes) sum = lsg_data_bytes;
            else sum += place.parts[part].iov_len;
        }
        if (sum < length) length = (uint32_t)sum;
    }
    if (is_in(header)) request->in_length = length;
    else if (header->dxfer_direction == SG_DXFER_TO_DEV) request->out_length = length;
    // TO_FROM_DEV shows the program its own bytes behind those that the device sends.
    if (moves_data(header) && header->dxfer_direction != SG_DXFER_FROM_DEV)
        gather(data, length, place.parts, place.count);
    memcpy(slot->notes.header, header, sizeof *header);
    slot->notes.pack_id = header->pack_id;
    return 0;
}

static void take_sense(const struct lsg_reply *reply, sg_io_hdr_t *header)
{
    header->sb_len_wr = 0;
    if (header->sbp == NULL || header->mx_sb_len == 0) return;
    if (!(header->masked_status & check_condition >> 1) && !(header->driver_status & driver_sense))
        return;
    // sg goes by the additional length, whatever the format.
    size_t length = 8 + (size_t)reply->sense[7];
    if (length > reply->sense_length) length = reply->sense_length;
    if (length > lsg_sense_bytes) length = lsg_sense_bytes;
    if (length > header->mx_sb_len) length = header->mx_sb_len;
    memcpy(header->sbp, reply->sense, length);
    header->sb_len_wr = (unsigned char)length;
}

int take_reply(struct file *file, int index, struct sg_io_hdr *header)
{
    struct lsg_slot *slot = &file->area->slots[index];
    const struct lsg_reply *reply = &slot->reply;
    const struct lsg_request *request = &slot->request;
    if (header->flags & flag_mmap_io) lsg_store(&file->area->settings.reserve_is_used, 0);
    if (reply->error != 0) return reply->error;
    uint32_t asked = request->in_length, moved = reply->in_length;
    if (moved > asked) moved = asked;
    if (is_in(header) && moves_data(header)) {
        struct place place;
        find_place(file, header, &place);
        bool all = header->dxfer_direction == SG_DXFER_TO_FROM_DEV;
        scatter(lsg_slot_data(file->area, index), all ? asked : moved, place.parts, place.count);
    }
    header->status = reply->status;
    header->masked_status = reply->status >> 1 & 0x7F;
    header->msg_status = 0;
    header->host_status = reply->host_status;
    header->driver_status = reply->driver_status;
    header->resid = (int)(is_in(header) ? header->dxfer_len - moved : 0);
    int64_t duration = (reply->ended - slot->notes.started) / 1000000;
    header->duration = duration > 0 ? (unsigned)duration : 0;
    header->info = 0;
    if (header->masked_status || header->host_status || header->driver_status)
        header->info |= SG_INFO_CHECK;
    take_sense(reply, header);
    return 0;
}

static int send_and_wait(struct file *file, int descriptor, sg_io_hdr_t *header)
{
    int index = claim_slot(file, false);
    if (index < 0) return -1;
    int error = put_command(file, index, header);
    if (error != 0) {
        free_slot(file, index);
        return failed(error);
    }
    send_request(file, index);
    if (await_reply(file, descriptor, index, true) != 0) {
        error = errno;
        if (error == EINTR) leave_orphan(file, index);
        else abandon_slot(file, index);
        return failed(error);
    }
    error = take_reply(file, index, header);
    free_slot(file, index);
    return error != 0 ? failed(error) : 0;
}

// MARK: Version 4

static int sg_io_4(struct file *file, int descriptor, struct sg_io_v4 *header)
{
    if (header->protocol != BSG_PROTOCOL_SCSI || header->subprotocol != BSG_SUB_PROTOCOL_SCSI_CMD)
        return failed(EINVAL);
    if (header->dout_xfer_len > 0 && header->din_xfer_len > 0) return failed(EOPNOTSUPP);
    if (header->request_len > lsg_cdb_bytes) return failed(EINVAL);
    bool is_out = header->dout_xfer_len > 0;
    uint32_t count = is_out ? header->dout_iovec_count : header->din_iovec_count;
    if (count > most_parts) return failed(EINVAL);
    sg_io_hdr_t old = {
        .interface_id = 'S', .cmd_len = (unsigned char)header->request_len,
        .mx_sb_len = (unsigned char)(header->max_response_len < 255 ? header->max_response_len : 255),
        .iovec_count = (unsigned short)count,
        .dxfer_direction = SG_DXFER_NONE, .cmdp = (unsigned char *)(uintptr_t)header->request,
        .sbp = (unsigned char *)(uintptr_t)header->response, .timeout = header->timeout,
    };
    if (is_out || header->din_xfer_len > 0) {
        old.dxfer_direction = is_out ? SG_DXFER_TO_DEV : SG_DXFER_FROM_DEV;
        old.dxfer_len = is_out ? header->dout_xfer_len : header->din_xfer_len;
        old.dxferp = (void *)(uintptr_t)(is_out ? header->dout_xferp : header->din_xferp);
    }
    if (send_and_wait(file, descriptor, &old) != 0) return -1;
    header->device_status = old.status;
    header->transport_status = old.host_status;
    header->driver_status = old.driver_status;
    header->info = old.info;
    header->duration = old.duration;
    header->response_len = old.sb_len_wr;
    header->din_resid = is_out ? 0 : old.resid;
    header->dout_resid = is_out ? old.resid : 0;
    return 0;
}

int sg_io(struct file *file, int descriptor, void *header)
{
    if (header == NULL) return failed(EFAULT);
    int interface;
    memcpy(&interface, header, sizeof interface);
    if (interface == 'Q' && is_generic(file)) return sg_io_4(file, descriptor, header);
    if (file->area->kind == lsg_block_generic) return failed(EINVAL);
    return send_and_wait(file, descriptor, header);
}
