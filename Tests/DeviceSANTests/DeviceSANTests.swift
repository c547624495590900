import CopyManager
import FileSAN
import SCSI
import SGInitiator
import ServerlessBackup
import Testing

@testable import DeviceSAN

/// Files and devices, by their paths.
@Suite struct DeviceSANTests {
    @Test func filesAreNoDevices() throws {
        let folder = try ScratchFolder()
        try folder.write(String(repeating: "a", count: 1024), to: "image")
        for name in ["image", "", "nothing"] {
            #expect(!DeviceSAN.isDevice(folder.path + "/" + name))
        }
        #expect(!DeviceSAN.isDevice("/dev/null"))
        let san = DeviceSAN(profile: CopyManagerProfile())
        let disk = try san.disk(folder.path + "/image", access: .reading)
        #expect(disk.name == folder.path + "/image")
        let reader = try san.blockReader(folder.path + "/image", blockLength: 512)
        #expect(reader.blockCount == 2)
        try DeviceSAN.requireOneKind([folder.path + "/image", folder.path + "/nothing"])
        try san.close()
    }

    /// Answers every command alike, and keeps what came.
    private final class Disk: Initiator {
        private let reply: Reply
        private(set) var sent: [[UInt8]] = []

        init(_ reply: Reply) { self.reply = reply }

        func execute(_ request: CommandRequest) -> Reply {
            sent.append(request.cdb)
            return reply
        }
    }

    private static func refusal(_ key: SenseKey, _ code: AdditionalSenseCode) -> Reply {
        Reply(status: .checkCondition, sense: SenseData(key, code).encoded(.fixed))
    }

    @Test func whatWasWrittenIsFlushed() throws {
        let san = DeviceSAN(profile: CopyManagerProfile())
        let disks = [
            Disk(Reply(status: .good)), Disk(Self.refusal(.illegalRequest, .invalidOperationCode)),
            Disk(Reply(status: .good)),
        ]
        for (number, disk) in disks.enumerated() {
            _ = try san.add(disk, path: "/dev/sg\(number)", isWritten: number < 2)
        }
        try san.close()
        try san.close()
        let flush = SynchronizeCache10CDB().encoded()
        #expect(disks.map(\.sent) == [[flush], [flush], []])
        let broken = Disk(Self.refusal(.mediumError, .writeError))
        _ = try san.add(broken, path: "/dev/sg7", isWritten: true)
        let fault = #expect(throws: DeviceFault.self) { try san.close() }
        #expect(
            fault?.description.hasPrefix(
                "/dev/sg7: SYNCHRONIZE CACHE(10): CHECK CONDITION, MEDIUM ERROR 0C/00") == true)
    }

    /// A snapshot command that prints the disk's own path has taken none.
    @Test func noDeviceIsTwo() throws {
        let san = DeviceSAN(profile: CopyManagerProfile())
        let disk = try san.add(Disk(Reply(status: .good)), path: "/dev/null")
        #expect(throws: DeviceFault.self) {
            try san.add(Disk(Reply(status: .good)), path: "/dev/null")
        }
        #expect(disk.name == "/dev/null")
    }
}
