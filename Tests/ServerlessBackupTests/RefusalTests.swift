import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase

@testable import ServerlessBackup

/// What a backup and a restore do not begin, and how they say so. Nothing has changed then.
@Suite struct RefusalTests {
    private func text(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func backUp(
        _ san: SmallSAN, _ source: String = "d0", to tape: String = "t0", record: Int = 8192
    ) throws {
        _ = try ImageBackup(
            source: san.device(source), tape: san.device(tape), name: "n", recordLength: record
        ).run(time: 0)
    }

    private func restore(_ san: SmallSAN, to disk: String = "d1") throws {
        _ = try ImageRestore(tape: san.device("t0"), target: san.device(disk)).run()
    }

    @Test func aSmallerDiskAndOneWithOtherBlocks() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 64 * 512))
        let before = distinctBlocks(byteCount: 63 * 512, seed: 2)
        try san.addDisk("d1", before)
        try san.addDisk("d2", [UInt8](repeating: 1, count: 64 * 4096), blockLength: 4096)
        try san.addTape("t0")
        try backUp(san)
        #expect(text { try restore(san) } == "d1: 63 blocks; expected: at least 64")
        #expect(
            text { try restore(san, to: "d2") }
                == "d2: blocks of 4096 bytes; expected: 512 bytes, as the backup has")
        #expect(try san.content("d1") == before && san.log.copyCount == 1)
        #expect(
            text { _ = try ImageVerify(disk: san.device("d1"), reference: san.device("d0")).run() }
                == "d1: 63 blocks of 512 bytes; expected: 64 blocks of 512")
    }

    @Test func devicesOfTheWrongKind() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        #expect(text { try backUp(san, "t0", to: "d0") }.hasPrefix("t0: peripheral device type "))
        #expect(text { try backUp(san, "d0", to: "d0") }.hasPrefix("d0: peripheral device type "))
        #expect(text { try restore(san, to: "t0") }.hasPrefix("t0: peripheral device type "))
    }

    @Test func noCopyManager() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        let tape = try san.addTape("t0")
        let bare = try ["d0", "t0"].map { id in
            Device(name: id, initiator: ReplyingInitiator.withoutCopyManager(try san.initiator(id)))
        }
        #expect(
            text { _ = try ImageBackup(source: bare[0], tape: bare[1], name: "n").run(time: 0) }
                == "d0 and t0: neither has a copy manager; expected: the 3PC bit in INQUIRY data")
        #expect(tape.objectCount == 0)
    }

    @Test func aCopyManagerThatCannotDoWhatIsNeeded() throws {
        let changes: [(words: String, apply: (inout CopyManagerLimits) -> Void)] = [
            (
                "d0: the copy manager moves tape records of 8191 bytes; expected: 8192 bytes",
                { $0.maximumStreamDeviceTransferSize = 8191 }
            ),
            (
                "d0: the copy manager's MAXIMUM CSCD DESCRIPTOR COUNT is 1; expected: at least 2",
                { $0.maximumCSCDDescriptorCount = 1 }
            ),
            (
                "d0: the copy manager's MAXIMUM INLINE DATA LENGTH is 4096; expected: at least"
                    + " 5120 bytes", { $0.maximumInlineDataLength = 4096 }
            ),
            (
                "d0: the copy manager's MAXIMUM SEGMENT LENGTH is 2048; expected: at least 4096"
                    + " bytes, the archive's header, or 0", { $0.maximumSegmentLength = 2048 }
            ),
            (
                "d0: one EXTENDED COPY moves at most 0 bytes in 0 segments; expected: room for"
                    + " the last 4096 bytes and the end of the archive",
                { $0.maximumSegmentDescriptorCount = 1 }
            ),
            (
                "d0: one EXTENDED COPY moves at most 0 bytes in 0 segments; expected: room for"
                    + " the last 4096 bytes and the end of the archive",
                { $0.maximumDescriptorListLength = 111 }
            ),
        ]
        for change in changes {
            var limits = CopyManagerLimits()
            change.apply(&limits)
            let san = SmallSAN(limits: limits)
            try san.addDisk("d0", distinctBlocks(byteCount: 4096))
            let tape = try san.addTape("t0")
            #expect(text { try backUp(san) } == change.words)
            #expect(tape.objectCount == 0 && san.log.copyCount == 0)
        }
    }

    @Test func aDescriptorTypeThatIsNotImplemented() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        let initiator = ReplyingInitiator(try san.initiator("d0")) { request, reply in
            // Byte 44 of RECEIVE COPY OPERATING PARAMETERS: the first implemented type.
            let isParameters = request.cdb[0] == 0x84 && request.cdb[1] == 0x03
            if isParameters, reply.dataIn.count > 44 { reply.dataIn[44] = 0x0C }
        }
        let error = text {
            _ = try ImageBackup(
                source: Device(name: "d0", initiator: initiator), tape: san.device("t0"), name: "n"
            ).run(time: 0)
        }
        #expect(error.hasPrefix("d0: the copy manager does not implement "))
        #expect(error.hasSuffix("; expected: descriptor type 0h"))
    }

    @Test(arguments: [0, 4096, 8191, 8193, 12287, 0xFF_FFFF, 0x100_0000, -4096])
    func recordsThatNoTapeOrNoBlockLengthFits(_ record: Int) throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        #expect(
            text { try backUp(san, record: record) }
                == "t0: a tape record of \(record) bytes; expected: a multiple of 4096 from 8192"
                + " to 16773120")
    }

    @Test func blocksOfAnOddLength() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 8192))
        let tape = try san.addTape("t0")
        let odd = ReplyingInitiator(try san.initiator("d0")) { request, reply in
            // READ CAPACITY(16), bytes 8 to 11: 520 bytes a block.
            if request.cdb[0] == 0x9E, reply.dataIn.count > 11 { reply.dataIn[11] = 8 }
        }
        #expect(
            text {
                _ = try ImageBackup(
                    source: Device(name: "d0", initiator: odd), tape: san.device("t0"), name: "n"
                ).run(time: 0)
            } == "d0: blocks of 520 bytes; expected: 512, 1024, 2048 or 4096 bytes")
        #expect(tape.objectCount == 0)
    }

    @Test(arguments: ["", "a b", "a/b"]) func namesThatCannotBeFiles(_ name: String) throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        let error = text {
            _ = try ImageBackup(source: san.device("d0"), tape: san.device("t0"), name: name)
        }
        #expect(error.hasPrefix("t0: the backup's name \"\(name)\"; expected: 1 to 90 "))
    }

    @Test func aDeviceThatDoesNotAnswer() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        san.fabric.add(Fault(unit: "t0", trigger: .time(.zero), times: 9, effect: .unreachable))
        #expect(text { try backUp(san) } == "INQUIRY to t0: no answer")
    }
}
