import VolumeMap

/// What a lister tells of one value of a file; nil is what it does not tell.
struct ListedValue: Equatable {
    /// NTFS: the attribute type code. ext: 0.
    var type: UInt32 = 0
    /// The name of an attribute, a stream or an extended attribute; empty for the content.
    var name = ""
    var isResident: Bool?
    var size: UInt64
    var initializedSize: UInt64?
    var allocatedSize: UInt64?
    var extents: [Extent] = []

    /// Adds a run behind the others; one that follows on the last joins it.
    mutating func add(_ extent: Extent) {
        guard let last = extents.last, last.kind == extent.kind,
            last.logical + last.count == extent.logical,
            extent.kind == .hole || last.physical + last.count == extent.physical
        else { return extents.append(extent) }
        extents[extents.count - 1].count += extent.count
    }

    /// The value without what another lister does not tell.
    func told(like other: ListedValue) -> ListedValue {
        var value = self
        if other.isResident == nil { value.isResident = nil }
        if other.initializedSize == nil { value.initializedSize = nil }
        if other.allocatedSize == nil { value.allocatedSize = nil }
        return value
    }

    /// The value with the extents of its first blocks only.
    func cut(toBlocks count: UInt64) -> ListedValue {
        var value = self
        value.extents = extents.filter { $0.logical < count }.map {
            Extent(
                logical: $0.logical, physical: $0.physical,
                count: min($0.count, count - $0.logical), kind: $0.kind)
        }
        return value
    }
}

extension ListedValue: CustomStringConvertible {
    var description: String {
        let sizes = [initializedSize, allocatedSize].map { $0.map(String.init) ?? "-" }
        let place = isResident.map { $0 ? "resident" : "not resident" } ?? "anywhere"
        let runs = extents.prefix(6).map {
            "\($0.logical)+\($0.count)" + ($0.kind == .hole ? " \($0.kind)" : "@\($0.physical)")
                + ($0.kind == .unwritten ? " \($0.kind)" : "")
        }
        return "\(type) '\(name)' \(place), \(size) bytes (\(sizes.joined(separator: ", "))), "
            + "\(extents.count) extents \(runs.joined(separator: " "))"
    }
}

/// Files by their numbers, each with its values.
typealias Listing = [UInt64: [ListedValue]]

/// A difference between a lister and a map that is the lister's failure or its way of telling.
struct KnownFailure: Sendable {
    var reason: String
    /// Whether a file, as the map has it, is one of those.
    var covers: @Sendable (_ number: UInt64, _ ours: [ListedValue]) -> Bool
}

/// What a lister and a map say differently of files, one line a file; nothing where they agree.
///
/// - Parameters:
///   - known: files of which the lister is known to be wrong; each must be met, so that none
///     stays when it is mended.
func differences(
    _ ours: Listing, _ theirs: Listing, known: [KnownFailure] = []
) -> [String] {
    var lines: [String] = []
    var met = Set<Int>()
    for number in Set(ours.keys).union(theirs.keys).sorted() {
        guard let mine = ours[number] else {
            lines.append("\(number): is not in the map")
            continue
        }
        let told = theirs[number].map { sorted($0, like: nil) }
        if let told, sorted(mine, like: told) == told { continue }
        if let index = known.firstIndex(where: { $0.covers(number, mine) }) {
            met.insert(index)
            continue
        }
        guard let told else {
            lines.append("\(number): the lister does not know it; the map has \(mine)")
            continue
        }
        lines.append(firstDifference(sorted(mine, like: told), told, number))
    }
    for index in known.indices where !met.contains(index) {
        lines.append("known, but not met any more: \(known[index].reason)")
    }
    return lines
}

/// In an order that does not depend on the lister, and without what it does not tell.
private func sorted(_ values: [ListedValue], like others: [ListedValue]?) -> [ListedValue] {
    let order = values.sorted {
        ($0.type, $0.name, $0.size, $0.extents.first?.physical ?? 0)
            < ($1.type, $1.name, $1.size, $1.extents.first?.physical ?? 0)
    }
    guard let others else { return order }
    return order.enumerated().map { index, value in
        index < others.count ? value.told(like: others[index]) : value
    }
}

private func firstDifference(
    _ ours: [ListedValue], _ theirs: [ListedValue], _ number: UInt64
) -> String {
    for (mine, other) in zip(ours, theirs) where mine != other {
        let place = zip(mine.extents, other.extents).enumerated().first { $1.0 != $1.1 }
        let extent = place.map { "; extent \($0): \($1.0), lister \($1.1)" } ?? ""
        return "\(number): the map has \(mine), the lister \(other)\(extent)"
    }
    return "\(number): the map has \(ours.count) values, the lister \(theirs.count): "
        + "\((ours.count > theirs.count ? ours : theirs).dropFirst(min(ours.count, theirs.count)))"
}
