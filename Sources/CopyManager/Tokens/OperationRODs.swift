import Devices
import SCSI
import Timebase

/// The representations of data that one copy uses and makes.
final class OperationRODs {
    private let store: RODStore
    private let list: AcceptedParameterList
    private let context: CopyContext

    /// The tokens that R_TOKEN asked for, with the IDs of their CSCD descriptors.
    private(set) var createdTokens: [RODTokenDescriptor] = []

    init(store: RODStore, list: AcceptedParameterList, context: CopyContext) {
        self.store = store
        self.list = list
        self.context = context
    }

    /// The representation of data that a CSCD descriptor stands for, as a copy source or copy
    /// destination.
    func binding(
        _ named: AcceptedCSCD, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
    }

    /// BEh.
    func populate(
        _ segment: RODFromBlockRangesSegment, _ io: inout CopyIO
    ) throws(CopyFailure) {
        throw CopyFailure(.unsupportedSegmentDescriptor)
    }

    /// BFh.
    func populate(
        _ segment: RODFromBlockRangeSegment, _ io: inout CopyIO
    ) throws(CopyFailure) {
        throw CopyFailure(.unsupportedSegmentDescriptor)
    }

    /// 07h of a representation of data: its token is validated.
    func verify(_ named: AcceptedCSCD, at now: Instant) throws(CopyFailure) {
        throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
    }

    /// The copy has ended: tokens are made, and what only the copy needed goes.
    func end(at now: Instant, isGood: Bool) {}
}
