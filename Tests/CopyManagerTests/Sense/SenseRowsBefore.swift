import CopyManager
import Fabric
import SCSI
import Timebase

extension SenseRow {
    static let diskA = ListBytes.disk(CopyBench.naaA)
    static let diskB = ListBytes.disk(CopyBench.naaB)
    static let tape1 = ListBytes.tape(CopyBench.naa1, 512)
    static let unknown = WrongSegment.unknown
    /// Fifty blocks in fifty segments.
    static let long = ListBytes.list(
        [diskA], [[UInt8]](repeating: ListBytes.blockToBlock(0, 0, blocks: 1, to: 5), count: 50))

    /// Errors of the CDB and of the parameter list, before the first segment.
    static let beforeProcessing = [
        SenseRow(
            .parameterListTruncated, "a list that its lengths go beyond",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            descriptor: "72 05 1a 00 00 00 00 00"
        ) { bench in
            bench.copy(Array(WrongList.right.dropLast()), to: "2")
        },
        SenseRow(
            .parameterListTruncated, "a list that was not sent",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 c0 00 0a",
            descriptor: "72 05 1a 00 00 00 00 08 02 06 00 00 c0 00 0a 00"
        ) { bench in
            bench.send(
                CopyBench.copyCDB(WrongList.right.count + 1), WrongList.right, to: "2")
        },
        SenseRow(
            .parameterListLengthMinimum, "a header that is cut",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            descriptor: "72 05 1a 00 00 00 00 00"
        ) { bench in
            bench.copy(Array(WrongList.right[..<15]), to: "2")
        },
        SenseRow(
            .parameterListLengthMinimum, "a header of LID4 that is cut",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            descriptor: "72 05 1a 00 00 00 00 00"
        ) { bench in
            bench.copyLID4([UInt8](repeating: 1, count: 47), to: "2")
        },
        SenseRow(
            .parameterListLengthMaximum, "more bytes behind the header than are taken",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            descriptor: "72 05 1a 00 00 00 00 00",
            shape: { shape in
                shape.profile.quirks.maximumBytesBehindHeader = 91
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .descriptorListTooShort, "fewer bytes of segment descriptors than are needed",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 08",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 08 00",
            shape: { shape in
                shape.profile.quirks.minimumSegmentListLength = 25
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .descriptorListTooLong, "more descriptors than MAXIMUM DESCRIPTOR LIST LENGTH",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            descriptor: "72 05 1a 00 00 00 00 00",
            shape: { shape in
                shape.limits.maximumDescriptorListLength = 87
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .parameterListFormat, "PARAMETER LIST FORMAT other than 01h",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 00",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 00 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4([diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]).with([2], at: 0),
                to: "2")
        },
        SenseRow(
            .parameterListFormat, "HEADER CSCD DESCRIPTOR LIST LENGTH other than 0020h",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 02",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 02 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4([diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]).with(
                    [0, 0], at: 2), to: "2")
        },
        SenseRow(
            .parameterListFormat, "HEADER CSCD DESCRIPTOR TYPE CODE other than FFh",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 10",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 10 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4([diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]).with(
                    [0xE4], at: 16), to: "2")
        },
        SenseRow(
            .listIdentifierUsageReserved, "LIST ID USAGE 01b",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8c 00 01",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 8c 00 01 00"
        ) { bench in
            bench.copy(WrongList.right.with([0x09], at: 1), to: "2")
        },
        SenseRow(
            .listIdentifierNotZero, "LIST ID USAGE 11b with an identifier",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 00",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 00 00"
        ) { bench in
            bench.copy(WrongList.right.with([0x19], at: 1), to: "2")
        },
        SenseRow(
            .listIdentifierNotZero, "the same in LID4",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 14",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 14 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4(usage: 3, [diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]),
                to: "2")
        },
        SenseRow(
            .listIdentifierInUse, "an identifier whose copy runs",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 00 16 00 00 00 00",
            descriptor: "72 05 00 16 00 00 00 00",
            shape: { shape in
                shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
            }
        ) { bench in
            bench.begin(long, to: "2")
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(9))
            return bench.copy(long, to: "2")
        },
        SenseRow(
            .listIdentifierInUseByOtherFormat, "an identifier whose copy runs in the other format",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 14",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 14 00",
            shape: { shape in
                shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
            }
        ) { bench in
            bench.begin(long, to: "2")
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(9))
            return bench.copyLID4(
                ListBytes.lid4(id: 0x41, [diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]),
                to: "2")
        },
        SenseRow(
            .immediateConflict, "IMMED with G_SENSE",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 88 00 0f",
            descriptor: "72 05 24 00 00 00 00 08 02 06 00 00 88 00 0f 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4(flags: 3, [diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]),
                to: "2")
        },
        SenseRow(
            .immediateConflict, "IMMED with LIST ID USAGE 11b",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 88 00 0f",
            descriptor: "72 05 24 00 00 00 00 08 02 06 00 00 88 00 0f 00"
        ) { bench in
            bench.copyLID4(
                ListBytes.lid4(
                    id: 0, usage: 3, flags: 1, [diskA], [ListBytes.blockToBlock(1, 1, blocks: 1)]),
                to: "2")
        },
        SenseRow(
            nil, "a list identifier that nobody knows",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02",
            descriptor: "72 05 24 00 00 00 00 08 02 06 00 00 c0 00 02 00"
        ) { bench in
            bench.results(0x00, id: 9, of: "2")
        },
        SenseRow(
            nil, "a service action that there is not",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cc 00 01",
            descriptor: "72 05 24 00 00 00 00 08 02 06 00 00 cc 00 01 00"
        ) { bench in
            bench.results(0x1F, id: 9, of: "2")
        },
        SenseRow(
            nil, "the same as an operation code that there is not",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 20 00 00 c0 00 00",
            descriptor: "72 05 20 00 00 00 00 08 02 06 00 00 c0 00 00 00",
            shape: { shape in
                shape.profile.quirks.refusesServiceActionAsOperationCode = true
            }
        ) { bench in
            bench.results(0x1F, id: 9, of: "2")
        },
        SenseRow(
            .cscdDescriptorListLength, "a CSCD descriptor list of 33 bytes",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 02",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 02 00"
        ) { bench in
            bench.copy(WrongList.right.with([0, 33], at: 2), to: "2")
        },
        SenseRow(
            .segmentDescriptorListLength, "segment descriptors of another stride",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 08",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 08 00",
            shape: { shape in
                shape.profile.quirks.segmentDescriptorStride = 28
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .tooManyCSCDDescriptors, "one CSCD descriptor too many",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 06 00 80 00 02",
            descriptor: "72 05 26 06 00 00 00 08 02 06 00 00 80 00 02 00",
            shape: { shape in
                shape.limits.maximumCSCDDescriptorCount = 1
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .tooManySegmentDescriptors, "one segment descriptor too many",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 08 00 80 00 08",
            descriptor: "72 05 26 08 00 00 00 08 02 06 00 00 80 00 08 00",
            shape: { shape in
                shape.limits.maximumSegmentDescriptorCount = 0
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .unsupportedCSCDDescriptor, "an IPv4 CSCD descriptor",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 30",
            descriptor: "72 05 26 07 00 00 00 08 02 06 00 00 80 00 30 00"
        ) { bench in
            bench.copy(WrongList.right.with([0xE5], at: 0x30), to: "2")
        },
        SenseRow(
            .unsupportedSegmentDescriptor, "a segment of type 17h",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 50",
            descriptor: "72 05 26 09 00 00 00 08 02 06 00 00 80 00 50 00"
        ) { bench in
            bench.copy(WrongList.right.with([0x17], at: 0x50), to: "2")
        },
        SenseRow(
            .logicalUnitIDType, "LU ID TYPE 10b",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8f 00 31",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 8f 00 31 00"
        ) { bench in
            bench.copy(WrongList.right.with([0xE0, 0x81], at: 0x30), to: "2")
        },
        SenseRow(
            .cscdDescriptorField, "FIXED without a block length",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 4d",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 4d 00"
        ) { bench in
            bench.copy(WrongList.right.with([1, 0, 0, 0], at: 0x4C), to: "2")
        },
        SenseRow(
            .cscdDescriptorField, "a block length without FIXED",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 88 00 4c",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 88 00 4c 00"
        ) { bench in
            bench.copy(WrongList.right.with([4], at: 0x4C), to: "2")
        },
        SenseRow(
            .cscdDescriptorField, "a PERIPHERAL DEVICE TYPE that is none of a copy",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8c 00 31",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 8c 00 31 00"
        ) { bench in
            bench.copy(WrongList.right.with([0x08], at: 0x31), to: "2")
        },
        SenseRow(
            .segmentDescriptorLength, "a DESCRIPTOR LENGTH that is wrong",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 52",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 52 00"
        ) { bench in
            bench.copy(WrongList.right.with([0x13], at: 0x53), to: "2")
        },
        SenseRow(
            .embeddedByteCount, "more embedded bytes than there are",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 5c",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 5c 00"
        ) { bench in
            bench.copy(WrongList.embedded.with([5], at: 0x5D), to: "2")
        },
        SenseRow(
            .heldDataWithoutListIdentifier, "held data that nobody could ask for",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 50",
            descriptor: "72 05 26 00 00 00 00 08 02 06 00 00 80 00 50 00"
        ) { bench in
            bench.copy(
                WrongList.right.with([0, 0x19], at: 0).with([0x0B], at: 0x50), to: "2")
        },
        SenseRow(
            .inlineDataTooLong, "more inline data than MAXIMUM INLINE DATA LENGTH",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c",
            descriptor: "72 05 26 0b 00 00 00 08 02 06 00 00 80 00 0c 00",
            shape: { shape in
                shape.limits.maximumInlineDataLength = 3
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .inlineDataTooLong, "inline data that is no multiple of its granularity",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c",
            descriptor: "72 05 26 0b 00 00 00 08 02 06 00 00 80 00 0c 00",
            shape: { shape in
                shape.limits.inlineDataGranularity = 3
            }
        ) { bench in
            bench.copy(WrongList.right, to: "2")
        },
        SenseRow(
            .trailingBytes, "bytes behind the inline data",
            fixed: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c",
            descriptor: "72 05 26 0b 00 00 00 08 02 06 00 00 80 00 0c 00",
            shape: { shape in
                shape.profile.switches.trailingBytes = .refused
            }
        ) { bench in
            bench.copy(WrongList.right + [0], to: "2")
        },
    ]
}
