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
}
