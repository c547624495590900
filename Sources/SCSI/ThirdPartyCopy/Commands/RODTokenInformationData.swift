/// What RECEIVE ROD TOKEN INFORMATION returns: where the copy stands, and the ROD tokens that it has
/// made (SPC-4, RECEIVE ROD TOKEN INFORMATION command).
///
///     Byte 0-x       as `CopyOperationReport` draws them
///     Byte x+1 - x+4 ROD TOKEN DESCRIPTORS LENGTH (n-(x+4))
///     Byte x+5 - n   ROD token descriptors
public struct RODTokenInformationData: CopyOperationReporting {
    public var report = CopyOperationReport()
    /// The tokens that the copy has made; none after WRITE USING TOKEN.
    public var rodTokenDescriptors: [RODTokenDescriptor] = []

    public init() {}

    /// What `report` says, and those tokens.
    public init(_ report: CopyOperationReport, rodTokenDescriptors: [RODTokenDescriptor]) {
        self.report = report
        self.rodTokenDescriptors = rodTokenDescriptors
    }

    public static let layout = WireLayout<Self>(
        "RECEIVE ROD TOKEN INFORMATION parameter data",
        source: "SPC-4, RECEIVE ROD TOKEN INFORMATION command",
        fields: reportFields + [
            .lengthPart(
                "ROD TOKEN DESCRIPTORS LENGTH", byteCount: 4, of: "ROD token descriptors"
            ) { $0.rodTokenDescriptors.encodedLength },
            .list("ROD token descriptors", \.rodTokenDescriptors),
        ])
}
