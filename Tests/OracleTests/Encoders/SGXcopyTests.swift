import SCSI
import Testing
import WireBytes

/// What sg_xcopy is asked for, and the parameter list that says just that.
struct CopyRequest: CustomTestStringConvertible {
    /// Behind `if=/dev/sg0 of=/dev/sg1`.
    var options: String
    var source = CannedUnit.disk(0)
    var destination = CannedUnit.disk(1)
    /// The device that gets the command.
    var receiver = 1
    var list = ExtendedCopyParameterList()
    /// The list's CSCD descriptors.
    var cscds: [IdentificationCSCDDescriptor]

    var testDescription: String { "sg_xcopy if=/dev/sg0 of=/dev/sg1 \(options)" }

    /// A copy between two disks whose list differs from the usual one by what `change` does.
    init(
        _ options: String, blocks: UInt16 = 3, of blockLength: UInt32 = 512,
        change: (inout CopyRequest, inout BlockToBlockSegment) -> Void = { _, _ in }
    ) {
        self.options = options
        source.blockLength = blockLength
        destination.blockLength = blockLength
        list.header.listIdentifier = 1
        // What it takes where the copy manager can hold data and nothing else is asked for.
        list.header.listIDUsage = .holdResults
        list.header.priority = 1
        cscds = [source, destination].map {
            .init(naming: $0.name, of: .directAccess, .block(length: blockLength))
        }
        var segment = BlockToBlockSegment()
        segment.source = CSCDDescriptorID(rawValue: 0)
        segment.destination = CSCDDescriptorID(rawValue: 1)
        segment.numberOfBlocks = blocks
        change(&self, &segment)
        list.cscdDescriptors = cscds.map(CSCDDescriptor.identification)
        list.segments = [.blockToBlock(segment)]
    }

    /// Takes from both copy managers what they need to hold data.
    mutating func holdNoData() {
        source.operatingParameters.heldDataLimit = 0
        destination.operatingParameters.heldDataLimit = 0
    }

    /// Runs it. The program must say that it succeeded, and first of all be able to read what our
    /// encoders make of the devices.
    func run() throws -> [CapturedCommand] {
        var capture = SGCapture()
        capture.add(source, 0)
        capture.add(destination, 1)
        let (ended, commands) = try capture.run(
            "sg_xcopy",
            ["if=/dev/sg0", "of=/dev/sg1"] + options.split(separator: " ").map(String.init))
        #expect(ended.status == 0, "\(ended.errors)")
        return commands
    }
}

/// The commands that sg_xcopy sends decode to what it was asked for, and encode to its bytes again.
@Suite struct SGXcopyTests {
    static let requests: [CopyRequest] = [
        CopyRequest("count=3"),
        CopyRequest("count=300 skip=7 seek=4096", blocks: 300) {
            $1.sourceLogicalBlockAddress = 7
            $1.destinationLogicalBlockAddress = 4096
        },
        // The most that it puts into one segment.
        CopyRequest("count=32768 bpt=32768", blocks: 32768),
        CopyRequest("count=3 bs=4096", of: 4096),
        CopyRequest("count=3 list_id=77") { request, _ in request.list.header.listIdentifier = 77 },
        CopyRequest("count=3") { request, _ in
            request.holdNoData()
            request.list.header.listIDUsage = .mayDropResults
        },
        CopyRequest("count=3 id_usage=hold") { request, _ in request.holdNoData() },
        CopyRequest("count=3 id_usage=discard list_id=255") { request, _ in
            request.list.header.listIDUsage = .mayDropResults
            request.list.header.listIdentifier = 255
        },
        CopyRequest("count=3 id_usage=disable") { request, _ in
            request.list.header.listIDUsage = .noListIdentifier
            request.list.header.listIdentifier = 0
        },
        CopyRequest("count=3 prio=0") { request, _ in request.list.header.priority = 0 },
        CopyRequest("count=3 prio=7") { request, _ in request.list.header.priority = 7 },
        CopyRequest("count=3 cat=1") { $1.cat = true },
        CopyRequest("count=3 dc=1") { $1.destinationCount = true },
        CopyRequest("count=3 fco=1") { $1.fastCopyOnly = true },
        CopyRequest("count=3 iflag=pad") { request, _ in
            request.cscds[0].deviceTypeSpecific.pad = true
        },
        CopyRequest("count=3 oflag=pad") { request, _ in
            request.cscds[1].deviceTypeSpecific.pad = true
        },
        CopyRequest("count=3 --on_src") { request, _ in request.receiver = 0 },
        CopyRequest("count=3 iflag=xcopy") { request, _ in request.receiver = 0 },
        // Beyond what READ CAPACITY(10) can say.
        CopyRequest("count=3 skip=5000000000 seek=6000000000") { request, segment in
            request.source.blockCount = 0x2_0000_0000
            request.destination.blockCount = 0x2_0000_0000
            segment.sourceLogicalBlockAddress = 5_000_000_000
            segment.destinationLogicalBlockAddress = 6_000_000_000
        },
    ]

    @Test(arguments: requests)
    func theListSaysWhatWasAsked(request: CopyRequest) throws {
        let commands = try request.run().filter { $0.cdb[0] == 0x83 }
        try #require(commands.count == 1)
        #expect(commands[0].device == request.receiver)
        let cdb = try ExtendedCopyLID1CDB(commands[0].cdb)
        #expect(cdb.encoded() == commands[0].cdb)
        #expect(cdb.parameterListLength == UInt32(commands[0].dataOut.count))
        let list = try ExtendedCopyParameterList(decoding: commands[0].dataOut)
        #expect(list == request.list)
        #expect(list.encoded() == commands[0].dataOut)
    }

    /// A copy of more than `bpt` blocks is several commands; they follow upon each other.
    @Test func aLongCopyIsSeveralCommands() throws {
        let request = CopyRequest("count=100 bpt=32 skip=1000 seek=2000")
        let lists = try request.run().filter { $0.cdb[0] == 0x83 }
            .map { try ExtendedCopyParameterList(decoding: $0.dataOut) }
        var places: [[UInt64]] = []
        for list in lists {
            guard case .blockToBlock(let segment) = list.segments.first else { continue }
            places.append([
                UInt64(segment.numberOfBlocks), segment.sourceLogicalBlockAddress,
                segment.destinationLogicalBlockAddress,
            ])
        }
        #expect(
            places == [[32, 1000, 2000], [32, 1032, 2032], [32, 1064, 2064], [4, 1096, 2096]])
    }

    /// What it asks before it copies: INQUIRY, READ CAPACITY, operating parameters and page 83h, of
    /// each device.
    @Test func theQuestionsBeforeTheCopyDecode() throws {
        let request = CopyRequest("count=3 skip=5000000000") { request, _ in
            request.source.blockCount = 0x2_0000_0000
        }
        let commands = try request.run()
        for device in 0...1 {
            let cdbs = commands.filter { $0.device == device }.map(\.cdb)
            let pageLength = DeviceIdentificationVPDPage(
                peripheralDeviceType: .directAccess, designationDescriptors: [request.source.name]
            ).encoded().count
            var expected: [any WireCodable] = [
                InquiryCDB(allocationLength: 36), ReadCapacity10CDB(),
                ReceiveCopyResultsCDB(.operatingParameters, allocationLength: 256),
                InquiryCDB(vpdPage: 0x83, allocationLength: 4),
                InquiryCDB(vpdPage: 0x83, allocationLength: UInt16(pageLength)),
            ]
            if device == 0 { expected.insert(ReadCapacity16CDB(allocationLength: 32), at: 2) }
            for command in expected {
                #expect(cdbs.contains(command.encoded()), "\(type(of: command).wireName)")
            }
            for cdb in cdbs where cdb[0] != 0x83 {
                #expect(expected.contains { $0.encoded() == cdb }, "\(hexPairs(cdb))")
            }
        }
    }
}

extension SGXcopyTests {
    /// sg_xcopy encodes no segment with a tape: it sets the type, 03h in place of 01h for the way
    /// back, and leaves DESCRIPTOR LENGTH zero and the rest away. The CSCD descriptors it does
    /// write, with peripheral device type 00h and a DISK BLOCK LENGTH for the tape as well.
    @Test(arguments: [false, true])
    func aTapesSegmentIsRefused(isSource: Bool) throws {
        var request = CopyRequest("count=20 bpt=20 cat=1")
        if isSource { request.source = .tape(0) } else { request.destination = .tape(1) }
        let command = try #require(try request.run().last)
        let bytes = command.dataOut
        var offset = 0
        let header = try ExtendedCopyLID1Header(from: bytes, at: &offset, end: bytes.count)
        #expect(header.cscdDescriptorListLength == 64 && header.segmentDescriptorListLength == 4)
        let decoded = try (0..<2).map { _ in
            try IdentificationCSCDDescriptor(from: bytes, at: &offset, end: bytes.count)
        }
        #expect(decoded == request.cscds)
        #expect(Array(bytes[offset...]) == [isSource ? 0x03 : 0x00, 0x01, 0x00, 0x00])
        // No decoder may take four bytes for a segment, whether it knows the type or not.
        let segment = try? SegmentDescriptor.decode(bytes, at: &offset, end: bytes.count)
        #expect((segment ?? nil) == nil)
    }
}

extension ExtendedCopyParameterList {
    /// Decodes a list whose lengths agree and whose types are known; any other is a fault.
    init(decoding bytes: [UInt8]) throws {
        self.init()
        var offset = 0
        header = try ExtendedCopyLID1Header(from: bytes, at: &offset, end: bytes.count)
        let segmentStart = offset + Int(header.cscdDescriptorListLength)
        let inlineStart = segmentStart + Int(header.segmentDescriptorListLength)
        try #require(inlineStart + Int(header.inlineDataLength) == bytes.count)
        while offset < segmentStart {
            cscdDescriptors.append(try .init(from: bytes, at: &offset, end: segmentStart))
        }
        while offset < inlineStart {
            segments.append(
                try #require(try SegmentDescriptor.decode(bytes, at: &offset, end: inlineStart)))
        }
        inlineData = Array(bytes[offset...])
        // In a list that is built, lengths are derived.
        header.cscdDescriptorListLength = 0
        header.segmentDescriptorListLength = 0
        header.inlineDataLength = 0
    }
}
