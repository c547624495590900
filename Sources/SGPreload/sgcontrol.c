// The ioctls of sg, and those that SCSI's middle layer answers for all its drivers.
#include "preload.h"

#include <linux/fs.h>
#include <scsi/scsi_ioctl.h>
#include <scsi/sg.h>
#include <string.h>

enum {
    // 3.5.36: the last version whose structures are these.
    sg_version = 30536,
    ioctl_get_idlun = 0x5382,
    ioctl_probe_host = 0x5385,
    ioctl_get_bus_number = 0x5386,
    ioctl_get_pci = 0x5387,
    sg_get_access_count = 0x2289,
    // What the kernel waits for SCSI_IOCTL_SEND_COMMAND and the short commands: 10 s.
    command_timeout = 10000,
    largest_old_transfer = 4096,
};

static const char host_name[] = "loopback";

// MARK: Settings

static bool is_busy(const struct lsg_settings *settings)
{
    return lsg_load(&settings->reserve_is_used) || lsg_load(&settings->is_mapped);
}

static int set_reserved_size(struct lsg_settings *settings, int size)
{
    if (size < 0) return failed(EINVAL);
    if (size > lsg_data_bytes) size = lsg_data_bytes;
    if (size != settings->reserved_size && is_busy(settings)) return failed(EBUSY);
    settings->reserved_size = size;
    return 0;
}

static int set_timeout(struct lsg_settings *settings, int timeout)
{
    if (timeout < 0) return failed(EIO);
    settings->timeout = timeout;
    return 0;
}

static bool change_setting(
    struct lsg_settings *settings, unsigned long request, const int *value, int *result)
{
    *result = 0;
    switch (request) {
    case SG_SET_TIMEOUT: *result = set_timeout(settings, *value); return true;
    case SG_SET_RESERVED_SIZE: *result = set_reserved_size(settings, *value); return true;
    case SG_SET_COMMAND_Q: settings->command_queue = *value != 0; return true;
    case SG_SET_FORCE_PACK_ID: settings->force_pack_id = *value != 0; return true;
    case SG_SET_KEEP_ORPHAN: settings->keep_orphan = *value != 0; return true;
    case SG_SET_FORCE_LOW_DMA: settings->low_dma = *value != 0; return true;
    case SG_SET_DEBUG: return true;
    case SG_NEXT_CMD_LEN:
        if (*value > lsg_cdb_bytes) *result = failed(ENOMEM);
        else settings->next_command_length = *value > 0 ? *value : 0;
        return true;
    default: return false;
    }
}

// MARK: Questions about replies

static int waiting_replies(const struct lsg_area *area, int *pack_id)
{
    int count = 0;
    const struct lsg_slot *oldest = NULL;
    for (int index = 0; index < lsg_slot_count; index++) {
        const struct lsg_slot *slot = &area->slots[index];
        if (lsg_load(&slot->state) != lsg_done || !slot->notes.is_for_read) continue;
        count++;
        if (oldest == NULL || (int32_t)(slot->reply.order - oldest->reply.order) < 0)
            oldest = slot;
    }
    *pack_id = oldest == NULL ? -1 : oldest->notes.pack_id;
    return count;
}

static void list_requests(const struct lsg_area *area, sg_req_info_t *entries)
{
    memset(entries, 0, sizeof *entries * SG_MAX_QUEUE);
    int used = 0;
    for (int index = 0; index < lsg_slot_count; index++) {
        const struct lsg_slot *slot = &area->slots[index];
        uint32_t state = lsg_load(&slot->state);
        if (state != lsg_ready && state != lsg_busy && state != lsg_done) continue;
        sg_req_info_t *entry = &entries[used++];
        bool is_done = state == lsg_done;
        entry->req_state = is_done ? 2 : 1;
        entry->orphan = slot->notes.is_orphan != 0;
        entry->sg_io_owned = !slot->notes.is_for_read;
        const struct lsg_reply *reply = &slot->reply;
        entry->problem = is_done
            && (reply->status != 0 || reply->host_status != 0 || reply->driver_status != 0);
        entry->pack_id = slot->notes.pack_id;
        if (!slot->notes.has_old_header) {
            sg_io_hdr_t header;
            memcpy(&header, slot->notes.header, sizeof header);
            entry->usr_ptr = header.usr_ptr;
        }
        int64_t end = is_done ? reply->ended : lsg_now();
        entry->duration = (unsigned)((end - slot->notes.started) / 1000000);
    }
}

static void identify(const struct lsg_area *area, struct sg_scsi_id *identity)
{
    memset(identity, 0, sizeof *identity);
    identity->lun = area->lun;
    identity->scsi_type = area->device_type;
    identity->h_cmd_per_lun = lsg_slot_count;
    identity->d_queue_depth = lsg_slot_count;
}

static bool answer_question(const struct lsg_area *area, unsigned long request, int *answer)
{
    const struct lsg_settings *settings = &area->settings;
    int pack_id;
    switch (request) {
    case SG_GET_VERSION_NUM: *answer = sg_version; return true;
    case SG_GET_RESERVED_SIZE: *answer = settings->reserved_size; return true;
    case SG_GET_COMMAND_Q: *answer = settings->command_queue; return true;
    case SG_GET_KEEP_ORPHAN: *answer = settings->keep_orphan; return true;
    case SG_GET_LOW_DMA: *answer = settings->low_dma; return true;
    case SG_EMULATED_HOST: *answer = 0; return true;
    // Any number of pieces.
    case SG_GET_SG_TABLESIZE: *answer = 255; return true;
    case SG_GET_NUM_WAITING: *answer = waiting_replies(area, &pack_id); return true;
    case SG_GET_PACK_ID: waiting_replies(area, answer); return true;
    case BLKSECTGET: *answer = lsg_data_bytes; return true;
    default: return false;
    }
}

// MARK: SCSI's middle layer

static int execute_short(struct file *file, int descriptor, const uint8_t cdb[6])
{
    sg_io_hdr_t header = {
        .interface_id = 'S', .dxfer_direction = SG_DXFER_NONE, .cmd_len = 6,
        .cmdp = (unsigned char *)(uintptr_t)cdb, .timeout = command_timeout,
    };
    if (sg_io(file, descriptor, &header) != 0) return -1;
    return header.status == 0 && header.host_status == 0 ? 0 : failed(EIO);
}

// SCSI_IOCTL_SEND_COMMAND: lengths, then the CDB with data-out behind it; data-in or sense data
// comes to where the CDB was.
static int send_command(struct file *file, int descriptor, void *argument)
{
    struct {
        unsigned in_length, out_length;
    } lengths;
    memcpy(&lengths, argument, sizeof lengths);
    if (lengths.in_length > largest_old_transfer || lengths.out_length > largest_old_transfer)
        return failed(EINVAL);
    uint8_t *data = (uint8_t *)argument + sizeof lengths, cdb[16], sense[lsg_sense_bytes];
    uint32_t length = length_of_command(data[0]);
    memcpy(cdb, data, length);
    bool is_out = lengths.in_length > 0;
    sg_io_hdr_t header = {
        .interface_id = 'S', .cmd_len = (unsigned char)length, .cmdp = cdb,
        .mx_sb_len = sizeof sense, .sbp = sense, .timeout = command_timeout,
        .dxfer_direction = is_out ? SG_DXFER_TO_DEV
            : lengths.out_length > 0 ? SG_DXFER_FROM_DEV : SG_DXFER_NONE,
        .dxfer_len = is_out ? lengths.in_length : lengths.out_length,
    };
    // Data-out stands behind the CDB, data-in takes its place.
    if (header.dxfer_len > 0) header.dxferp = is_out ? data + length : data;
    if (sg_io(file, descriptor, &header) != 0) return -1;
    if (header.host_status != 0) return failed(EIO);
    if (header.status != 0 && header.sb_len_wr > 0) {
        // The kernel's OMAX_SB_LEN.
        size_t room = header.sb_len_wr < 16 ? header.sb_len_wr : 16;
        memcpy(data, sense, room);
    }
    return header.status;
}

static int probe_host(void *argument)
{
    unsigned room;
    memcpy(&room, argument, sizeof room);
    if (room > 0) {
        size_t length = sizeof host_name < room ? sizeof host_name : room;
        memcpy(argument, host_name, length);
    }
    return 1;
}

static bool middle_layer(
    struct file *file, int descriptor, unsigned long request, void *argument, int *result)
{
    *result = 0;
    switch (request) {
    case ioctl_get_idlun: {
        uint32_t words[2] = {(uint32_t)(file->area->lun & 0xFF) << 8, 0};
        memcpy(argument, words, sizeof words);
        return true;
    }
    case ioctl_get_bus_number: memset(argument, 0, sizeof(int)); return true;
    case ioctl_probe_host: *result = probe_host(argument); return true;
    case ioctl_get_pci: *result = failed(ENXIO); return true;
    case SCSI_IOCTL_SEND_COMMAND: *result = send_command(file, descriptor, argument); return true;
    case SCSI_IOCTL_TEST_UNIT_READY:
        *result = execute_short(file, descriptor, (const uint8_t[6]){0});
        return true;
    case SCSI_IOCTL_START_UNIT:
        *result = execute_short(file, descriptor, (const uint8_t[6]){0x1B, 0, 0, 0, 1, 0});
        return true;
    case SCSI_IOCTL_STOP_UNIT:
        *result = execute_short(file, descriptor, (const uint8_t[6]){0x1B, 0, 0, 0, 0, 0});
        return true;
    case SCSI_IOCTL_DOORLOCK:
        *result = execute_short(file, descriptor, (const uint8_t[6]){0x1E, 0, 0, 0, 1, 0});
        return true;
    case SCSI_IOCTL_DOORUNLOCK:
        *result = execute_short(file, descriptor, (const uint8_t[6]){0x1E, 0, 0, 0, 0, 0});
        return true;
    default: return false;
    }
}

// MARK: All

static bool needs_argument(unsigned long request)
{
    switch (request) {
    case SG_GET_TIMEOUT: case SCSI_IOCTL_TEST_UNIT_READY: case SCSI_IOCTL_START_UNIT:
    case SCSI_IOCTL_STOP_UNIT: case SCSI_IOCTL_DOORLOCK: case SCSI_IOCTL_DOORUNLOCK:
        return false;
    default: return true;
    }
}

static bool is_of_sg(unsigned long request)
{
    return (request >= 0x2200 && request <= 0x22FF) || (request >= 0x5380 && request <= 0x538F)
        || (request >= 1 && request <= 6) || request == BLKSECTGET;
}

bool sg_control(
    struct file *file, int descriptor, unsigned long request, void *argument, int *result)
{
    struct lsg_area *area = file->area;
    if (!is_of_sg(request)) return false;
    // A disk and a tape answer this one in their own way.
    if (request == BLKSECTGET && !is_generic(file)) return false;
    if (argument == NULL && needs_argument(request)) {
        *result = failed(EFAULT);
        return true;
    }
    if (request == SG_IO) {
        *result = sg_io(file, descriptor, argument);
        return true;
    }
    if (middle_layer(file, descriptor, request, argument, result)) return true;
    struct lsg_request question = {.operation = lsg_access_count};
    switch (request) {
    case SG_GET_TIMEOUT: *result = area->settings.timeout; return true;
    case SG_GET_SCSI_ID: identify(area, argument); *result = 0; return true;
    case SG_GET_REQUEST_TABLE: list_requests(area, argument); *result = 0; return true;
    case SG_SCSI_RESET: {
        int kind;
        memcpy(&kind, argument, sizeof kind);
        question.operation = lsg_reset;
        question.value = (uint64_t)(int64_t)kind;
        *result = (int)call_server(file, descriptor, &question, NULL, NULL);
        return true;
    }
    case sg_get_access_count: {
        int count = (int)call_server(file, descriptor, &question, NULL, NULL);
        if (count >= 0) memcpy(argument, &count, sizeof count);
        *result = count < 0 ? -1 : 0;
        return true;
    }
    default: break;
    }
    int answer;
    if (answer_question(area, request, &answer)) {
        memcpy(argument, &answer, sizeof answer);
        *result = 0;
        return true;
    }
    int value;
    memcpy(&value, argument, sizeof value);
    return change_setting(&area->settings, request, &value, result);
}
