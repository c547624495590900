import SCSI

extension TokenRules {
    /// Bytes as a token that may be accepted, as far as can be told without knowing which tokens
    /// there are.
    func token(_ bytes: [UInt8]) throws(TokenFault) -> RODToken {
        let token = try RODToken.checked(bytes)
        try requireAccepted(token)
        return token
    }

    /// The ROD TYPE is one that is accepted.
    func requireAccepted(_ token: RODToken) throws(TokenFault) {
        guard acceptedTypes.contains(token.rodType) else {
            throw TokenFault(condition: .tokenTypeNotSupported, byte: 0)
        }
    }
}

extension RODToken {
    /// Bytes as a token, which must be as long as its length field says, and that as the standard
    /// has it.
    static func checked(_ bytes: [UInt8]) throws(TokenFault) -> RODToken {
        guard bytes.count == byteCount, let token = try? RODToken(bytes),
            token.rodTokenLength == RODManagementToken.standardTokenLength
        else { throw TokenFault(condition: .tokenLength, byte: 6) }
        return token
    }
}
