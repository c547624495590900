import CLoopbackSG
import Glibc

/// What a program does with the memory, a hostile one above all: for tests and fuzzers.
extension SharedArea {
    /// Overwrites bytes from the memory's beginning on, cut to its head: what a hostile program
    /// does.
    package func overwrite(_ bytes: [UInt8], at offset: Int) {
        precondition(offset >= 0)
        unsafe bytes.withUnsafeBytes { from in
            if let base = from.baseAddress { unsafe lsg_overwrite(area, offset, base, from.count) }
        }
    }

    /// Sets the state of a slot, as a program does.
    package func setState(_ slot: Int, _ state: UInt32) {
        precondition(slot >= 0 && slot < Self.slotCount)
        unsafe lsg_set_state(area, Int32(slot), state)
    }

    /// Where a slot's request begins in the memory.
    package static func requestOffset(_ slot: Int) -> Int { Int(lsg_request_offset(Int32(slot))) }

    /// Where the doorbell is in it.
    package static var doorbellOffset: Int { Int(lsg_doorbell_offset()) }

    /// The state of a slot.
    package func state(_ slot: Int) -> UInt32 {
        precondition(slot >= 0 && slot < Self.slotCount)
        return unsafe lsg_get_state(area, Int32(slot))
    }

    /// The reply in a slot.
    package func reply(_ slot: Int) -> (error: Int32, status: UInt8, inLength: Int) {
        precondition(slot >= 0 && slot < Self.slotCount)
        var reply = lsg_reply()
        unsafe lsg_copy_reply(area, Int32(slot), &reply)
        return (reply.error, reply.status, Int(reply.in_length))
    }

    /// The values of a slot's state that have names: see `lsg_state`.
    package static let free = lsg_free.rawValue, ready = lsg_ready.rawValue
    package static let done = lsg_done.rawValue
}

extension Hello {
    /// What the bytes of a first packet say; missing ones are zeros, and the rest is left out.
    package static func purpose(of bytes: [UInt8]) throws(DeviceOpenFailure) -> Purpose {
        var wire = lsg_hello()
        unsafe withUnsafeMutableBytes(of: &wire) { room in
            for (index, byte) in bytes.prefix(room.count).enumerated() { unsafe room[index] = byte }
        }
        return try purpose(of: wire)
    }
}
