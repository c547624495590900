import SCSI

/// The two ports of an I_T nexus, as persistent reservations name them.
public struct NexusIdentity: Equatable, Sendable {
    /// The initiator port.
    public var initiatorPort: TransportID
    /// RELATIVE TARGET PORT IDENTIFIER of the target port, from 1.
    public var relativeTargetPortIdentifier: UInt16

    /// The nexus of two ports.
    public init(initiatorPort: TransportID, relativeTargetPortIdentifier: UInt16 = 1) {
        self.initiatorPort = initiatorPort
        self.relativeTargetPortIdentifier = relativeTargetPortIdentifier
    }

    /// NAA 3h, locally assigned: the names of ports that nobody has named.
    private static let locallyAssigned: UInt64 = 0x3000_0000_0000_0000

    /// The identity of a nexus whose ports nobody has named: a Fibre Channel port with the number
    /// of the nexus in its name, at the one target port.
    public init(of nexus: NexusIdentifier) {
        let number = UInt64(truncatingIfNeeded: nexus.number) & ~(0xF << 60)
        self.init(
            initiatorPort: .fibreChannel(
                FibreChannelTransportID(nPortName: Self.locallyAssigned | number)))
    }

    /// The nexus that has been given this identity by its number, if it is such a one.
    public var numberedNexus: NexusIdentifier? {
        guard case .fibreChannel(let name) = initiatorPort,
            name.nPortName >> 60 == Self.locallyAssigned >> 60,
            relativeTargetPortIdentifier == 1
        else { return nil }
        return NexusIdentifier(Int(name.nPortName & ~(0xF << 60)))
    }
}
