import Foundation
import SCSI
import Testing
import WireBytes

/// Devices of a machine in the place of files: a preloaded library is the kernel, and answers what it
/// is told to.
@Suite struct DeviceTests {
    /// `/dev/sg0` and `/dev/sg2`, disks of 64 blocks, and `/dev/sg1`, a tape drive with a blank
    /// cartridge; the disks' copy manager takes any list.
    private struct Devices {
        let environment: [String: String]
        private let record: String

        /// - Parameter first: a rule before all others: see CSGCapture.h.
        init(_ sanbench: Sanbench, first: String? = nil) throws {
            let library = try #require(Sanbench.executable).deletingLastPathComponent()
                .appendingPathComponent("libCSGCapture.so")
            try #require(
                FileManager.default.fileExists(atPath: library.path),
                "libCSGCapture.so is not beside the tests")
            var lines = first.map { [$0] } ?? []
            func add(_ device: Int, _ cdb: String, _ data: [UInt8], sense: [UInt8] = []) {
                let parts = [data, sense].map { hexPairs($0).filter { $0 != " " } }
                let words = parts.map { $0.isEmpty ? "-" : $0 }
                lines.append("\(device) \(cdb) \(words[0]) \(words[1])")
            }
            for device in 0...2 {
                let type: PeripheralDeviceType = device == 1 ? .sequentialAccess : .directAccess
                let name = DesignationDescriptor.naa6(
                    companyID: 0x5A_4E42, vendorSpecificIdentifier: UInt64(device),
                    vendorSpecificIdentifierExtension: 0x0102_0304_0506_0708)
                add(
                    device, "120183",
                    DeviceIdentificationVPDPage(
                        peripheralDeviceType: type, designationDescriptors: [name]
                    ).encoded())
                var inquiry = StandardInquiryData(
                    peripheralDeviceType: type, vendor: "SANBENCH", product: "CANNED \(device)",
                    revision: "0042")
                inquiry.thirdPartyCopy = device != 1
                add(device, "1200", inquiry.encoded())
                add(device, "00", [])
            }
            for disk in [0, 2] {
                let capacity = ReadCapacity16ParameterData(
                    blockCount: 64, logicalBlockLengthInBytes: 512)
                add(disk, "9e10", capacity.encoded())
                add(disk, "8403", Self.parameters.encoded())
                add(disk, "8300", [])
            }
            add(1, "01", [])
            add(1, "34", ReadPositionLongFormData().encoded())
            add(1, "08", [], sense: SenseData(.blankCheck, .endOfData).encoded(.fixed))
            try sanbench.write(lines.joined(separator: "\n") + "\n", to: "answers")
            try sanbench.write("", to: "record")
            record = sanbench.place("record")
            environment = [
                "LD_PRELOAD": library.path, "SGCAPTURE_ANSWERS": sanbench.place("answers"),
                "SGCAPTURE_RECORD": record,
            ]
        }

        /// The commands of one operation code that came: device, CDB, data-out.
        func commands(_ code: String) throws -> [[String]] {
            try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n")
                .map { $0.split(separator: " ").map(String.init) }
                .filter { $0[1].hasPrefix(code) }
        }

        private static let parameters: CopyOperatingParametersData = {
            var data = CopyOperatingParametersData()
            data.maximumCSCDDescriptorCount = 8
            data.maximumSegmentDescriptorCount = 60
            data.maximumDescriptorListLength = 4096
            data.maximumInlineDataLength = 65536
            data.maximumStreamDeviceTransferSize = 1 << 20
            data.totalConcurrentCopies = 3
            data.maximumConcurrentCopies = 3
            data.implementedDescriptors = [0x00, 0x01, 0x02, 0x04, 0x10, 0xE4]
            return data
        }()
    }

    @Test func aDeviceIsBackedUpLikeAFile() throws {
        let sanbench = try Sanbench()
        let devices = try Devices(sanbench)
        let ended = try sanbench.run(
            "backup", "--source", "/dev/sg0", "--tape", "/dev/sg1", "--image", "--quiesce", "0s",
            "--no-snapshot", "--json", environment: devices.environment)
        #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
        for line in ["\"path\" : \"/dev/sg0\"", "\"path\" : \"/dev/sg1\"", "\"backup_seconds\" : "]
        { #expect(ended.output.contains(line), "\(ended.output)") }
        #expect(!ended.output.contains("snapshot") && !ended.output.contains("quiesce"))
        let copies = try devices.commands("83")
        #expect(copies.map { $0[0] } == ["0"])
        // Both are named by their designators, which the copy manager finds them by.
        for name in ["65a4e420000000000102030405060708", "65a4e420000000010102030405060708"] {
            #expect(copies.first?[2].contains(name) == true, "\(copies)")
        }
    }

    @Test func aSnapshotIsReadInItsPlace() throws {
        let sanbench = try Sanbench()
        let devices = try Devices(sanbench)
        let arguments = [
            "backup", "/dev/sg0", "--tape", "/dev/sg1", "--image", "--quiesce", "0s",
            "--snapshot-command", "echo take $SANBENCH_SOURCE >>log; echo /dev/sg2",
            "--snapshot-remove-command", "echo remove $SANBENCH_SNAPSHOT >>log",
        ]
        let line = "sanbench " + arguments.map { "'\($0)'" }.joined(separator: " ")
        let ended = try sanbench.shell(line, environment: devices.environment)
        #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
        #expect(ended.output.contains("  source                     /dev/sg0\n"))
        #expect(ended.output.contains("  snapshot                   /dev/sg2, "))
        #expect(try devices.commands("83").map { $0[0] } == ["2"])
        let log = String(decoding: try sanbench.bytes("log"), as: UTF8.self)
        #expect(log == "take /dev/sg0\nremove /dev/sg2\n")
        // It goes too where the backup fails: nobody needs it any more.
        let failed = try sanbench.shell(
            line + " --record-length 5", environment: devices.environment)
        #expect(failed.status == 2)
        let again = String(decoding: try sanbench.bytes("log"), as: UTF8.self)
        #expect(again == log + log)
    }

    /// The backup is stopped while it waits for the snapshot's device.
    @Test(arguments: ["TERM", "INT"])
    func aSnapshotGoesWhenTheProgramIsStopped(signal: String) throws {
        let sanbench = try Sanbench()
        let devices = try Devices(sanbench, first: "2 1200 - - delay=50000")
        let ended = try sanbench.shell(
            """
            sanbench backup /dev/sg0 --tape /dev/sg1 --quiesce 0s \
                --snapshot-command 'echo /dev/sg2' \
                --snapshot-remove-command 'echo gone $SANBENCH_SNAPSHOT >>log' &
            until grep -q '^2 ' record; do sleep 0.02; done
            kill -\(signal) $!
            wait $!
            """, environment: devices.environment)
        #expect(ended.status == (signal == "TERM" ? 143 : 130), "\(ended.errors)")
        let log = String(decoding: try sanbench.bytes("log"), as: UTF8.self)
        #expect(log == "gone /dev/sg2\n")
    }

    @Test func theDoctorAsksThem() throws {
        let sanbench = try Sanbench()
        let devices = try Devices(sanbench)
        let ended = try sanbench.run(
            "doctor", "--json", "/dev/sg0", "/dev/sg1", "/dev/sg9",
            environment: devices.environment)
        let output = ended.output
        #expect(ended.errors == "")
        #expect(output.contains("\"make\" : \"SANBENCH CANNED 0 0042\""), "\(output)")
        #expect(output.contains("\"byte_count\" : 32768"), "\(output)")
        #expect(output.contains("\"segment_descriptors\" : 60"), "\(output)")
        #expect(output.contains("\"type\" : \"sequential-access device\""), "\(output)")
        #expect(output.contains("\"problem\" : \"INQUIRY: CHECK CONDITION,"), "\(output)")
    }

    @Test(arguments: [
        (
            ["backup", "--source", "/dev/sg0", "--tape", "/dev/sg1"],
            "/dev/sg0: a device, which others may write to: --snapshot-command takes"
        ),
        (
            ["backup", "--source", "/dev/sg0", "--tape", "t", "--no-snapshot"],
            "t: no device that takes SCSI commands, and /dev/sg0 is one; EXTENDED COPY moves"
        ),
        (
            ["backup", "--source", "images/ntfs-small.img", "--tape", "/dev/sg1"],
            "images/ntfs-small.img: no device that takes SCSI commands, and /dev/sg1 is one;"
        ),
        (
            ["restore", "--disk", "x.img", "--tape", "/dev/sg1"],
            "x.img: no device that takes SCSI commands, and /dev/sg1 is one;"
        ),
        (
            ["backup", "--source", "/dev/sg0", "--tape", "/dev/sg1", "--no-snapshot"],
            "/dev/sg0: no disk in /sys/class/scsi_generic/sg0/device/block, whose writes the"
        ),
        (
            [
                "backup", "/dev/sg0", "--tape", "/dev/sg1", "--no-snapshot", "--quiesce", "soon",
            ], "--quiesce: found soon; expected a time such as 500ms, 3s or 2m"
        ),
        (
            [
                "backup", "/dev/sg0", "--tape", "/dev/sg1", "--no-snapshot", "--catalog", "c.db",
            ], "0 names of cartridges for 1 tapes; a catalog needs --cartridge for each"
        ),
        (
            ["backup", "images/ntfs-small.img", "--tape", "t", "--quiesce", "1s"],
            "images/ntfs-small.img: no device that takes SCSI commands; --quiesce and snapshots"
        ),
        (
            ["backup", "--source", "a", "--tape", "t", "b"],
            "one disk is needed, as an argument or by --source"
        ),
        (["backup", "--tape", "t"], "one disk is needed, as an argument or by --source"),
        (
            ["backup", "/dev/sg1", "--tape", "/dev/sg0", "--no-snapshot", "--quiesce", "0s"],
            "/dev/sg1: peripheral device type sequential-access device; expected: direct access"
        ),
        (
            ["backup", "/dev/sg0", "--tape", "/dev/sg0", "--no-snapshot", "--quiesce", "0s"],
            "/dev/sg0: given twice"
        ),
        (["map", "/dev/sg9"], "READ CAPACITY(16) to /dev/sg9: CHECK CONDITION, ILLEGAL REQUEST"),
    ])
    func wrongUsageIs2(arguments: [String], message: String) throws {
        let sanbench = try Sanbench()
        let devices = try Devices(sanbench)
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let ended = try sanbench.shell("sanbench " + quoted, environment: devices.environment)
        #expect(ended.status == 2 && ended.output == "")
        #expect(ended.errors.hasPrefix("Error: " + message), "\(ended.errors)")
        #expect(!FileManager.default.fileExists(atPath: sanbench.place("t")))
    }
}
