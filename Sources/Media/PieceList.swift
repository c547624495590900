/// The pieces of a buffer: a list whose first element needs no memory of its own. Nearly every
/// command moves one piece, and a simulation moves millions.
public struct PieceList: RandomAccessCollection, Sendable {
    private var head: DataBuffer.Piece?
    private var tail: [DataBuffer.Piece] = []

    /// No pieces.
    init() {}

    /// One piece.
    init(_ piece: DataBuffer.Piece) { head = piece }

    public var startIndex: Int { 0 }

    public var endIndex: Int { head == nil ? 0 : 1 + tail.count }

    public subscript(index: Int) -> DataBuffer.Piece {
        if index == 0, let head { return head }
        return tail[index - 1]
    }

    /// Puts another piece in the place of one.
    mutating func replace(_ index: Int, with piece: DataBuffer.Piece) {
        precondition(indices.contains(index))
        if index == 0 { head = piece } else { tail[index - 1] = piece }
    }

    /// Adds a piece behind the others.
    mutating func append(_ piece: DataBuffer.Piece) {
        if head == nil { head = piece } else { tail.append(piece) }
    }

    /// Removes the first pieces.
    mutating func removeFirst(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        if count == 0 { return }
        head = count <= tail.count ? tail[count - 1] : nil
        tail.removeFirst(Swift.min(count, tail.count))
    }
}
