import CopyManager
import FileSAN
import SCSI
import SGInitiator
import ServerlessBackup
import Testing

@testable import DeviceSAN

/// Files and devices, by their paths.
@Suite struct DeviceSANTests {
    private final class Disk: Initiator {
        func execute(_ request: CommandRequest) -> Reply { Reply(status: .good) }
    }

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
        try san.requireOneKind()
        try san.close()
    }

    @Test func noCopyManagerReachesFilesAndDevices() throws {
        let folder = try ScratchFolder()
        try folder.write(String(repeating: "a", count: 1024), to: "image")
        let san = DeviceSAN(profile: CopyManagerProfile())
        _ = san.add(Disk(), path: "/dev/sg1")
        try san.requireOneKind()
        _ = try san.disk(folder.path + "/image", access: .reading)
        let fault = #expect(throws: DeviceFault.self) { try san.requireOneKind() }
        #expect(
            fault?.description.hasPrefix("\(folder.path)/image: a file, and /dev/sg1 is a device;")
                == true)
    }
}
