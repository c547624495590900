import CSGUtils
import SCSI
import Testing

/// libsgutils2 reads the values that we put into sense data, in both formats.
@Suite struct SGSenseDataTests {
    static let senses: [SenseData] = [
        SenseData(.noSense, .none),
        changed(SenseData(.copyAborted, .copyTargetUnderrun, at: .segment(9, bit: 3))) {
            $0.segment = 0x1234
            $0.information = 0x7654_3210
        },
        SenseData(.illegalRequest, .invalidFieldInCDB, at: .cdb(1, bit: 4)),
        SenseData(.illegalRequest, .invalidFieldInParameterList, at: .parameterList(0x0102)),
        changed(SenseData(.noSense, .filemarkDetected)) {
            $0.filemark = true
            $0.information = 77
        },
        changed(SenseData(.volumeOverflow, .endOfPartition)) {
            $0.eom = true
            $0.information = 3
        },
        changed(SenseData(.noSense, .none)) {
            $0.ili = true
            $0.information = -512
        },
        changed(SenseData(.mediumError, .unrecoveredReadError)) {
            $0.isDeferred = true
            $0.information = 0x1_2345
        },
        // Too large for fixed format, which leaves it out.
        changed(SenseData(.mediumError, .unrecoveredReadError)) {
            $0.information = 0x1_0000_0000
        },
    ]

    private struct Reading: Equatable {
        var responseCode: UInt8
        var key: UInt8
        var code: UInt8
        var qualifier: UInt8
        var information: UInt64?
        var commandSpecific: UInt64?
        var filemark: Bool
        var eom: Bool
        var ili: Bool
    }

    private func read(_ bytes: [UInt8]) -> Reading {
        let count = Int32(bytes.count)
        var header = sg_scsi_sense_hdr()
        var (information, specific): (UInt64, UInt64) = (0, 0)
        var (filemark, eom, ili) = (false, false, false)
        #expect(unsafe sg_scsi_normalize_sense(bytes, count, &header))
        let hasInformation = unsafe sg_get_sense_info_fld(bytes, count, &information)
        let hasSpecific = unsafe sg_get_sense_cmd_spec_fld(bytes, count, &specific)
        _ = unsafe sg_get_sense_filemark_eom_ili(bytes, count, &filemark, &eom, &ili)
        return Reading(
            responseCode: header.response_code, key: header.sense_key, code: header.asc,
            qualifier: header.ascq, information: hasInformation ? information : nil,
            commandSpecific: hasSpecific ? specific : nil, filemark: filemark, eom: eom, ili: ili)
    }

    @Test(arguments: senses)
    func everyFieldIsRead(sense: SenseData) {
        for format in [SenseData.Format.fixed, .descriptor] {
            let isFixed = format == .fixed
            let fits = sense.information.map {
                $0 == Int64(UInt32(truncatingIfNeeded: $0)) || $0 < 0
            }
            var information = sense.information.map { UInt64(bitPattern: $0) }
            if isFixed { information = fits == true ? information.map { $0 & 0xFFFF_FFFF } : nil }
            let expected = Reading(
                responseCode: (isFixed ? 0x70 : 0x72) + (sense.isDeferred ? 1 : 0),
                key: sense.key.rawValue, code: sense.code.code, qualifier: sense.code.qualifier,
                information: information,
                // In fixed format the field is always there.
                commandSpecific: sense.segment.map(UInt64.init) ?? (isFixed ? 0 : nil),
                filemark: sense.filemark, eom: sense.eom, ili: sense.ili)
            #expect(read(sense.encoded(format)) == expected)
        }
    }

    /// Where the field pointer points, and what a device reported to the copy manager.
    @Test func theTextNamesFieldPointerAndForwardedSenseData() throws {
        var sense = SenseData(
            .copyAborted, .thirdPartyDeviceFailure, at: .parameterList(48, bit: 5))
        sense.segment = 1
        sense.information = 2
        sense.forwardedFromDestination = .init(
            status: 0x02, sense: SenseData(.mediumError, .writeError).encoded(.fixed))
        #expect(
            try text(sense.encoded(.fixed)) == [
                "Fixed format, current; Sense key: Copy Aborted",
                "Additional sense: Third party device failure",
                "Info fld=0x2 [2]",
                "Segment pointer: Relative to start of parameter list, byte 48 bit 5",
            ])
        #expect(
            try text(sense.encoded(.descriptor)) == [
                "Descriptor format, current; Sense key: Copy Aborted",
                "Additional sense: Third party device failure",
                "Descriptor type: Information: 0x0000000000000002",
                "Descriptor type: Command specific: 0x0000000000000001",
                "Descriptor type: Sense key specific: Segment pointer:",
                "Relative to start of parameter list, byte 48 bit 5",
                "Descriptor type: Forwarded sense data",
                "FSDT: clear",
                "Sense data source: Extended copy command destination device 1",
                "Forwarded status: Check Condition",
                "vvvvvvvvvvvvvvvv",
                "Fixed format, current; Sense key: Medium Error",
                "Additional sense: Write error",
                "^^^^^^^^^^^^^^^^",
            ])
    }

    @Test(arguments: [
        (
            FieldPointer.segment(9, bit: 3),
            "Segment pointer: Relative to start of segment descriptor, byte 9 bit 3"
        ),
        (.parameterList(300), "Segment pointer: Relative to start of parameter list, byte 300"),
    ])
    func segmentPointers(pointer: FieldPointer, line: String) throws {
        let sense = SenseData(.copyAborted, .invalidFieldInParameterList, at: pointer)
        #expect(try text(sense.encoded(.fixed)).last == line)
    }

    @Test(arguments: [
        (FieldPointer.cdb(2, bit: 7), "Sense Key Specific: Error in Command: byte 2 bit 7"),
        (.parameterList(0x102), "Sense Key Specific: Error in Data parameters: byte 258"),
    ])
    func fieldPointers(pointer: FieldPointer, line: String) throws {
        let sense = SenseData(.illegalRequest, .invalidFieldInCDB, at: pointer)
        #expect(try text(sense.encoded(.fixed)).last == line)
    }

    private func text(_ bytes: [UInt8]) throws -> [String] {
        try ProgramReading.lines("sg_decode_sense", ["--file=in"], of: bytes)
    }
}
