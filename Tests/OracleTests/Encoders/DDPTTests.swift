import SCSI
import Testing
import WireBytes

/// The token commands and those of LID4 that ddptctl of ddpt sends decode to what it was asked for,
/// and encode to its bytes again.
@Suite struct DDPTTests {
    private static let listIdentifier: UInt32 = 0x0102_0304

    private func send(_ options: String, _ capture: SGCapture = SGCapture()) throws
        -> [CapturedCommand]
    {
        var capture = capture
        capture.add(.disk(0), 0)
        let arguments = options.split(separator: " ").map(String.init)
        let identifier = ["--list_id=\(Self.listIdentifier)", "/dev/sg0"]
        // How it ends says nothing: not every command has an answer.
        return try capture.run("ddptctl", arguments + identifier).commands
    }

    private func check<C: WireCodable>(_ command: C, in commands: [CapturedCommand]) throws {
        let cdb = try #require(
            commands.first { $0.cdb == command.encoded() }?.cdb,
            "sent: \(commands.map { hexPairs($0.cdb) })")
        #expect(try C(cdb) == command)
    }

    @Test func commandsWithoutAList() throws {
        try check(
            CopyOperationAbortCDB(listIdentifier: Self.listIdentifier), in: send("--abort"))
        try check(ReportAllRODTokensCDB(allocationLength: 3080), in: send("--all_toks"))
        try check(
            ReceiveCopyLID4CDB(
                .rodTokenInformation, listIdentifier: Self.listIdentifier, allocationLength: 1024),
            in: send("--receive"))
        try check(
            ReceiveCopyLID4CDB(
                .copyStatusLID4, listIdentifier: Self.listIdentifier, allocationLength: 1024),
            in: send("--receive --prefer-rcs"))
    }

    /// ddpt 0.97 writes the range descriptors from the byte before their place on, and the last byte
    /// of the length over the first of them. This is the list with the ranges in their place.
    private func inPlace(_ list: [UInt8], rangesFrom start: Int) -> [UInt8] {
        Array(list[..<start] + [0] + list[start...].dropLast())
    }

    /// What a device server reads of such a range.
    private func early(_ range: BlockDeviceRangeDescriptor) -> BlockDeviceRangeDescriptor {
        BlockDeviceRangeDescriptor(
            logicalBlockAddress: range.logicalBlockAddress << 8
                | UInt64(range.numberOfLogicalBlocks >> 24),
            numberOfLogicalBlocks: range.numberOfLogicalBlocks << 8)
    }

    @Test func populateToken() throws {
        var list = PopulateTokenParameterList(ranges: [
            BlockDeviceRangeDescriptor(logicalBlockAddress: 0x1000, numberOfLogicalBlocks: 8),
            BlockDeviceRangeDescriptor(
                logicalBlockAddress: 0x1_2345_6789, numberOfLogicalBlocks: 0x1234),
        ])
        list.rodTypeValid = true
        list.immediate = true
        list.inactivityTimeout = 77
        list.rodType = RODType(rawValue: 0x0080_0000)
        let command = try #require(
            try send("--pt=4096,8,4886718345,4660 --immed --rtype=pit-def --timeout=77")
                .first { $0.cdb[0] == 0x83 })
        try check(
            PopulateTokenCDB(
                listIdentifier: Self.listIdentifier,
                parameterListLength: UInt32(command.dataOut.count)),
            in: [command])
        #expect(list.encoded() == inPlace(command.dataOut, rangesFrom: 16))
        list.ranges = list.ranges.map(early)
        #expect(try PopulateTokenParameterList(command.dataOut) == list)
        #expect(list.encoded() == command.dataOut)
    }

    @Test func writeUsingToken() throws {
        var capture = SGCapture()
        let token = (0..<512).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        capture.files["token"] = token
        var list = WriteUsingTokenParameterList(
            rodToken: token,
            ranges: [
                BlockDeviceRangeDescriptor(logicalBlockAddress: 0x1000, numberOfLogicalBlocks: 8)
            ])
        list.deletesToken = true
        list.offsetIntoROD = 5
        let command = try #require(
            try send("--wut=4096,8 --rtf=token --oir=5 --del_tkn", capture)
                .first { $0.cdb[0] == 0x83 })
        try check(
            WriteUsingTokenCDB(
                listIdentifier: Self.listIdentifier,
                parameterListLength: UInt32(command.dataOut.count)),
            in: [command])
        #expect(list.encoded() == inPlace(command.dataOut, rangesFrom: 536))
        list.ranges = list.ranges.map(early)
        #expect(try WriteUsingTokenParameterList(command.dataOut) == list)
        #expect(list.encoded() == command.dataOut)
    }
}
