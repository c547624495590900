import CopyManager
import Fabric
import SCSI
import Timebase

extension SenseRow {
    /// Copy sources and copy destinations that cannot be what they are to be.
    static let devices = [
        SenseRow(
            .unreachableCSCD, "a designator that nobody has",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            descriptor: """
                72 0a 08 04 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [unknown, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .unreachableCSCD, "the null disk, which cannot be read",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 00 00 00",
            descriptor: "72 0a 08 04 00 00 00 0c 01 0a 00 00 00 00 00 00 00 00 00 00"
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(0xC000, 1, blocks: 1)]), to: "2")
        },
        SenseRow(
            .cscdIDWithoutDescriptor, "an ID behind the last descriptor",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 a0 00 06",
            descriptor: """
                72 0a 08 04 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 06 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(0, 2, blocks: 1)]), to: "2")
        },
        SenseRow(
            .cscdIDWithoutDescriptor, "an ID that is reserved, in the second segment",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 01 08 04 00 a0 00 04",
            descriptor: """
                72 0a 08 04 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 01 02 06 00 00 a0 00 04 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [
                        ListBytes.blockToBlock(blocks: 1),
                        ListBytes.blockToBlock(0x0800, 1, blocks: 1),
                    ]), to: "2")
        },
        SenseRow(
            .extensionDescriptor, "the pseudo descriptor of the header of LID4",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 06",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 06 00
                """
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4([diskA], [ListBytes.blockToBlock(1, 0, blocks: 1)]), to: "2")
        },
        SenseRow(
            .extensionDescriptor, "the second half of a descriptor of 64 bytes",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 04",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 04 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [PortBytes.ipv6(0x00, [UInt8](repeating: 9, count: 16)), diskA],
                    [ListBytes.blockToBlock(1, 2, blocks: 1)]), to: "2")
        },
        SenseRow(
            .extensionDescriptor, "a second half that does not begin with FFh",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 30",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [
                        PortBytes.ipv6(0x00, [UInt8](repeating: 9, count: 16)).with([0xFE], at: 32),
                        diskA,
                    ],
                    [ListBytes.blockToBlock(2, 0, blocks: 1)]), to: "2")
        },
        SenseRow(
            .nullLogicalUnit, "a NUL CSCD that would be read",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10",
            descriptor: """
                72 0a 0d 02 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [WrongSegment.null(0x00), diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .notReachable, "a logical unit that gives no answer",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 30",
            descriptor: """
                72 0a 0d 02 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00
                """
        ) { bench in
            bench.strike("B", .unreachable)
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .notReachable, "an INQUIRY that fails",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10",
            descriptor: """
                72 0a 0d 02 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.fabric.add(
                Fault(
                    unit: "A", trigger: .command(.inquiry, nth: 1), times: 1,
                    effect: .checkCondition(FaultTests.unread)))
            return bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .differentLogicalUnit, "two logical units where one is allowed",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 30",
            descriptor: """
                72 0a 0d 02 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00
                """,
            shape: { shape in
                shape.profile.quirks.requiresOneLogicalUnit = true
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .wrongPeripheralDeviceType, "a tape that is called a disk",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 03 00 80 00 10",
            descriptor: """
                72 0a 0d 03 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [ListBytes.disk(CopyBench.naa1), diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .blockLengthMismatch, "the image of a disk with blocks of another length",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 03 00 80 00 30",
            descriptor: """
                72 0a 0d 03 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00
                """,
            shape: { shape in
                shape.blockLengthB = 4096
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, ListBytes.disk(CopyBench.naaB, 4096)],
                    [ListBytes.blockImage()]), to: "2")
        },
        SenseRow(
            .wrongDeviceClass, "blocks from a tape",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0c 00 a0 00 04",
            descriptor: """
                72 0a 26 0c 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 04 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [tape1, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .wrongDeviceClass, "filemarks to a disk",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0c 00 a0 00 06",
            descriptor: """
                72 0a 26 0c 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 a0 00 06 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA],
                    [ListBytes.filemarks(count: 1)]), to: "2")
        },
        SenseRow(
            .invalidProxyToken, "LU ID TYPE 01b, a proxy token",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 20 0a 00 80 00 14",
            descriptor: """
                72 0a 20 0a 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 14 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [PortBytes.fibreChannel(0x00, name: 7).with([0x40], at: 1), diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .notAuthorized, "a logical unit that the nexus may not see",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 15 00 80 00 30",
            descriptor: """
                72 0a 26 15 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 30 00
                """,
            shape: { shape in
                shape.profile.quirks.reportsNotAuthorized = true
                shape.visible = ["A", "1", "2"]
            }
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, diskB],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
        SenseRow(
            .diskBlockLengthMismatch, "a DISK BLOCK LENGTH that is not the disk's",
            fixed: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 4d",
            descriptor: """
                72 0a 26 00 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 4d 00
                """
        ) { bench in
            bench.copy(
                ListBytes.list(
                    [diskA, ListBytes.disk(CopyBench.naaB, 4096)],
                    [ListBytes.blockToBlock(blocks: 1)]), to: "2")
        },
    ]
}
