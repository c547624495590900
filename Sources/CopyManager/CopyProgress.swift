import Devices

/// How far a copy has come that has not ended.
public struct CopyProgress {
    /// The logical unit that got the command.
    public let receiver: any LogicalUnit
    /// The nexus that sent it.
    public let nexus: NexusIdentifier
    /// LIST IDENTIFIER; `nil` where the copy has none.
    public let listIdentifier: UInt32?
    /// Segments that were or are being processed.
    public let segmentsProcessed: Int
    /// Bytes that were written to destinations by successful commands.
    public let bytesWritten: UInt64
}

extension CopyManager {
    /// All copies that have not ended, in the order in which they began.
    public var progress: [CopyProgress] {
        operations.map { copy in
            let name = results.running.first { $0.value.operation === copy }?.key
            return CopyProgress(
                receiver: copy.context.receiver, nexus: copy.context.nexus,
                listIdentifier: name?.listIdentifier,
                segmentsProcessed: copy.segmentsProcessed, bytesWritten: copy.bytesWritten)
        }
    }
}
