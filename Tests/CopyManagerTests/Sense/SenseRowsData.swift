import CopyManager
import Fabric
import SCSI
import Timebase

extension SenseRow {
    /// What ends a segment while it moves data, and what is said of a good end.
    static let data = [
        SenseRow(
            .thirdPartyDeviceFailure, "a copy source that cannot be read",
            fixed: """
                70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 02 70 00 03 00 00 00 00 0a 00 00 \
                00 00 11 00 00 00 00 00
                """,
            descriptor: """
                72 0a 0d 01 00 00 00 2a 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00 0c \
                14 01 02 70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00
                """
        ) { bench in
            bench.strike("A", .checkCondition(FaultTests.unread))
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .thirdPartyDeviceFailure, "a copy destination that is written in part",
            fixed: """
                f0 00 0a 00 00 00 02 1d 00 12 00 01 0d 01 00 80 00 30 02 70 00 03 00 00 00 00 0a 00 00 \
                00 00 0c 00 00 00 00 00
                """,
            descriptor: """
                72 0a 0d 01 00 00 00 36 00 0a 80 00 00 00 00 00 00 00 00 02 01 0a 00 00 00 00 00 00 00 \
                00 00 01 02 06 00 00 80 00 30 00 0c 14 02 02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 \
                00 00 00 00
                """
        ) { bench in
            bench.strike("1", nth: 3, in: 1, .checkCondition(FaultTests.mediumError))
            return bench.copy(
                ListBytes.list(
                    [diskA, tape1],
                    [
                        ListBytes.blockToStream(transfer: 1, blocks: 1),
                        ListBytes.blockToStream(transfer: 2, blocks: 4),
                    ]), to: "2")
        },
        SenseRow(
            .thirdPartyDeviceFailure, "a status without sense data",
            fixed: "70 00 0a 00 00 00 00 0b 00 12 00 00 0d 01 00 80 00 30 08",
            descriptor: """
                72 0a 0d 01 00 00 00 18 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00 0c \
                02 02 08
                """
        ) { bench in
            bench.strike("B", times: 4, .busy)
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .thirdPartyDeviceFailure, "a filemark in the middle of a stream",
            fixed: """
                70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 02 f0 00 80 00 00 02 00 0a 00 00 \
                00 00 00 01 00 00 00 00
                """,
            descriptor: """
                72 0a 0d 01 00 00 00 2a 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00 0c \
                14 01 02 f0 00 80 00 00 02 00 0a 00 00 00 00 00 01 00 00 00 00
                """
        ) { bench in
            try bench.tape1.cartridge.append(filemarks: 1, at: 0)
            return bench.copy(
                ListBytes.list(
                    [ListBytes.tape(CopyBench.naa1), diskB],
                    [ListBytes.streamToBlock(transfer: 512, blocks: 1)]), to: "2")
        },
        SenseRow(
            .writeProtected, "write protection",
            fixed: """
                70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 02 70 00 07 00 00 00 00 0a 00 00 \
                00 00 27 00 00 00 00 00
                """,
            descriptor: """
                72 0a 0d 01 00 00 00 2a 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00 0c \
                14 02 02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00
                """,
            shape: { shape in
                shape.isBWriteProtected = true
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .beyondCapacity, "a block that the copy source does not have",
            fixed: """
                70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 02 f0 00 05 00 00 00 40 0a 00 00 \
                00 00 21 00 00 00 00 00
                """,
            descriptor: """
                72 0a 0d 01 00 00 00 2a 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00 0c \
                14 01 02 f0 00 05 00 00 00 40 0a 00 00 00 00 21 00 00 00 00 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1, from: 64)]), to: "2")
        },
        SenseRow(
            .dataUnderrun, "fewer bytes than were asked for",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 04 00 80 00 10",
            descriptor: """
                72 0a 0d 04 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.strike("A", .dataIn(count: 511))
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .dataOverrun, "more bytes than were asked for",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 05 00 80 00 10",
            descriptor: """
                72 0a 0d 05 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.strike("A", .dataIn(count: 513))
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .inexactSegment, "bytes left over behind a write",
            fixed: "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00",
            descriptor: """
                72 0a 26 0a 00 00 00 18 00 0a 80 00 00 00 00 00 00 00 00 00 01 0a 00 00 00 00 00 00 00 \
                00 00 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, ListBytes.tape(CopyBench.naa1, 1024)],
                    [ListBytes.blockToStream(transfer: 1, blocks: 3)]), to: "2")
        },
        SenseRow(
            .inexactSegment, "bytes left over without a write",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00",
            descriptor: "72 0a 26 0a 00 00 00 0c 01 0a 00 00 00 00 00 00 00 00 00 00"
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, ListBytes.tape(CopyBench.naa1, 1024)],
                    [ListBytes.blockToStream(transfer: 1, blocks: 1)]), to: "2")
        },
        SenseRow(
            .inlineDataOverrun, "more inline data than there is",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0b 00 a0 00 10",
            descriptor: """
                72 0a 26 0b 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 10 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [tape1],
                    [ListBytes.inlineToStream(transfer: 1, offset: 4, bytes: 5)],
                    inline: [1, 2, 3, 4, 5, 6, 7, 8]), to: "2")
        },
        SenseRow(
            .inlineDataOverrun, "inline data from behind its end",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0b 00 a0 00 0c",
            descriptor: """
                72 0a 26 0b 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 0c 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [tape1],
                    [ListBytes.inlineToStream(transfer: 1, offset: 12, bytes: 0)],
                    inline: [1, 2, 3, 4, 5, 6, 7, 8]), to: "2")
        },
        SenseRow(
            .segmentGranularity, "a segment beyond MAXIMUM SEGMENT LENGTH",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0d 00 a0 00 0a",
            descriptor: """
                72 0a 26 0d 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 0a 00
                """,
            shape: { shape in
                shape.limits.maximumSegmentLength = 4096
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 9)]), to: "2")
        },
        SenseRow(
            .segmentGranularity, "bytes that are no multiple of DATA SEGMENT GRANULARITY",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0d 00 a0 00 08",
            descriptor: """
                72 0a 26 0d 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 08 00
                """,
            shape: { shape in
                shape.limits.dataSegmentGranularity = 3
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.bytesToBytes(bytes: 9)]), to: "2")
        },
        SenseRow(
            .streamTransferLength, "a transfer of no bytes",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 09",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 09 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, tape1],
                    [ListBytes.blockToStream(transfer: 0, blocks: 1)]), to: "2")
        },
        SenseRow(
            .streamTransferLength,
            "a transfer beyond MAXIMUM STREAM DEVICE TRANSFER SIZE, of the destination",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 0d",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 0d 00
                """,
            shape: { shape in
                shape.limits.maximumStreamDeviceTransferSize = 1000
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [tape1, tape1],
                    [ListBytes.streamToStream(read: 1, write: 2, bytes: 1)]), to: "2")
        },
        SenseRow(
            .segmentDescriptorField, "a byte offset behind the block",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 1e",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 1e 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.bytesToBytes(bytes: 1, at: 512)]), to: "2")
        },
        SenseRow(
            .segmentDescriptorField, "inline data from no multiple of four",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 0c",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 0c 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [tape1],
                    [ListBytes.inlineToStream(transfer: 1, offset: 2, bytes: 1)],
                    inline: [1, 2, 3, 4]), to: "2")
        },
        SenseRow(
            .testUnitReadyNotSupported, "TUR where no TEST UNIT READY can be sent",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a8 00 08",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a8 00 08 00
                """,
            shape: { shape in
                shape.profile.quirks.refusesTestUnitReady = true
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA],
                    [ListBytes.verify(testUnitReady: true)]), to: "2")
        },
        SenseRow(
            .fastCopyNotPossible, "FCO between disks that cannot copy by themselves",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 16 00 aa 00 01",
            descriptor: """
                72 0a 26 16 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 aa 00 01 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1).with([4], at: 1)]), to: "2")
        },
        SenseRow(
            .abortedByCommand, "COPY OPERATION ABORT between two segments",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 0e 2f 02 00 00 00 00",
            descriptor: "72 0a 2f 02 00 00 00 0c 01 0a 00 00 00 00 00 00 00 00 00 0e",
            shape: { shape in
                shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
            }
        ) { bench in
            bench.aborting(long, after: .milliseconds(30))
        },
        SenseRow(
            .abortedByCommand, "COPY OPERATION ABORT in the middle of a segment",
            fixed: "f0 00 0a 00 00 00 3c 0a 00 00 00 00 2f 02 00 00 00 00",
            descriptor: """
                72 0a 2f 02 00 00 00 18 00 0a 80 00 00 00 00 00 00 00 00 3c 01 0a 00 00 00 00 00 00 00 \
                00 00 00
                """,
            shape: { shape in
                shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
                shape.limits.stepByteCount = 1024
            }
        ) { bench in
            bench.aborting(
                ListBytes.list([diskA, diskB], [ListBytes.blockToBlock(blocks: 64)]),
                after: .milliseconds(10))
        },
        SenseRow(
            nil, "G_SENSE of a good copy of two segments",
            fixed: "70 00 0f 00 00 00 00 0a 00 00 00 02 00 20 00 00 00 00",
            descriptor: "72 0f 00 20 00 00 00 0c 01 0a 00 00 00 00 00 00 00 00 00 02",
            status: .good
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4(
                    flags: 2, [diskA],
                    [
                        ListBytes.blockToBlock(1, 1, blocks: 1),
                        ListBytes.blockToBlock(1, 1, blocks: 1),
                    ]), to: "2")
        },
    ]
}
