import Devices
import SCSI
import Timebase

/// A fault that is to be injected.
public struct Fault: Sendable {
    /// When it strikes.
    public enum Trigger: Sendable, Equatable {
        /// The `nth` command, counted from 1, that the copy manager sends for this segment,
        /// counted from 0.
        case segment(UInt16, nth: Int)
        /// The `nth` command with this operation code, counted from 1.
        case command(OperationCode, nth: Int)
        /// The first command that ends at this instant or later.
        case time(Instant)
    }

    /// What it does instead of the command.
    public enum Effect: Sendable, Equatable {
        /// CHECK CONDITION with this sense data, which is large.
        indirect case checkCondition(SenseData)
        /// BUSY.
        case busy
        /// No answer.
        case unreachable
        /// The command is performed, and returns so many bytes instead of what it was to return:
        /// the first ones, or all of them and zeros.
        case dataIn(count: Int)
    }

    /// The logical unit.
    public var unit: String
    /// When it strikes.
    public var trigger: Trigger
    /// How often it strikes, then never again.
    public var times: Int
    /// What it does.
    public var effect: Effect

    /// Plans one fault.
    public init(unit: String, trigger: Trigger, times: Int, effect: Effect) {
        self.unit = unit
        self.trigger = trigger
        self.times = times
        self.effect = effect
    }
}

/// The faults that are still to come.
struct FaultPlan {
    private var faults: [Fault] = []
    /// How many commands each trigger has seen that it is meant for.
    private var seen: [Int] = []

    var isEmpty: Bool { faults.isEmpty }

    mutating func add(_ fault: Fault) {
        faults.append(fault)
        seen.append(0)
    }

    /// The fault that strikes a command, if one does.
    mutating func strike(
        unit: String, code: UInt8, segment: UInt16?, at now: Instant
    ) -> Fault.Effect? {
        var effect: Fault.Effect?
        for index in faults.indices where faults[index].unit == unit && faults[index].times > 0 {
            let isStruck: Bool
            switch faults[index].trigger {
            case .segment(let number, let nth):
                // What the copy manager asks before it moves data is not the segment's work.
                let isMeant = segment == number && OperationCode(rawValue: code).movesMedium
                if isMeant { seen[index] += 1 }
                isStruck = isMeant && seen[index] >= nth
            case .command(let wanted, let nth):
                if wanted.rawValue == code { seen[index] += 1 }
                isStruck = wanted.rawValue == code && seen[index] >= nth
            case .time(let instant):
                isStruck = now >= instant
            }
            if isStruck && effect == nil {
                faults[index].times -= 1
                effect = faults[index].effect
            }
        }
        return effect
    }
}

extension OperationCode {
    /// Whether a command reads, writes or moves over the medium.
    var movesMedium: Bool {
        switch self {
        case .inquiry, .testUnitReady, .requestSense, .reportLUNs, .modeSense6, .modeSense10,
            .readCapacity10:
            false
        default: true
        }
    }
}
