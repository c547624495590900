import WireBytes

/// What RECEIVE COPY STATUS(LID4), RECEIVE COPY DATA(LID4) and RECEIVE ROD TOKEN INFORMATION have in
/// common: where a copy stands, and how it ended (SPC-4, RECEIVE COPY STATUS(LID4) command).
///
///     Byte 0-3   AVAILABLE DATA (n-3)
///     Byte 4     b4-0 RESPONSE TO SERVICE ACTION
///     Byte 5     b7 HDD, b6-0 COPY OPERATION STATUS
///     Byte 6-7   OPERATION COUNTER
///     Byte 8-11  ESTIMATED STATUS UPDATE DELAY, milliseconds
///     Byte 12    EXTENDED COPY COMPLETION STATUS
///     Byte 13    LENGTH OF THE SENSE DATA FIELD (x-31), a multiple of four
///     Byte 14    SENSE DATA LENGTH, the bytes of the field that count
///     Byte 15    TRANSFER COUNT UNITS
///     Byte 16-23 TRANSFER COUNT
///     Byte 24-25 SEGMENTS PROCESSED
///     Byte 32-x  SENSE DATA, then zeros
public struct CopyOperationReport: Equatable, Sendable {
    /// The most bytes of sense data that fit.
    public static let maximumSenseDataLength = 252
    /// ESTIMATED STATUS UPDATE DELAY of a copy that is done.
    public static let noMoreUpdates: UInt32 = 0xFFFF_FFFE
    /// ESTIMATED STATUS UPDATE DELAY where the copy manager has no estimate.
    public static let noEstimate: UInt32 = 0xFFFF_FFFF

    /// The command that began the copy.
    public var responseToServiceAction = ExtendedCopyServiceAction.extendedCopyLID4
    /// The HDD bit: held data was discarded.
    public var heldDataDiscarded = false
    /// Where the copy stands.
    public var copyOperationStatus = CopyOperationStatus.inProgress
    /// Grows with each change of the status.
    public var operationCounter: UInt16 = 0
    /// When to ask again, in milliseconds, or `noMoreUpdates` or `noEstimate`.
    public var estimatedStatusUpdateDelay: UInt32 = 0
    /// The SCSI status that the copy ended with.
    public var extendedCopyCompletionStatus: UInt8 = 0
    /// The sense data that came with it, at most `maximumSenseDataLength` bytes; the rest is cut.
    public var senseData: [UInt8] = []
    /// What TRANSFER COUNT counts.
    public var transferCountUnits = TransferCountUnits.bytes
    /// How much was written to destinations, rounded down to whole units.
    public var transferCount: UInt64 = 0
    /// How many segments were or are being processed.
    public var segmentsProcessed: UInt16 = 0

    /// A copy of which nothing is known yet.
    public init() {}

    /// The sense data that goes on the wire.
    var sentSenseData: ArraySlice<UInt8> { senseData.prefix(Self.maximumSenseDataLength) }
    /// The bytes of the field that it is sent in.
    var senseDataFieldLength: Int { (sentSenseData.count + 3) / 4 * 4 }
}

/// The COPY OPERATION STATUS field (SPC-4, RECEIVE COPY STATUS(LID4) command).
public struct CopyOperationStatus: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x7F }

    public static let completed = Self(rawValue: 0x01)
    public static let completedWithErrors = Self(rawValue: 0x02)
    /// Without errors, but a ROD token was used in part, or is shorter than was asked for.
    public static let completedPartially = Self(rawValue: 0x03)
    /// Without errors, but residual data is left.
    public static let completedWithResidual = Self(rawValue: 0x04)
    /// Not known whether in foreground or in background.
    public static let inProgress = Self(rawValue: 0x10)
    public static let inForeground = Self(rawValue: 0x11)
    public static let inBackground = Self(rawValue: 0x12)
    /// Ended by an abort or a reset.
    public static let terminated = Self(rawValue: 0x60)

    public static let names: [UInt8: String] = [
        0x01: "completed without errors", 0x02: "completed with errors",
        0x03: "completed without errors, ROD token used or made in part",
        0x04: "completed without errors, residual data left",
        0x10: "in progress, in foreground or background", 0x11: "in progress in foreground",
        0x12: "in progress in background", 0x60: "terminated",
    ]
}

/// Parameter data that begins with a `CopyOperationReport`, whose properties it has as its own.
@dynamicMemberLookup
public protocol CopyOperationReporting: WireStructure {
    /// Where the copy stands, and how it ended.
    var report: CopyOperationReport { get set }
}

extension CopyOperationReporting {
    /// A property of the report.
    public subscript<Value>(
        dynamicMember path: WritableKeyPath<CopyOperationReport, Value>
    ) -> Value {
        get { report[keyPath: path] }
        set { report[keyPath: path] = newValue }
    }

    /// The fields of the report, up to the end of the sense data.
    static var reportFields: [WireField<Self>] {
        [
            .extent("AVAILABLE DATA", 0...3, from: 4),
            .reserved(4...4, bits: (7, 5)),
            .number(
                "RESPONSE TO SERVICE ACTION", 4...4, bits: (4, 0), \.report.responseToServiceAction),
            .flag("HDD", 5, bit: 7, \.report.heldDataDiscarded, "held data was discarded"),
            .number(
                "COPY OPERATION STATUS", 5...5, bits: (6, 0), \.report.copyOperationStatus),
            .number(
                "OPERATION COUNTER", 6...7, \.report.operationCounter,
                "grows with each change of the status"),
            .number(
                "ESTIMATED STATUS UPDATE DELAY", 8...11, \.report.estimatedStatusUpdateDelay,
                "milliseconds"
            ).meaning(delayMeaning),
            .number(
                "EXTENDED COPY COMPLETION STATUS", 12...12, \.report.extendedCopyCompletionStatus
            ).meaning { $0.number(at: 12).flatMap { SCSIStatus(wire: $0).meaning } },
            .length("LENGTH OF THE SENSE DATA FIELD", 13...13, of: "Sense data field") {
                $0.report.senseDataFieldLength
            },
            .length("SENSE DATA LENGTH", 14...14, of: "SENSE DATA") {
                $0.report.sentSenseData.count
            },
            .number("TRANSFER COUNT UNITS", 15...15, \.report.transferCountUnits),
            .number(
                "TRANSFER COUNT", 16...23, \.report.transferCount,
                "written to destinations, in those units"),
            .number(
                "SEGMENTS PROCESSED", 24...25, \.report.segmentsProcessed,
                "with the one in progress"),
            .reserved(26...31),
            .senseDataField(),
        ]
    }

    private static func delayMeaning(_ frame: WireFrame) -> String? {
        switch frame.number(at: 8, count: 4) {
        case UInt64(CopyOperationReport.noMoreUpdates): "no more updates, the copy is done"
        case UInt64(CopyOperationReport.noEstimate): "no estimate"
        default: nil
        }
    }
}

extension WireField where Structure: CopyOperationReporting {
    /// The SENSE DATA field: as long as one length says, of which another says how much counts.
    fileprivate static func senseDataField() -> WireField {
        let sense = senseData("SENSE DATA", \.report.senseData)
        return WireField(
            name: "SENSE DATA", place: nil,
            encode: { structure, bytes in
                let report = structure.report
                bytes += report.sentSenseData
                let fill = report.senseDataFieldLength - report.sentSenseData.count
                bytes += [UInt8](repeating: 0, count: fill)
            },
            decode: { (structure, frame) throws(WireError) in
                let field = frame.announced["Sense data field"] ?? 0
                let counted = frame.announced["SENSE DATA"] ?? 0
                guard counted <= field else {
                    throw WireError(
                        structure: frame.layout, field: "SENSE DATA LENGTH",
                        offset: frame.start + 14,
                        problem: .impossibleLength(
                            found: counted, expected: "at most \(field)"))
                }
                try sense.decode(&structure, &frame)
                frame.announced["Fill"] = field - counted
                _ = try frame.takePart("Fill")
            },
            explain: { frame in
                let field = frame.announced["Sense data field"] ?? 0
                let counted = frame.announced["SENSE DATA"] ?? 0
                frame.announced["SENSE DATA"] = min(counted, field)
                var lines = sense.explain(&frame)
                if counted > field, !lines.isEmpty {
                    lines[lines.count - 1].fault = "\(counted) bytes in a field of \(field)"
                }
                frame.announced["Fill"] = max(0, field - counted)
                let (fill, fault) = frame.cutPart("Fill")
                if !fill.isEmpty {
                    lines.append(explainPart("Fill", fill, "", frame, fault: fault))
                }
                return lines
            })
    }
}
