/// How much a scenario file may ask of its reader.
enum ReadingLimits {
    /// The largest file, in bytes: 4 MiB.
    static let fileSize = 4 << 20
    /// How deep lists and mappings may be nested; the vocabulary needs 9.
    static let nesting = 32
    /// How many words that look like an alias (`*name`) a file with anchors (`&name`) may have
    /// before it is refused unparsed. Aliases are refused anyway, but only the parser knows them
    /// for sure, and the parser's own check for duplicate keys follows them: a few dozen, each of
    /// a list of the one before, would keep it busy for ever.
    static let aliasLikeWords = 4
    /// How many duplicate keys are looked for; each costs another pass over the file.
    static let duplicateKeys = 32
    /// How many scalars of a wrong value are shown.
    static let shownScalars = 40
    /// The longest name, in characters.
    static let nameLength = 64
    /// The most logical units of a case, snapshots included: the LUNs of one level of addressing.
    static let logicalUnits = 256
    /// The most ports of a logical unit.
    static let portsOfAUnit = 16
    /// The most I_T nexuses of a case.
    static let nexuses = 256
    /// The most sizes that a burst draws from.
    static let weightedSizes = 64
    /// The most cases; each reads anew what the cases share.
    static let cases = 256
    /// The longest parameter list or inline data, in bytes: 1 MiB.
    static let hexBytes = 1 << 20
}
