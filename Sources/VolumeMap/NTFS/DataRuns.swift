import WireBytes

/// Data runs: where the clusters of a value lie.
///
/// Each run is a byte with two lengths, L in its lower and D in its upper half, then L bytes: how
/// many clusters (signed), then D bytes: how far its first cluster lies from that of the run before
/// (signed). D = 0 means that there are no clusters: a hole, and the next run counts from the last
/// one that had some. A byte 00h ends them.
///
///     21 18 34 56        18h clusters from 5634h on
///     01 20              a hole of 20h clusters
///     11 08 F0           8 clusters from 5624h on
enum DataRuns {
    /// What is wrong with data runs; the runs before it are good.
    enum Problem {
        case endsEarly, badLength, badCluster, tooMany, tooFew, tooFar

        var text: String {
            switch self {
            case .endsEarly: "data runs: they reach beyond the attribute"
            case .badLength: "data runs: a run without a length"
            case .badCluster: "data runs: a run outside of the volume"
            case .tooMany: "data runs: more clusters than up to the highest VCN"
            case .tooFew: "data runs: fewer clusters than up to the highest VCN"
            case .tooFar: "highest VCN: beyond 2^63 bytes"
            }
        }
    }

    /// Decodes runs and appends them as extents.
    ///
    /// - Parameters:
    ///   - bytes: one whole record.
    ///   - header: a non-resident attribute of it.
    ///   - geometry: of the volume that the clusters are on.
    /// - Returns: what is wrong with them; nil where nothing is.
    static func decode(
        _ bytes: Span<UInt8>, of header: AttributeHeader, on geometry: NTFSGeometry,
        into extents: inout [Extent]
    ) -> Problem? {
        guard header.endVCN <= UInt64(Int64.max) / UInt64(geometry.clusterLength) else {
            return .tooFar
        }
        let clusterCount = geometry.clusterCount
        var place = header.runsOffset
        let end = header.offset + header.length
        var logical = header.lowestVCN
        var cluster: Int64 = 0
        while true {
            guard place < end else { return .endsEarly }
            let sizes = bytes[place]
            if sizes == 0 { break }
            let lengthBytes = Int(sizes & 15)
            let offsetBytes = Int(sizes >> 4)
            guard lengthBytes <= 8, offsetBytes <= 8, lengthBytes > 0 else { return .badLength }
            guard end - place > lengthBytes + offsetBytes else { return .endsEarly }
            let length = bytes.signedLittleEndian(at: place + 1, count: lengthBytes)
            guard length > 0 else { return .badLength }
            let count = UInt64(length)
            guard count <= header.endVCN - logical else { return .tooMany }
            if offsetBytes == 0 {
                extents.append(Extent(logical: logical, physical: 0, count: count, kind: .hole))
            } else {
                let delta = bytes.signedLittleEndian(
                    at: place + 1 + lengthBytes, count: offsetBytes)
                let (next, overflow) = cluster.addingReportingOverflow(delta)
                guard !overflow, next >= 0, count <= clusterCount,
                    UInt64(next) <= clusterCount - count
                else { return .badCluster }
                cluster = next
                extents.append(
                    Extent(logical: logical, physical: UInt64(next), count: count, kind: .stored))
            }
            logical += count
            place += 1 + lengthBytes + offsetBytes
        }
        return logical == header.endVCN ? nil : .tooFew
    }
}

/// The clusters of one value, for finding where its bytes lie.
struct ClusterRuns {
    /// In logical order; what none of them has is lost.
    private(set) var extents: [Extent] = []

    init(_ extents: [Extent] = []) { self.extents = extents }

    /// Bytes of a value that lie together.
    enum Piece: Equatable {
        /// On the volume, from a byte on.
        case stored(at: UInt64, count: UInt64)
        /// Nowhere: so many zeros.
        case zeros(count: UInt64)
        /// It is not known where; so many bytes, or nil up to the end.
        case lost(count: UInt64?)
    }

    /// Where the byte `offset` and those behind it lie.
    ///
    /// - Complexity: O(log n).
    func piece(at offset: UInt64, clusterLength: Int) -> Piece {
        let length = UInt64(clusterLength)
        let cluster = offset / length
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if extents[middle].logical <= cluster { low = middle + 1 } else { high = middle }
        }
        if low > 0 {
            let extent = extents[low - 1]
            let skipped = cluster - extent.logical
            if skipped < extent.count {
                let inside = offset - cluster * length
                let count = (extent.count - skipped) * length - inside
                return extent.kind == .hole
                    ? .zeros(count: count)
                    : .stored(at: (extent.physical + skipped) * length + inside, count: count)
            }
        }
        guard low < extents.count else { return .lost(count: nil) }
        return .lost(count: extents[low].logical * length - offset)
    }

    /// The first cluster that is not known, counted from 0.
    var knownEnd: UInt64 {
        var end: UInt64 = 0
        for extent in extents {
            if extent.logical != end { break }
            end += extent.count
        }
        return end
    }
}
