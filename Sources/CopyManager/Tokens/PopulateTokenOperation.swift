import SCSI
import Timebase

/// Makes a token of blocks of the logical unit that got the command.
final class PopulateTokenOperation: TokenOperation {
    /// What the parameter list asks for.
    struct Request {
        let type: RODType
        let ranges: BlockRanges
        let capacity: ReadCapacity16ParameterData
        /// In seconds.
        let inactivityTimeout: UInt32
    }

    private let request: Request
    private let store: RODStore
    private var made: TokenRecord?

    init(_ request: Request, store: RODStore, _ order: Order) {
        self.request = request
        self.store = store
        super.init(order)
    }

    override var tokens: [RODTokenDescriptor] {
        made.map { [RODTokenDescriptor(token: $0.bytes)] } ?? []
    }

    override var blocks: UInt64 { made == nil ? 0 : request.ranges.blockCount }

    override func step(_ io: inout CopyIO) throws(CopyFailure) -> Bool {
        let rod = try context.representation(request.type, request.capacity)
        // Without a token it is for nobody.
        rod.hold()
        defer { rod.release() }
        for range in request.ranges.ranges {
            rod.append(
                address: range.logicalBlockAddress, count: UInt64(range.numberOfLogicalBlocks))
        }
        made = try store.makeToken(
            for: rod, lifetime: nil, inactivityTimeout: request.inactivityTimeout,
            by: context.nexus, at: io.now)
        return true
    }

    override func end(at now: Instant, isGood: Bool) {
        guard !isGood, let made else { return }
        store.withdraw(made)
        self.made = nil
    }
}
