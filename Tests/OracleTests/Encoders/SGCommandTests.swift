import SCSI
import Testing
import WireBytes

/// A line for a shell, and the command that it is to send.
struct ProgramLine: CustomTestStringConvertible {
    var line: String
    var command: any WireCodable & Sendable

    init(_ line: String, _ command: any WireCodable & Sendable) {
        self.line = line
        self.command = command
    }

    var testDescription: String { line }
}

/// Other programs of sg3-utils: the command that they send decodes to what they were asked for, and
/// encodes to its bytes again.
@Suite struct SGCommandTests {
    static let primary: [ProgramLine] = [
        .init("sg_turs /dev/sg0", TestUnitReadyCDB()),
        .init("sg_requests /dev/sg0", RequestSenseCDB(allocationLength: 252)),
        .init("sg_requests --desc /dev/sg0", RequestSenseCDB(allocationLength: 252, desc: true)),
        .init("sg_inq --len=96 /dev/sg0", InquiryCDB(allocationLength: 96)),
        .init(
            "sg_vpd --force --page=0xb0 --maxlen=512 /dev/sg0",
            InquiryCDB(vpdPage: 0xB0, allocationLength: 512)),
        .init(
            "sg_luns --select=2 --maxlen=4096 /dev/sg0",
            ReportLUNsCDB(allocationLength: 4096, selectReport: .all)),
        .init("sg_prevent --prevent=1 /dev/sg0", PreventAllowMediumRemovalCDB(prevent: .prevent)),
        .init(
            "sg_opcodes /dev/sg0", ReportSupportedOperationCodesCDB(allocationLength: 8192)),
        .init(
            "sg_opcodes --rctd /dev/sg0",
            changed(ReportSupportedOperationCodesCDB(allocationLength: 8192)) { $0.rctd = true }),
        .init(
            "sg_opcodes --opcode=0x83,5 /dev/sg0",
            changed(ReportSupportedOperationCodesCDB(allocationLength: 8192)) {
                $0.reportingOptions = .oneServiceAction
                $0.requestedOperationCode = .extendedCopy
                $0.requestedServiceAction = 5
            }),
        .init(
            "sg_modes --six --page=0x8 /dev/sg0",
            changed(ModeSense6CDB()) {
                $0.pageCode = ModePageCode(rawValue: 0x08)
                $0.allocationLength = 252
            }),
        .init(
            "sg_modes --llbaa --dbd --page=0x3f,0xff --control=2 /dev/sg0",
            changed(ModeSense10CDB()) {
                $0.llbaa = true
                $0.dbd = true
                $0.pageControl = .default
                $0.pageCode = ModePageCode(rawValue: 0x3F)
                $0.subpageCode = 0xFF
                $0.allocationLength = 4096
            }),
    ]

    static let block: [ProgramLine] = [
        .init(
            "sg_readcap --pmi --lba=5 /dev/sg0",
            changed(ReadCapacity10CDB()) {
                $0.pmi = true
                $0.logicalBlockAddress = 5
            }),
        .init("sg_readcap --16 /dev/sg0", ReadCapacity16CDB(allocationLength: 32)),
        .init(
            "sg_sync --lba=100 --count=9 --immed --group=5 /dev/sg0",
            changed(SynchronizeCache10CDB(logicalBlockAddress: 100, numberOfLogicalBlocks: 9)) {
                $0.immed = true
                $0.groupNumber = 5
            }),
        .init(
            "sg_sync --16 --lba=4294967300 --count=9 --group=3 /dev/sg0",
            changed(
                SynchronizeCache16CDB(logicalBlockAddress: 4_294_967_300, numberOfLogicalBlocks: 9)
            ) { $0.groupNumber = 3 }),
        .init(
            read + "skip=5 cdbsz=6", Read6CDB(logicalBlockAddress: 5, transferLength: 8)),
        .init(
            read + "skip=70000 cdbsz=10 iflag=dpo",
            changed(Read10CDB(logicalBlockAddress: 70000, transferLength: 8)) { $0.dpo = true }),
        .init(
            read + "skip=70000 cdbsz=12 iflag=fua",
            changed(Read12CDB(logicalBlockAddress: 70000, transferLength: 8)) { $0.fua = true }),
        .init(
            read + "skip=5000000000 cdbsz=16 iflag=dpo,fua",
            changed(Read16CDB(logicalBlockAddress: 5_000_000_000, transferLength: 8)) {
                $0.dpo = true
                $0.fua = true
            }),
        .init(
            write + "seek=5 cdbsz=6", Write6CDB(logicalBlockAddress: 5, transferLength: 8)),
        .init(
            write + "seek=70000 cdbsz=10 oflag=dpo",
            changed(Write10CDB(logicalBlockAddress: 70000, transferLength: 8)) { $0.dpo = true }),
        .init(
            write + "seek=70000 cdbsz=12 oflag=fua",
            changed(Write12CDB(logicalBlockAddress: 70000, transferLength: 8)) { $0.fua = true }),
        .init(
            write + "seek=5000000000 cdbsz=16 oflag=dpo,fua",
            changed(Write16CDB(logicalBlockAddress: 5_000_000_000, transferLength: 8)) {
                $0.dpo = true
                $0.fua = true
            }),
    ]

    private static let read = "sg_dd if=/dev/sg0 of=/dev/null bs=512 count=8 bpt=8 "
    private static let write = "sg_dd if=/dev/zero of=/dev/sg0 bs=512 count=8 bpt=8 "

    static let others: [ProgramLine] = [
        .init(
            "sg_copy_results --status --list_id=7 --xfer_len=300 /dev/sg0",
            ReceiveCopyResultsCDB(.copyStatus, listIdentifier: 7, allocationLength: 300)),
        .init(
            "sg_copy_results --receive --list_id=8 --xfer_len=300 /dev/sg0",
            ReceiveCopyResultsCDB(.copyData, listIdentifier: 8, allocationLength: 300)),
        .init(
            "sg_copy_results --failed --list_id=9 --xfer_len=300 /dev/sg0",
            ReceiveCopyResultsCDB(.failureDetails, listIdentifier: 9, allocationLength: 300)),
        .init(
            "sg_copy_results --params --xfer_len=9999 /dev/sg0",
            ReceiveCopyResultsCDB(.operatingParameters, allocationLength: 9999)),
        .init("sg_read_block_limits /dev/sg0", ReadBlockLimitsCDB()),
        // The same operation code as LOAD UNLOAD; LOAD and its neighbours stand where START is.
        .init("sg_start --stop --immed /dev/sg0", changed(LoadUnloadCDB()) { $0.immed = true }),
    ]

    @Test(arguments: primary)
    func primaryCommandsDecode(line: ProgramLine) throws { try check(line) }

    @Test(arguments: block)
    func blockCommandsDecode(line: ProgramLine) throws { try check(line) }

    @Test(arguments: others)
    func streamAndCopyCommandsDecode(line: ProgramLine) throws { try check(line) }

    private func check(_ line: ProgramLine) throws {
        var capture = SGCapture()
        capture.add(.disk(0), 0)
        let words = line.line.split(separator: " ").map(String.init)
        // How it ends says nothing: not every command has an answer.
        let cdbs = try capture.run(words[0], Array(words.dropFirst())).commands.map(\.cdb)
        try decodes(line.command, cdbs)
    }

    private func decodes<C: WireCodable>(_ command: C, _ cdbs: [[UInt8]]) throws {
        let cdb = try #require(
            cdbs.first { $0 == command.encoded() }, "sent: \(cdbs.map(hexPairs))")
        #expect(try C(cdb) == command)
    }
}
