import Media

/// One command on its way to a logical unit: SAM's task (SAM-5 5.1).
public struct SCSITask: Sendable {
    /// Where it comes from.
    public var nexus: NexusIdentifier
    /// The nexus whose rights a reservation is to look at, where it is not the one that the command
    /// comes from: the copy manager acts for the sender of a copy command on the logical unit that
    /// got it.
    public var rightsOf: NexusIdentifier?
    /// The command descriptor block.
    public var cdb: [UInt8]
    /// The Data-Out Buffer.
    public var dataOut: DataBuffer

    /// A command with what it sends.
    public init(nexus: NexusIdentifier, cdb: [UInt8], dataOut: DataBuffer = DataBuffer()) {
        self.nexus = nexus
        self.cdb = cdb
        self.dataOut = dataOut
    }
}
