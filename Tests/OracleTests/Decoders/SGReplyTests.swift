import SCSI
import Testing

/// Programs that ask a device print the values that we answer with.
@Suite struct SGReplyTests {
    private func read(
        _ program: String, _ arguments: [String], answering cdb: [UInt8], with data: [UInt8]
    ) throws -> [String] {
        var capture = SGCapture()
        capture.answer(0, cdb, with: data)
        capture.add(.disk(0), 0)
        let (ended, _) = try capture.run(program, arguments + ["/dev/sg0"])
        #expect(ended.status == 0, "\(ended.errors)")
        // Some print on the one, some on the other.
        return ProgramReading.lines(ended.output + ended.errors)
    }

    @Test func copyOperatingParameters() throws {
        let data = CannedUnit.disk(0).operatingParameters
        let lines = try read(
            "sg_copy_results", ["--params"], answering: [0x84, 0x03], with: data.encoded())
        #expect(
            lines == [
                "Receive copy results (report operating parameters):",
                "Supports no list identifier (SNLID): yes",
                "Maximum target descriptor count: 5",
                "Maximum segment descriptor count: 9",
                "Maximum descriptor list length: 1792 bytes",
                "Maximum segment length: 19088743 bytes",
                "Maximum inline data length: 9320 bytes",
                "Held data limit: 4951 bytes",
                "Maximum stream device transfer size: 1048640 bytes",
                "Total concurrent copies: 515",
                "Maximum concurrent copies: 33",
                "Data segment granularity: 512 bytes",
                "Inline data granularity: 4 bytes",
                "Held data granularity: 8 bytes",
                "Implemented descriptor list:",
                "Segment descriptor 0x00: Copy from block device to stream device",
                "Segment descriptor 0x01: Copy from stream device to block device",
                "Segment descriptor 0x02: Copy from block device to block device",
                "Segment descriptor 0x04: Copy inline data to stream device",
                "Segment descriptor 0x06: Read from stream device and discard",
                "Segment descriptor 0x10: Write filemarks to sequential-access device",
                "Target descriptor 0xe4: Identification descriptor",
            ])
    }

    @Test(arguments: [
        (CopyManagerStatus.inProgress, "Operation in progress"),
        (.completed, "Operation completed without errors"),
        (.completedWithErrors, "Operation completed with errors"),
    ])
    func copyStatus(status: CopyManagerStatus, text: String) throws {
        var data = CopyStatusLID1Data()
        data.heldDataDiscarded = status == .completed
        data.copyManagerStatus = status
        data.segmentsProcessed = 0x1234
        data.transferCountUnits = TransferCountUnits(rawValue: 1)
        data.transferCount = 0x1_2345
        let lines = try read(
            "sg_copy_results", ["--status", "--list_id=7"], answering: [0x84, 0x00, 7],
            with: data.encoded())
        #expect(
            lines == [
                "Receive copy results (copy status):",
                "Held data discarded: \(data.heldDataDiscarded ? "Yes" : "No")",
                "Copy manager status: \(text)",
                "Segments processed: 4660",
                "Transfer count units: 1",
                "Transfer count: 74565",
            ])
    }

    @Test func copyFailureDetails() throws {
        var data = CopyFailureDetailsLID1Data()
        data.extendedCopyCommandStatus = 0x02
        data.senseData = SenseData(.copyAborted, .copyTargetUnderrun).encoded(.fixed)
        let lines = try read(
            "sg_copy_results", ["--failed", "--list_id=9"], answering: [0x84, 0x04, 9],
            with: data.encoded())
        #expect(
            lines == [
                "Receive copy results (failed segment details):",
                "Extended copy command status: 2",
                "Fixed format, current; Sense key: Copy Aborted",
                "Additional sense: Copy target device data underrun",
            ])
    }

    @Test func readCapacity() throws {
        let short = ReadCapacity10ParameterData(
            blockCount: 0x1234_5678, logicalBlockLengthInBytes: 4096)
        #expect(
            try read("sg_readcap", ["--brief"], answering: [0x25], with: short.encoded())
                == ["0x12345678 0x1000"])
        var long = ReadCapacity16ParameterData(
            blockCount: 0x2_3456_789A, logicalBlockLengthInBytes: 512)
        long.protEn = true
        long.pType = LogicalBlockProtectionType(rawValue: 2)
        long.pIExponent = 1
        long.logicalBlocksPerPhysicalBlockExponent = 3
        long.lbpme = true
        long.lbprz = true
        long.lowestAlignedLogicalBlockAddress = 7
        let lines = try read(
            "sg_readcap", ["--16"], answering: [0x9E, 0x10], with: long.encoded())
        #expect(
            lines == [
                "Read Capacity results:",
                "Protection: prot_en=1, p_type=2, p_i_exponent=1 [type 3 protection]",
                "Logical block provisioning: lbpme=1, lbprz=1",
                "Last LBA=9468016793 (0x234567899), Number of logical blocks=9468016794",
                "Logical block length=512 bytes",
                "Logical blocks per physical block exponent=3"
                    + " [so physical block length=4096 bytes]",
                "Lowest aligned LBA=7",
                "Hence:",
                "Device size: 4847624598528 bytes, 4623055.1 MiB, 4847.62 GB, 4.85 TB",
            ])
    }

    @Test func reportLUNs() throws {
        let data = ReportLUNsParameterData(luns: [
            LogicalUnitNumber(wire: 0), LogicalUnitNumber(wire: 0x0005_0000_0000_0000),
            .reportLUNsWellKnown,
        ])
        let lines = try read("sg_luns", [], answering: [0xA0], with: data.encoded())
        #expect(
            lines == [
                "Lun list length = 24 which imples 3 lun entries",
                "Report luns [select_report=0x0]:",
                "0000000000000000", "0005000000000000", "c101000000000000",
            ])
    }

    @Test func allCommands() throws {
        let data = AllCommandsParameterData(commandDescriptors: [
            CommandDescriptor(operationCode: .testUnitReady, cdbLength: 6),
            CommandDescriptor(operationCode: .extendedCopy, serviceAction: 0, cdbLength: 16),
            CommandDescriptor(operationCode: .receiveCopyResults, serviceAction: 3, cdbLength: 16),
        ])
        let lines = try read("sg_opcodes", [], answering: [0xA3, 0x0C], with: data.encoded())
        #expect(
            lines.suffix(3) == [
                "00                  6    0,0    Test Unit Ready",
                "83        0        16    0,0    Extended copy(LID1)",
                "84        3        16    0,0    Receive copy operating parameters",
            ])
    }

    @Test func readBlockLimits() throws {
        // It takes GRANULARITY for the highest byte of the limit behind it.
        let data = ReadBlockLimitsData(
            granularity: 0, maximumBlockLengthLimit: 0x80_0000, minimumBlockLengthLimit: 16)
        let lines = try read("sg_read_block_limits", [], answering: [0x05], with: data.encoded())
        #expect(
            lines == [
                "Read Block Limits results:", "Minimum block size: 16 byte(s)",
                "Maximum block size: 8388608 byte(s), 8192 KB, 8 MB",
            ])
    }
}
