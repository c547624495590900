import Devices
import SCSI
import WireBytes

extension FuzzFabric {
    /// Asks what became of a copy. What comes is no longer than asked for, and where it is whole,
    /// it decodes and encodes to the same bytes.
    ///
    /// - Returns: the data; empty where the command did not end with GOOD.
    @discardableResult
    func retrieve(
        _ action: UInt8, _ identifier: [UInt8], allocation: Int, from index: Int,
        nexus: NexusIdentifier = nexus
    ) throws(FuzzFinding) -> [UInt8] {
        let cdb = CopyCommand.retrieve(action, identifier, allocation: allocation)
        let completion = try execute(cdb, to: index, from: nexus)
        return try Self.checked(completion, action, allocation)
    }

    /// The data of a command of 84h, held to its allocation length and its structure.
    static func checked(
        _ completion: Completion, _ action: UInt8, _ allocation: Int
    ) throws(FuzzFinding) -> [UInt8] {
        guard completion.status == .good else {
            try require(completion.dataIn.count == 0, "data beside \(completion.status)")
            return []
        }
        try require(
            completion.dataIn.count <= allocation,
            "\(completion.dataIn.count) bytes where \(allocation) were asked for")
        guard let data = try? completion.dataIn.bytes() else {
            throw FuzzFinding("data that cannot be read")
        }
        // What is as long as asked for may have been cut.
        guard data.count < allocation, Int(action) < types.count, let type = types[Int(action)]
        else { return data }
        // RECEIVE COPY FAILURE DETAILS has AVAILABLE DATA alone where there are no details.
        if action == 4 && data == [0, 0, 0, 0] { return data }
        try type.requireWhole(data)
        return data
    }

    /// What each service action of 84h returns.
    private static let types: [(any WireCodable.Type)?] = [
        CopyStatusLID1Data.self, CopyDataLID1Data.self, nil, CopyOperatingParametersData.self,
        CopyFailureDetailsLID1Data.self, CopyStatusLID4Data.self, CopyDataLID4Data.self,
        RODTokenInformationData.self, AllRODTokensData.self,
    ]
}

extension WireCodable {
    fileprivate static func requireWhole(_ data: [UInt8]) throws(FuzzFinding) {
        guard let value = try? Self(data) else {
            throw FuzzFinding("\(wireName) that does not decode: \(hexPairs(data))")
        }
        try require(value.encoded() == data, "\(wireName) that encodes to other bytes")
    }
}
