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
        _ = try san.imageBackup(of: source, to: [tape], record: record).run(time: 0)
    }

    private func image(_ source: Device, to tape: Device) -> ArchiveBackup {
        ArchiveBackup(
            source: source, tapes: [tape], name: "n", options: ArchiveOptions(content: .image))
    }

    private func restore(_ san: SmallSAN, to disk: String = "d1") throws {
        try san.restore(to: disk)
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
        try backUp(san)
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
            text { _ = try image(bare[0], to: bare[1]).run(time: 0) }
                == "d0 and t0: neither has a copy manager; expected: the 3PC bit in INQUIRY data")
        #expect(tape.objectCount == 0)
    }

    @Test func aCopyManagerThatCannotDoWhatIsNeeded() throws {
        let changes: [(words: String, apply: (inout CopyManagerLimits) -> Void)] = [
            (
                "the copy manager moves tape records of 8191 bytes; expected: 8192 bytes; shorter"
                    + " records can be asked for",
                { $0.maximumStreamDeviceTransferSize = 8191 }
            ),
            (
                "the copy manager's MAXIMUM CSCD DESCRIPTOR COUNT is 1; expected: at least 2",
                { $0.maximumCSCDDescriptorCount = 1 }
            ),
            (
                "the copy manager's MAXIMUM INLINE DATA LENGTH is 4095; expected: at least 4096"
                    + " bytes, the backup's header", { $0.maximumInlineDataLength = 4095 }
            ),
            (
                "the copy manager's MAXIMUM SEGMENT LENGTH is 2048; expected: at least 4096"
                    + " bytes, the backup's header, or 0", { $0.maximumSegmentLength = 2048 }
            ),
            (
                "the copy manager's MAXIMUM SEGMENT DESCRIPTOR COUNT is 2, its MAXIMUM DESCRIPTOR"
                    + " LIST LENGTH 65536; expected: at least 3 segment descriptors of 28 bytes"
                    + " and 2 CSCD descriptors",
                {
                    $0.maximumSegmentDescriptorCount = 2
                    $0.maximumDescriptorListLength = 65536
                }
            ),
            (
                "the copy manager's MAXIMUM SEGMENT DESCRIPTOR COUNT is 5, its MAXIMUM DESCRIPTOR"
                    + " LIST LENGTH 147; expected: at least 3 segment descriptors of 28 bytes and"
                    + " 2 CSCD descriptors",
                {
                    $0.maximumSegmentDescriptorCount = 5
                    $0.maximumDescriptorListLength = 147
                }
            ),
            (
                "the copy manager's INLINE DATA GRANULARITY is 1024 bytes; expected: at most 512,"
                    + " a tar header", { $0.inlineDataGranularity = 10 }
            ),
            (
                "the copy manager's DATA SEGMENT GRANULARITY is 16384 bytes; expected: a divisor"
                    + " of 8192, a tape record's length", { $0.dataSegmentGranularity = 14 }
            ),
        ]
        for change in changes {
            var limits = CopyManagerLimits()
            change.apply(&limits)
            let san = SmallSAN(limits: limits)
            try san.addDisk("d0", distinctBlocks(byteCount: 4096))
            let tape = try san.addTape("t0")
            #expect(text { try backUp(san) } == "d0: " + change.words)
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
            _ = try image(Device(name: "d0", initiator: initiator), to: san.device("t0"))
                .run(time: 0)
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
                _ = try image(Device(name: "d0", initiator: odd), to: san.device("t0"))
                    .run(time: 0)
            } == "d0: blocks of 520 bytes; expected: 512, 1024, 2048 or 4096 bytes")
        #expect(tape.objectCount == 0)
    }

    @Test(arguments: ["", "a b", "a/b"]) func namesThatCannotBeFiles(_ name: String) throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        let tape = try san.addTape("t0")
        let error = text {
            _ = try san.imageBackup(name: name, record: 8192).run(time: 0)
        }
        #expect(
            error
                == "d0: the backup's name \"\(name)\", 1 tapes; expected: a name of 1 to 90"
                + " printable characters without /, and a tape")
        #expect(tape.objectCount == 0)
    }

    @Test func aDeviceThatDoesNotAnswer() throws {
        let san = SmallSAN()
        try san.addDisk("d0", distinctBlocks(byteCount: 4096))
        try san.addTape("t0")
        san.fabric.add(Fault(unit: "t0", trigger: .time(.zero), times: 9, effect: .unreachable))
        #expect(text { try backUp(san) } == "INQUIRY to t0: no answer")
    }
}
