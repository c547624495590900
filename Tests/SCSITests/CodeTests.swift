import SCSI
import Testing

@Suite struct OperationCodeTests {
    @Test(
        arguments: [
            (.testUnitReady, 6), (.space6, 6), (.read10, 10), (.modeSense10, 10), (.read12, 12),
            (.reportLUNs, 12), (.read16, 16), (.extendedCopy, 16), (.receiveCopyResults, 16),
            (.variableLengthCDB, nil), (OperationCode(rawValue: 0xC0), nil),
            (OperationCode(rawValue: 0xFF), nil),
        ] as [(OperationCode, Int?)]
    )
    func theGroupCodeGivesTheLength(code: OperationCode, length: Int?) {
        #expect(OperationCode.cdbLength(of: code) == length)
    }

    @Test func everyNamedCommandKnowsItsLength() {
        for code in OperationCode.names.keys.map(OperationCode.init(rawValue:)) {
            let isVariable = code == .variableLengthCDB || code == .extendedCDB
            #expect((OperationCode.cdbLength(of: code) == nil) == isVariable, "\(code)")
        }
    }

    @Test func namesWhatWrites() {
        let writes = (UInt8.min...UInt8.max).filter { OperationCode(rawValue: $0).isWriteFamily }
        #expect(
            writes == [
                0x04, 0x0A, 0x2A, 0x2E, 0x3F, 0x41, 0x42, 0x48, 0x53, 0x89, 0x8A, 0x8B, 0x8E, 0x93,
                0x9C, 0xAA, 0xAE,
            ]
        )
    }

    @Test func saysItsName() {
        #expect(OperationCode.extendedCopy.meaning == "EXTENDED COPY")
        #expect(OperationCode(rawValue: 0xFF).meaning == nil)
        #expect(SCSIStatus.checkCondition.meaning == "CHECK CONDITION")
        #expect(SCSIStatus.taskAborted.rawValue == 0x40)
    }
}

@Suite struct TwosComplement24Tests {
    @Test(
        arguments: [
            (0, 0), (1, 1), (0x7F_FFFF, 0x7F_FFFF), (-1, 0xFF_FFFF), (-3, 0xFF_FFFD),
            (-0x80_0000, 0x80_0000),
        ] as [(Int, UInt64)]
    )
    func keepsTheSign(value: Int, wire: UInt64) {
        #expect(TwosComplement24(clamping: value).wire == wire)
        #expect(TwosComplement24(wire: wire).value == value)
    }

    @Test func clampsWhatDoesNotFit() {
        #expect(TwosComplement24(clamping: Int.max).value == 0x7F_FFFF)
        #expect(TwosComplement24(clamping: Int.min).value == -0x80_0000)
        #expect(TwosComplement24(wire: 0xFF00_0002).value == 2)
    }
}

@Suite struct LogicalUnitNumberTests {
    @Test(arguments: [(0, 0), (255, 0x00FF), (256, 0x4100), (16383, 0x7FFF)] as [(UInt16, UInt64)])
    func hasTheFormThatHostsExpect(number: UInt16, firstLevel: UInt64) {
        let lun = LogicalUnitNumber(number)
        #expect(lun.wire == firstLevel << 48)
        #expect(lun.number == number)
    }

    @Test(
        arguments: [0xC101_0000_0000_0000, 0x0207_0000_0000_0000, 0x0001_0002_0000_0000] as [UInt64]
    )
    func hasNoPlainNumberInOtherForms(wire: UInt64) {
        #expect(LogicalUnitNumber(wire: wire).number == nil)
    }
}
