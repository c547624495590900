/// What only a disk has.
public struct DiskSetup: Equatable, Sendable {
    /// The block size where the scenario names none, in bytes.
    public static let defaultBlockSize = 512
    /// The block sizes that a scenario may name, in bytes.
    public static let blockSizes = [512, 4096]
    /// The largest size on a disk that a scenario may name, in bytes: 1 EiB.
    public static let largestSize = 1 << 60
    /// The largest disk that a store can hold, in bytes: what is kept in memory of each chunk of
    /// 64 KiB would itself be too large for a larger one.
    public static func largestSize(in store: StoreKind) -> Int {
        switch store {
        case .memory: 1 << 40
        case .file: 1 << 46
        }
    }

    /// The capacity in bytes, a multiple of the block size; nil if it is the image's. Larger than
    /// the image, the rest reads as zeros.
    public var size: Int?
    /// The logical block length in bytes, 512 or 4096.
    public var blockSize: Int
    /// Where writes go.
    public var store: StoreKind
    /// What the disk holds at the start, opened copy-on-write; nil for zeros.
    public var image: ScenarioPath?
    /// WCE of the caching mode page.
    public var writeCache: Bool
}
