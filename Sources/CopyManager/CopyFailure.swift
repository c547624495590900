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
    /// The segment descriptor in which it was found before the first segment.
    var segment: FailedSegment?

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
struct FailedSegment: Equatable {
    /// Its number, from 0.
    var number: Int
    /// Where its descriptor begins in the parameter list.
    var listOffset: Int
    /// By how many bytes fields from byte 16 on stand nearer to its beginning.
    var shift = 0
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
        let isOfSegment = deviation.namesSegment ?? (segment != nil)
        let wasFoundBefore = segment == nil
        let segment = isOfSegment ? segment ?? failure.segment : nil
        let isNamed =
            failure.condition.isIllegalRequestAlways
            && switches.lateIllegalKey == .illegalRequest
        let standard: SenseKey = segment == nil || isNamed ? .illegalRequest : .copyAborted
        var sense = SenseData(
            deviation.key ?? standard,
            deviation.code ?? switched(failure.condition) ?? failure.condition.code,
            at: deviation.field ?? pointer(failure.field, segment, wasFoundBefore))
        guard let segment else { return sense }
        sense.segment = UInt16(clamping: segment.number)
        sense.information = segment.residue
        if quirks.forwardsSense && deviation.forwards {
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
    private func pointer(
        _ field: FieldPointer?, _ segment: FailedSegment?, _ wasFoundBefore: Bool
    ) -> FieldPointer? {
        guard let field, let segment, !field.isInCDB else { return field }
        if field.isInSegment {
            let byte = Int(field.byte) < 16 ? Int(field.byte) : Int(field.byte) - segment.shift
            return quirks.pointsIntoParameterListOnly
                ? .parameterList(segment.listOffset + byte, bit: field.bit)
                : .segment(byte, bit: field.bit)
        }
        // Found before the first segment, and reported as of the segment that it was found in.
        // CSCD descriptors lie before all segment descriptors.
        let isElsewhere = !wasFoundBefore || Int(field.byte) < segment.listOffset
        if isElsewhere || quirks.pointsIntoParameterListOnly { return field }
        return .segment(Int(field.byte) - segment.listOffset, bit: field.bit)
    }
}
