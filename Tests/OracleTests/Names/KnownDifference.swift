import Testing

/// A name that the oracle is known to write otherwise than the standard does.
struct KnownDifference<Key: Hashable & Sendable>: Sendable {
    /// What is named.
    var key: Key
    /// What the oracle says; `nil` for nothing.
    var oracle: String?
    /// Why that is not what the standard says.
    var reason: String

    init(_ key: Key, _ oracle: String?, _ reason: String) {
        self.key = key
        self.oracle = oracle
        self.reason = reason
    }
}

/// Holds our names and the oracle's against each other, key by key. Both must say the same but for
/// the known differences; of these none may be stale.
func compare<Key: Hashable & Sendable>(
    _ keys: some Sequence<Key>, known: [KnownDifference<Key>], ours: (Key) -> String?,
    oracles: (Key) -> String?
) {
    let known = Dictionary(grouping: known, by: \.key)
    #expect(known.values.allSatisfy { $0.count == 1 }, "a difference is listed twice")
    var unmet = Set(known.keys)
    for key in keys {
        let (our, oracle) = (ours(key), oracles(key))
        if let difference = known[key]?.first {
            unmet.remove(key)
            #expect(oracle == difference.oracle, "\(key): the oracle says something else now")
            #expect(our != oracle, "\(key): no difference any more")
        } else {
            #expect(our == oracle, "\(key)")
        }
    }
    #expect(unmet.isEmpty, "differences in what is not compared")
}
