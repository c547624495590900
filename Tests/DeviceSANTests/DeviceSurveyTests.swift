import SCSI
import SGInitiator
import Styling
import Testing

@testable import DeviceSAN

/// What `doctor` asks a device, and what it makes of the answers.
@Suite struct DeviceSurveyTests {
    /// Answers by the first bytes of the CDB; other commands are unknown to it.
    private final class Unit: Initiator {
        var answers: [([UInt8], Reply)] = []

        func execute(_ request: CommandRequest) -> Reply {
            let found = answers.first { request.cdb.starts(with: $0.0) }
            let sense = SenseData(.illegalRequest, .invalidOperationCode).encoded(.fixed)
            return found?.1 ?? Reply(status: .checkCondition, sense: sense)
        }

        func add(_ cdb: [UInt8], _ data: some WireStructure) {
            answers.append((cdb, Reply(status: .good, dataIn: data.encoded())))
        }
    }

    private func unit(
        _ type: PeripheralDeviceType, hasCopyManager: Bool = false, product: String = "DISK"
    ) -> Unit {
        let unit = Unit()
        var data = StandardInquiryData(
            peripheralDeviceType: type, vendor: "SANBENCH", product: product, revision: "0042")
        data.thirdPartyCopy = hasCopyManager
        unit.add([0x12, 0x00], data)
        return unit
    }

    private func survey(_ unit: Unit) -> DeviceSurvey {
        DeviceSurvey(path: "/dev/sg4", isPermitted: true) { () throws(DeviceFault) in unit }
    }

    private static let parameters: CopyOperatingParametersData = {
        var data = CopyOperatingParametersData()
        data.maximumCSCDDescriptorCount = 5
        data.maximumSegmentDescriptorCount = 9
        data.maximumDescriptorListLength = 1792
        data.maximumSegmentLength = 19_088_743
        data.maximumInlineDataLength = 9320
        data.maximumStreamDeviceTransferSize = 1_048_640
        data.totalConcurrentCopies = 515
        data.implementedDescriptors = [0x00, 0x02, 0xE4]
        return data
    }()

    @Test func aDiskWithACopyManagerSaysAll() {
        let unit = unit(.directAccess, hasCopyManager: true)
        unit.add(
            [0x9E, 0x10],
            ReadCapacity16ParameterData(
                blockCount: 0x1_0000_0000, logicalBlockLengthInBytes: 4096))
        unit.add([0x84, 0x03], Self.parameters)
        let found = survey(unit)
        #expect(found.problem == nil && found.type == "direct access block device")
        #expect(found.make == "SANBENCH DISK 0042")
        #expect(found.byteCount == 1 << 44 && found.blockLength == 4096)
        #expect(found.limits?.segmentDescriptors == 9 && found.limits?.inlineDataLength == 9320)
        let machine = MachineSurvey(findings: [], devices: [found])
        let text = MachineReport(machine, style: TextStyle(isColoured: false)).lines
            .joined(separator: "\n")
        #expect(
            text.contains(
                """
                  /dev/sg4  SANBENCH DISK 0042  direct access block device  17,592,186,044,416 B \
                in blocks of 4096
                    copy manager: 5 CSCD and 9 segment descriptors in 1,792 B, 515 copies at once
                    a segment: 19,088,743 B; inline data: 9,320 B; a tape record: 1,048,640 B
                    00h block device to stream device
                    02h block device to block device
                    E4h identification descriptor
                """), "\(text)")
    }

    @Test func anOldDiskIsAskedInTheOldWay() {
        let unit = unit(.directAccess)
        unit.add(
            [0x25],
            ReadCapacity10ParameterData(blockCount: 2000, logicalBlockLengthInBytes: 512))
        let found = survey(unit)
        #expect(found.byteCount == 1_024_000 && found.limits == nil && !found.hasCopyManager)
        #expect(found.problem == nil)
    }

    @Test func aTapeHasNoCapacity() {
        let found = survey(unit(.sequentialAccess))
        #expect(found.type == "sequential-access device" && found.byteCount == nil)
        #expect(found.problem == nil)
    }

    /// A device may say anything: no terminal gets it as it is, and no sum overflows.
    @Test func hostileAnswersAreHarmless() {
        let unit = unit(.directAccess, product: "\u{1B}[31mRED\u{7}")
        var capacity = ReadCapacity16ParameterData()
        capacity.returnedLogicalBlockAddress = .max
        capacity.logicalBlockLengthInBytes = .max
        unit.add([0x9E, 0x10], capacity)
        let found = survey(unit)
        #expect(found.make == "SANBENCH ?[31mRED? 0042" && found.byteCount == nil)
        for length in 0..<36 {
            let short = Unit()
            short.answers = [
                ([0x12], Reply(status: .good, dataIn: Array(repeating: 0xFF, count: length)))
            ]
            #expect(survey(short).problem != nil)
        }
    }

    @Test func whatDoesNotAnswerIsNamed() {
        let unit = Unit()
        unit.answers = [([0x12], Reply(transportFailure: .timedOut))]
        #expect(survey(unit).problem == "INQUIRY: no answer in time")
        let refused = DeviceSurvey(path: "/dev/sg4", isPermitted: false) {
            () throws(DeviceFault) in throw DeviceFault("/dev/sg4", "opening it: Permission denied")
        }
        #expect(refused.problem == "/dev/sg4: opening it: Permission denied")
        let manager = self.unit(.sequentialAccess, hasCopyManager: true)
        #expect(
            survey(manager).problem?.hasPrefix("RECEIVE COPY RESULTS: CHECK CONDITION,") == true
        )
    }
}
