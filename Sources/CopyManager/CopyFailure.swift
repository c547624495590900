import SCSI

/// Why a copy is refused, or a segment cannot go on, before it becomes sense data.
struct CopyFailure: Error, Equatable {
    /// What happened.
    var condition: CopyCondition
    /// The field in error, where a field is to blame.
    var field: FieldPointer?
    /// What the copy source reported.
    var source: SenseData.Forwarded?
    /// What the copy destination reported.
    var destination: SenseData.Forwarded?

    init(
        _ condition: CopyCondition, at field: FieldPointer? = nil,
        source: SenseData.Forwarded? = nil, destination: SenseData.Forwarded? = nil
    ) {
        self.condition = condition
        self.field = field
        self.source = source
        self.destination = destination
    }
}

/// Which segment failed, and what it had done.
struct FailedSegment {
    /// Its number, from 0.
    var number: Int
    /// Where its descriptor begins in the parameter list.
    var listOffset: Int
    /// What would have been written and was not, in the destination's units; `nil` where nothing
    /// was written, which leaves INFORMATION invalid.
    var residue: Int64?
}

extension CopyManagerProfile {
    /// The sense data of a copy that ends with `failure`: before the first segment, or while
    /// `segment` was processed (SPC-4, Errors detected before and during processing of segment
    /// descriptors). This is the one place where copy failures become sense data.
    func sense(_ failure: CopyFailure, in segment: FailedSegment? = nil) -> SenseData {
        let deviation = sense[failure.condition] ?? ReportedSense()
        let isNamed =
            failure.condition.isIllegalRequestAlways
            && switches.lateIllegalKey == .illegalRequest
        let standard: SenseKey = segment == nil || isNamed ? .illegalRequest : .copyAborted
        var sense = SenseData(
            deviation.key ?? standard,
            deviation.code ?? switched(failure.condition) ?? failure.condition.code,
            at: deviation.field ?? pointer(failure.field, segment))
        guard let segment else { return sense }
        sense.segment = UInt16(clamping: segment.number)
        sense.information = segment.residue
        if quirks.forwardsSense {
            sense.forwardedFromSource = failure.source
            sense.forwardedFromDestination = failure.destination
            sense.forwardingStyle = quirks.forwarding
        }
        return sense
    }

    /// The code of a condition for which there is a switch of its own.
    private func switched(_ condition: CopyCondition) -> AdditionalSenseCode? {
        switch condition {
        case .nullLogicalUnit: switches.nulNeedsCommandAsc
        case .unreachableCSCD, .cscdIDWithoutDescriptor: switches.unreachableAsc
        case .immediateConflict: switches.immedConflictAsc
        case .beyondCapacity: switches.capacityAsc
        default: nil
        }
    }

    /// The field pointer as this copy manager writes it: from the segment descriptor, or always
    /// from the parameter list.
    private func pointer(_ field: FieldPointer?, _ segment: FailedSegment?) -> FieldPointer? {
        guard let field, field.isInSegment, let segment, quirks.pointsIntoParameterListOnly
        else { return field }
        return .parameterList(segment.listOffset + Int(field.byte), bit: field.bit)
    }
}
