/// A run of bytes in what was read, and what the text around it says that they are.
struct FoundBytes: Equatable, Sendable {
    /// What the text says.
    enum Role: Equatable, Sendable {
        /// A CDB.
        case command
        /// Data that went to the device.
        case dataOut
        /// Data that came from the device.
        case dataIn
        /// Data of a command; which way it went is not said.
        case data
        /// Sense data.
        case sense
        /// A single descriptor or page; of which kind is not said.
        case fragment
        /// Nothing.
        case unknown
    }

    /// The bytes.
    var bytes: [UInt8]
    /// Where they begin: `list.txt:3`.
    var origin: String
    /// What the text says that they are.
    var role: Role
}

extension FoundBytes.Role {
    /// What the headings before a dump say of it; of several the last one that says something.
    init(headings: [String], followsCommand: Bool) {
        for heading in headings.reversed() {
            let text = heading.lowercased()
            let rules: [(FoundBytes.Role, [String])] = [
                (.sense, ["sense"]),
                (.fragment, ["descriptor in hex", "vpd page"]),
                (.dataOut, ["parameter list", "data-out", "data out"]),
                (.dataIn, ["bytes of data", "response", "data-in", "data in", "received"]),
            ]
            for (role, words) in rules where words.contains(where: text.contains) {
                self = role
                return
            }
        }
        self = followsCommand ? .data : .unknown
    }
}
