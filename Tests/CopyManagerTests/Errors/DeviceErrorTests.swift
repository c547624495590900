import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// A device that ends one of the copy manager's commands badly: 0A/0D/01, with what it said.
@Suite struct DeviceErrorTests {
    static let diskA = ListBytes.disk(CopyBench.naaA)
    static let diskB = ListBytes.disk(CopyBench.naaB)
    static let tape1 = ListBytes.tape(CopyBench.naa1, 512)
    static let variable1 = ListBytes.tape(CopyBench.naa1)
    static let tape2 = ListBytes.tape(CopyBench.naa2, 512)

    // MARK: What devices say of their own accord

    @Test func aSourceBeyondTheCapacity() throws {
        let bench = try CopyBench()
        let list = ListBytes.list(
            [Self.diskA, Self.tape1],
            [
                ListBytes.blockToStream(transfer: 1, blocks: 4),
                ListBytes.blockToStream(transfer: 1, blocks: 4, lba: 62),
            ])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 01 0d 01 00 80 00 10 \
            02 f0 00 05 00 00 00 40 0a 00 00 00 00 21 00 00 00 00 00
            """)
        #expect(bench.position("1") == 4)
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 2, 0, 2, 0, 0, 0, 8, 0])
    }

    /// An address of 64 bits does not fit the INFORMATION field, and adds up to no other address.
    @Test func aSourceAtTheLastAddress() throws {
        let bench = try CopyBench()
        let list = ListBytes.list(
            [Self.diskA, Self.tape1],
            [
                ListBytes.blockToStream(transfer: 1, blocks: 4)
                    .with([UInt8](repeating: 0xFF, count: 8), at: 16)
            ])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 70 00 05 00 00 00 00 0a 00 00 00 00 21 00 00 00 00 00
            """)
    }

    @Test func aDestinationBeyondTheCapacity() throws {
        let bench = try CopyBench()
        let list = ListBytes.list(
            [Self.diskA, Self.diskB], [ListBytes.blockToBlock(blocks: 4, to: 63)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 f0 00 05 00 00 00 40 0a 00 00 00 00 21 00 00 00 00 00
            """)
        #expect(try bench.diskB.bytes() == bench.diskB.content)
    }

    @Test func aWriteProtectedDestination() throws {
        let bench = try CopyBench(BenchShape(isBWriteProtected: true))
        let list = ListBytes.list([Self.diskA, Self.diskB], [ListBytes.blockToBlock(blocks: 4)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00
            """)
        #expect(try bench.diskB.bytes() == bench.diskB.content)
    }

    /// What a tape may hold in place of the 512 bytes that are wanted third.
    enum ThirdObject: CaseIterable {
        case filemark, nothing, shorter, longer

        /// The tape's sense data, behind its response code.
        var sense: String {
            switch self {
            case .filemark: "f0 00 80 00 00 02 00 0a 00 00 00 00 00 01 00 00 00 00"
            case .nothing: "f0 00 08 00 00 02 00 0a 00 00 00 00 00 05 00 00 00 00"
            case .shorter: "f0 00 20 00 00 00 64 0a 00 00 00 00 00 00 00 00 00 00"
            case .longer: "f0 00 20 ff ff ff 9c 0a 00 00 00 00 00 00 00 00 00 00"
            }
        }
    }

    @Test(arguments: ThirdObject.allCases, [false, true])
    func aTapeThatHoldsSomethingElse(_ third: ThirdObject, _ isFixed: Bool) throws {
        let bench = try CopyBench()
        let records = try bench.tape1.record([512, 512])
        switch third {
        case .filemark: try bench.tape1.cartridge.append(filemarks: 1, at: 2)
        case .nothing: break
        case .shorter: try bench.tape1.record([412])
        case .longer: try bench.tape1.record([612])
        }
        let list = ListBytes.list(
            [isFixed ? Self.tape1 : Self.variable1, Self.diskB],
            [
                ListBytes.streamToBlock(transfer: isFixed ? 1 : 512, blocks: 2),
                ListBytes.streamToBlock(transfer: isFixed ? 1 : 512, blocks: 2, lba: 2),
            ])
        expectSense(
            bench.copy(list),
            "70 00 0a 00 00 00 00 1d 12 00 00 01 0d 01 00 80 00 10 02 \(third.sense)")
        #expect(try bench.diskB.blocks(0, 2) == records.flatMap { $0 })
        #expect(try bench.diskB.blocks(2, 62) == bench.diskB.original(2, 62))
        // The tape is behind what it met, as after a READ that met it.
        #expect(bench.position("1") == (third == .nothing ? 2 : 3))
    }

    /// Early warning comes with data that was written, which counts as written.
    @Test func earlyWarningIsNoError() throws {
        let bench = try CopyBench(BenchShape(capacity: 5 * 512, earlyWarning: 1024))
        let list = ListBytes.list(
            [Self.diskA, Self.tape1],
            [
                ListBytes.blockToStream(transfer: 1, blocks: 4), ListBytes.filemarks(1, count: 2),
            ])
        expectGood(bench.copy(list))
        #expect(bench.position("1") == 6)
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 8, 0])
    }

    @Test func aTapeThatIsFull() throws {
        let bench = try CopyBench(BenchShape(capacity: 5 * 512, earlyWarning: 1024))
        let list = ListBytes.list(
            [Self.diskA, Self.tape1], [ListBytes.blockToStream(transfer: 1, blocks: 8)])
        expectSense(
            bench.copy(list),
            """
            f0 00 0a 00 00 00 03 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 f0 00 4d 00 00 02 00 0a 00 00 00 00 00 02 00 00 00 00
            """)
        #expect(bench.position("1") == 5)
    }

    /// Filemarks are no data: INFORMATION is not valid, though one was written.
    @Test func filemarksThatDoNotFit() throws {
        let bench = try CopyBench(BenchShape(capacity: 100))
        let list = ListBytes.list([Self.tape1], [ListBytes.filemarks(count: 2)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 10 \
            02 f0 00 4d 00 00 00 01 0a 00 00 00 00 00 02 00 00 00 00
            """)
        #expect(try bench.tape1.items() == [.filemark])
    }

    /// A drive without a cartridge.
    @Test func aDriveThatIsNotReady() throws {
        let bench = try CopyBench()
        bench.tape1.device.removeCartridge()
        let list = ListBytes.list(
            [Self.diskA, Self.tape1], [ListBytes.blockToStream(transfer: 1, blocks: 1)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 70 00 02 00 00 00 00 0a 00 00 00 00 3a 00 00 00 00 00
            """)
    }

    /// Sense data of the member in descriptor format is forwarded as it is.
    @Test func forwardsTheFormatOfTheMember() throws {
        let bench = try CopyBench()
        bench.setDescriptorSense("1")
        let list = ListBytes.list(
            [Self.tape1, Self.diskB], [ListBytes.streamToBlock(transfer: 1, blocks: 1)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1f 12 00 00 00 0d 01 00 80 00 10 \
            02 72 08 00 05 00 00 00 0c 00 0a 80 00 00 00 00 00 00 00 02 00
            """)
    }
}
