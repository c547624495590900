/// Every structure on the wire, for whoever wants them all: the tests, the fuzzers, `explain`.
///
/// Sorted by folder, then by name. Append the line of a new structure to its folder's part.
public enum WireStructures {
    /// The types.
    public static let all: [any WireCodable.Type] =
        blockCommands + primaryCommands + vpdPages

    // Commands/Block/
    private static let blockCommands: [any WireCodable.Type] = [
        Read10CDB.self,
        Read12CDB.self,
        Read16CDB.self,
        Read6CDB.self,
        ReadCapacity10CDB.self,
        ReadCapacity10ParameterData.self,
        ReadCapacity16CDB.self,
        ReadCapacity16ParameterData.self,
        Write10CDB.self,
        Write12CDB.self,
        Write16CDB.self,
        Write6CDB.self,
    ]

    // Commands/Primary/
    private static let primaryCommands: [any WireCodable.Type] = [
        DirectAccessDeviceSpecificParameter.self,
        InquiryCDB.self,
        ModeParameterHeader10.self,
        ModeParameterHeader6.self,
        SequentialAccessDeviceSpecificParameter.self,
        StandardInquiryData.self,
    ]

    // Pages/VPD/
    private static let vpdPages: [any WireCodable.Type] = [
        DesignationDescriptor.self
    ]
}
