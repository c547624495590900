import CLoopbackSG
import Glibc
import Media

/// The memory that an open file's commands travel in, and the slots in it. See CLoopbackSG.h.
///
/// The programs at the other end can write to it at any time. What is read here is copied once, and
/// nothing here depends on what is in it: slots and lengths are the caller's.
@safe package final class SharedArea: Sendable {
    nonisolated(unsafe) let area: OpaquePointer
    /// The memory file, for those who map it later.
    let memory: Int32

    /// How many slots there are.
    package static let slotCount = Int(lsg_slot_count)

    /// New memory of zeros.
    ///
    /// - Throws: an `errno` where there is no memory or no descriptor left.
    package init() throws(DeviceOpenFailure) {
        memory = lsg_make_area()
        guard memory >= 0 else { throw DeviceOpenFailure(error: errno) }
        guard let mapped = unsafe lsg_map_area(memory) else {
            let error = errno
            close(memory)
            throw DeviceOpenFailure(error: error)
        }
        unsafe area = mapped
    }

    deinit {
        unsafe lsg_unmap_area(area)
        close(memory)
    }

    /// Writes down what the file was opened as, and sg's settings as they are at first.
    func describe(_ hello: Hello, _ place: DevicePlace) {
        unsafe lsg_describe(
            area, hello.kind.wireValue, Int32(clamping: hello.number), hello.flags,
            Int32(clamping: place.lun), Int32(place.unit.identity.deviceType.rawValue))
    }

    // MARK: Waiting

    /// What programs count up with each request.
    package var doorbell: UInt32 { unsafe lsg_doorbell(area) }

    /// Watches the doorbell for a little while, awake; whether it has rung since `seen`.
    func watch(_ seen: UInt32) -> Bool { unsafe lsg_watch_doorbell(area, seen) != 0 }

    /// Waits until somebody rings, unless that has happened since `seen` was read.
    func wait(_ seen: UInt32, nanoseconds: Int64) {
        unsafe lsg_await_doorbell(area, seen, nanoseconds)
    }

    /// Wakes the file's thread.
    func ring() { unsafe lsg_ring(area) }

    // MARK: Slots

    /// The oldest request in one of the slots whose bits are set; the slot is the server's then.
    package func take(_ slots: UInt32) -> (slot: Int, request: lsg_request)? {
        var request = lsg_request()
        let slot = unsafe lsg_take(area, slots, &request)
        return slot < 0 ? nil : (Int(slot), request)
    }

    /// A copy of the first bytes of a slot's data.
    ///
    /// - Precondition: there are so many: see `lsg_data_bytes`.
    func dataOut(_ slot: Int, count: Int) -> [UInt8] {
        precondition(count >= 0 && count <= FileRequest.dataLimit)
        if count == 0 { return [] }
        let data = unsafe data(slot)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            if let base = buffer.baseAddress { unsafe memcpy(base, data, count) }
            used = count
        }
    }

    /// Writes the first bytes of a slot's data.
    ///
    /// - Precondition: there is room: see `lsg_data_bytes`.
    func fill(_ slot: Int, with bytes: DataBuffer) throws(MediumFailure) {
        precondition(bytes.count <= FileRequest.dataLimit)
        if bytes.isEmpty { return }
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: data(slot), count: bytes.count)
        var span = unsafe buffer.mutableBytes
        try bytes.copy(into: &span)
    }

    private func data(_ slot: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(slot >= 0 && slot < Self.slotCount)
        // Never NULL.
        return unsafe lsg_slot_data(area, Int32(slot))
    }

    /// Writes the reply to a request and gives the slot back.
    func finish(_ slot: Int, _ reply: FileReply, noticeTo socket: ClientSocket?) {
        precondition(slot >= 0 && slot < Self.slotCount)
        var wire = lsg_reply()
        wire.error = reply.error
        wire.in_length = UInt32(clamping: reply.inLength)
        wire.result = Int64(reply.result)
        wire.host_status = reply.hostStatus
        wire.driver_status = reply.driverStatus
        wire.status = reply.status
        unsafe withUnsafeMutableBytes(of: &wire.sense) { room in
            let count = min(room.count, reply.sense.count)
            for index in 0..<count { unsafe room[index] = reply.sense[index] }
            wire.sense_length = UInt8(count)
        }
        unsafe lsg_finish(area, Int32(slot), &wire, socket?.descriptor ?? -1)
    }

    // MARK: The end

    /// Whether somebody has closed a descriptor and asks whether it was the last.
    var asksWhetherClosed: Bool { unsafe lsg_asks_whether_closed(area) != 0 }

    /// Says that it was not the last.
    func answerStillOpen() { unsafe lsg_answer_close(area, 0, 0) }

    /// Says that it was, and what close(2) comes to.
    func answerClosed(_ error: Int32) { unsafe lsg_answer_close(area, 1, error) }

    /// Says that the server leaves.
    func leave() { unsafe lsg_leave(area) }
}

/// The monotonic clock, in nanoseconds.
func monotonicNow() -> Int64 { lsg_now() }

/// The first bytes of a request's CDB.
///
/// - Precondition: it has so many: see `FileRequest.cdbLimit`.
func copiedCDB(_ request: lsg_request, _ count: Int) -> [UInt8] {
    precondition(count >= 0 && count <= FileRequest.cdbLimit)
    return unsafe withUnsafeBytes(of: request.cdb) { unsafe [UInt8]($0.prefix(count)) }
}
