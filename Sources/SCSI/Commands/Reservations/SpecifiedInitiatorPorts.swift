/// The initiator ports that REGISTER registers beside its own, with SPEC_I_PT.
///
///     Byte 0-3   TRANSPORTID PARAMETER DATA LENGTH, bytes that follow
///     Byte 4-n   TransportIDs
public struct SpecifiedInitiatorPorts: WireStructure {
    /// TransportIDs: the initiator ports.
    public var transportIDs: [TransportID] = []

    /// No initiator port.
    public init() {}

    /// These initiator ports.
    public init(_ transportIDs: [TransportID]) { self.transportIDs = transportIDs }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Specify initiator ports additional parameter data",
        source: "SPC-4, Basic PERSISTENT RESERVE OUT parameter list",
        .length("TRANSPORTID PARAMETER DATA LENGTH", 0...3, of: "TransportIDs") {
            $0.transportIDs.encodedLength
        },
        .list("TransportIDs", \.transportIDs))
}
