import Devices
import Media
import SCSI
import Timebase

/// A CSCD descriptor ID of the parameter list with the logical unit that it stands for.
final class CSCDBinding {
    /// The logical unit; `nil` for a null one.
    let target: (any CopyTarget)?
    /// What a command to a null logical unit ends with.
    let nullCondition: CopyCondition
    /// What that is blamed on; `nil` for the descriptor.
    let nullField: FieldPointer?
    /// Which device type specific parameters hold.
    let deviceClass: CSCDDeviceClass
    /// PAD.
    let pad: Bool
    /// Block devices: bytes of a block. Stream devices: bytes of a fixed block; 0 for variable.
    let blockLength: Int
    /// Where the descriptor stands in the parameter list; `nil` for well-known IDs.
    let listOffset: Int?

    init(
        target: (any CopyTarget)?, nullCondition: CopyCondition = .unreachableCSCD,
        nullField: FieldPointer? = nil, deviceClass: CSCDDeviceClass, pad: Bool, blockLength: Int,
        listOffset: Int?
    ) {
        self.target = target
        self.nullCondition = nullCondition
        self.nullField = nullField
        self.deviceClass = deviceClass
        self.pad = pad
        self.blockLength = blockLength
        self.listOffset = listOffset
    }

    /// The pointer to the CSCD descriptor: byte 0 of it, counted in the parameter list.
    var field: FieldPointer? { listOffset.map { .parameterList($0) } }

    /// What a command to it fails with where it stands for no logical unit.
    var nullFailure: CopyFailure { CopyFailure(nullCondition, at: nullField ?? field) }

    /// Whether a command that met this may simply be sent again: a unit attention for changed mode
    /// parameters, which a copy does not rely on, or for a reset, by which a tape would have lost
    /// the position that the data belongs to.
    func canIgnore(_ sense: SenseData?) -> Bool {
        guard let sense, sense.key == .unitAttention else { return false }
        return sense.code.code == 0x2A || (sense.code.code == 0x29 && deviceClass == .block)
    }

    /// How many bytes one READ or WRITE of a stream device moves.
    func streamUnit(_ transferLength: UInt32) -> Int {
        blockLength == 0 ? Int(transferLength) : blockLength * Int(transferLength)
    }
}

/// Which side of a segment a command goes to.
enum CopySide {
    case source
    case destination
}

/// Sends commands for one segment and adds up the time that they take.
struct CopyIO {
    let segment: UInt16
    let start: Instant
    private(set) var duration = Nanoseconds.zero

    /// When the next command is sent.
    var now: Instant { start + duration }

    /// How often a command is sent again that met a unit attention which is of no concern to it.
    static let unitAttentionRetries = 3
    /// How often a command is sent again that met BUSY or TASK SET FULL.
    let busyRetries: Int

    init(segment: Int, start: Instant, busyRetries: Int = 0) {
        self.segment = UInt16(clamping: segment)
        self.start = start
        self.busyRetries = busyRetries
    }

    /// Sends a command and returns its completion, whatever it is.
    ///
    /// - Parameter length: how many bytes it is to return.
    mutating func send(
        _ cdb: [UInt8], _ dataOut: DataBuffer = DataBuffer(), expecting length: Int = 0,
        to binding: CSCDBinding
    ) throws(CopyFailure) -> Completion {
        guard let target = binding.target else {
            throw binding.nullFailure
        }
        var attempt = 0
        var refusals = 0
        while true {
            let (completion, time) = target.execute(
                cdb: cdb, dataOut: dataOut, dataInLength: length, segment: segment, at: now)
            duration += time
            guard let completion else {
                throw CopyFailure(.notReachable, at: binding.field)
            }
            let isBusy = completion.status == .busy || completion.status == .taskSetFull
            if isBusy && refusals < busyRetries {
                refusals += 1
            } else if binding.canIgnore(completion.sense) && attempt < Self.unitAttentionRetries {
                attempt += 1
            } else {
                return completion
            }
        }
    }

    /// Sends a command that must succeed. A stream device that has stored all its data and warns
    /// of the end of the medium has succeeded (SPC-4 6.4.3.3).
    mutating func demand(
        _ cdb: [UInt8], _ dataOut: DataBuffer = DataBuffer(), expecting length: Int = 0,
        to binding: CSCDBinding, _ side: CopySide
    ) throws(CopyFailure) -> Completion {
        let completion = try send(cdb, dataOut, expecting: length, to: binding)
        if completion.status == .good { return completion }
        if side == .destination && completion.sense?.warnsOfTheEnd == true { return completion }
        let forwarded = SenseData.Forwarded(
            status: completion.status.rawValue, sense: completion.senseBytes)
        throw CopyFailure(
            Self.condition(completion.sense), at: binding.field,
            source: side == .source ? forwarded : nil,
            destination: side == .destination ? forwarded : nil)
    }

    /// What a command that failed has failed with.
    private static func condition(_ sense: SenseData?) -> CopyCondition {
        if sense?.code == .blockAddressOutOfRange { return .beyondCapacity }
        return sense?.key == .dataProtect ? .writeProtected : .thirdPartyDeviceFailure
    }
}
