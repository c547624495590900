import Devices
import Fabric
import Foundation
import SCSI
import Testing

@testable import FuseExport

/// Status as JSON, read by another program's parser.
@Suite(.serialized) struct StatusFileTests {
    /// What python3 makes of a file, asked by an expression.
    private func ask(_ expression: String, _ path: String) throws -> String {
        let script = "import json, sys; s = json.load(open(sys.argv[1])); print(\(expression))"
        return try run(["python3", "-c", script, path]).text
    }

    @Test func aLogicalUnit() throws {
        let bench = try MountedBench(byteCount: 1 << 20)
        let path = bench.path("status/disk0.json")
        #expect(try ask("s['commands'], s['writes'], s['last_write']", path) == "0 0 None\n")
        try bench.write(distinctBytes(4096, seed: 1), "disk0", at: 0)
        _ = try bench.blocks("disk0", 0, 2)
        #expect(
            try ask("s['id'], s['kind'], s['lun'], s['serial_number'], s['capacity']", path)
                == "disk0 disk 0 D0 1048576\n")
        // With the unit attention of the power on.
        #expect(
            try ask("s['commands'], s['bytes_out'], s['bytes_in'], s['writes']", path)
                == "3 4096 1024 1\n")
        #expect(try ask("0 < s['last_write'] < s['now']", path) == "True\n")
        #expect(try ask("s['naa']", path) == "5100000000000001\n")
        #expect(
            try ask(
                "s['kind'], s['cartridge']['volume_identifier']", bench.path("status/tape0.json"))
                == "tape SB0001L8\n")
        try bench.takeSnapshot(of: "disk0", as: "snap")
        #expect(
            try ask("s['kind'], s['write_protected'], s['lun']", bench.path("status/snap.json"))
                == "snapshot True 3\n")
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.path("status"))
        #expect(
            names.sorted()
                == ["copies.json", "disk0.json", "disk1.json", "snap.json", "tape0.json"])
    }

    @Test func aRunningCopy() throws {
        let slow = DeviceTiming(perCommand: .milliseconds(500), perMebibyte: .zero)
        let bench = try MountedBench(byteCount: 1 << 20, timing: slow)
        let path = bench.path("status/copies.json")
        #expect(try ask("s['copies']", path) == "[]\n")
        try bench.send([0, 0, 0, 0, 0, 0], to: "disk0")
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = 0x42
        list.cscdDescriptors = try ["disk0", "disk1"].map {
            .naming(
                try bench.unit($0).identity.designators[0], of: .directAccess, .block(length: 512))
        }
        var segment = BlockToBlockSegment()
        segment.destination = CSCDDescriptorID(rawValue: 1)
        segment.numberOfBlocks = 8
        list.segments = [.blockToBlock(segment), .blockToBlock(segment)]
        let bytes = list.encoded()
        let cdb = ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)).encoded()
        let copier = Thread { _ = try? bench.send(cdb, to: "disk0", dataOut: bytes) }
        copier.start()
        var seen = ""
        while !copier.isFinished && seen.isEmpty {
            let running = "[(c['sent_to'], c['list_identifier'], c['nexus']) for c in s['copies']]"
            let text = try ask(running, path)
            if text != "[]\n" { seen = text }
        }
        #expect(seen == "[('disk0', 66, 1)]\n")
        while !copier.isFinished { Thread.sleep(forTimeInterval: 0.01) }
        #expect(try ask("s['copies']", path) == "[]\n")
    }

    /// Text that JSON cannot have as it is.
    @Test func whatIsEscaped() throws {
        let value = JSONValue.object([
            ("a\"b", .text("line\nend\u{1}\\ é")), ("none", .null), ("empty", .list([])),
            ("all", .list([.of(-1), .truth(false), .object([])])),
        ])
        let folder = try PrivateFolder()
        defer { folder.remove() }
        try Data(value.document).write(to: folder.url.appending(path: "value"))
        #expect(
            try ask("ascii(s)", folder.path("value"))
                == #"{'a"b': 'line\nend\x01\\ \xe9', 'none': None, 'empty': [], "#
                + "'all': [-1, False, {}]}\n")
    }
}
