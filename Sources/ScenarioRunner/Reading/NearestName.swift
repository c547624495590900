/// The name among `names` that was probably meant by `name`, or nil if none is near.
///
/// Near means: at most one edit for every three characters of the longer one, and at most three.
/// Among equally near ones the first wins.
func nearestName(to name: String, among names: [String]) -> String? {
    // A word of this length is no slip of the fingers, and would cost time to compare.
    guard name.utf8.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in names {
        let distance = editDistance(Array(name), Array(candidate))
        let allowed = min(3, max(name.count, candidate.count) / 3)
        if distance <= allowed, distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.name
}

/// The Damerau-Levenshtein distance in its restricted form: insertions, deletions, substitutions
/// and swaps of neighbours, no part edited twice. Takes time and memory in proportion to the
/// product of the lengths.
func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var rows = [[Int]](
        repeating: [Int](repeating: 0, count: right.count + 1),
        count: left.count + 1
    )
    for row in 0...left.count { rows[row][0] = row }
    for column in 0...right.count { rows[0][column] = column }
    for row in left.indices {
        for column in right.indices {
            let cost = left[row] == right[column] ? 0 : 1
            var distance = min(
                rows[row][column + 1] + 1,
                rows[row + 1][column] + 1,
                rows[row][column] + cost
            )
            let isSwap =
                row > 0 && column > 0
                && left[row] == right[column - 1] && left[row - 1] == right[column]
            if isSwap { distance = min(distance, rows[row - 1][column - 1] + 1) }
            rows[row + 1][column + 1] = distance
        }
    }
    return rows[left.count][right.count]
}
