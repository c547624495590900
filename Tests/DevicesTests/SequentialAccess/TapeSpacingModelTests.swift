import Devices
import Media
import SCSI
import Testing

/// SPACE(6) against a walk over the objects, one by one: every start, every count, random tapes.
@Suite struct TapeSpacingModelTests {
    /// Where a walk ends, and what it has to say.
    private struct Walk: Equatable {
        var position: Int
        var residual: Int64?
        var key: SenseKey?
        var code: AdditionalSenseCode?

        /// Goes step by step over objects, of which true is a filemark.
        init(_ code: SpaceCode, _ count: Int, from start: Int, over objects: [Bool]) {
            position = start
            var left = abs(count)
            let isForward = count > 0
            var inARow = 0
            while left > 0 {
                guard isForward ? position < objects.count : position > 0 else {
                    // A row of filemarks is found as a whole, or not at all.
                    residual = Int64(code == .sequentialFilemarks ? abs(count) : left)
                    key = isForward ? .blankCheck : .noSense
                    self.code = isForward ? .endOfData : .beginningOfPartition
                    return
                }
                let isFilemark = objects[isForward ? position : position - 1]
                position += isForward ? 1 : -1
                switch code {
                case .logicalBlocks:
                    if isFilemark {
                        residual = Int64(left)
                        key = .noSense
                        self.code = .filemarkDetected
                        return
                    }
                    left -= 1
                case .filemarks:
                    if isFilemark { left -= 1 }
                default:
                    inARow = isFilemark ? inARow + 1 : 0
                    if inARow == abs(count) { left = 0 }
                }
            }
        }

        init(_ completion: Completion, position: Int) {
            self.position = position
            residual = completion.sense?.information
            key = completion.sense?.key
            code = completion.sense?.code
        }
    }

    @Test(arguments: 1...3)
    func everyStartAndCount(seed: UInt64) throws {
        let drive = try TapeDrive()
        var state = seed
        let objects = (0..<18).map { _ in
            // A small generator is enough to make rows of both kinds.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % 5 < 2
        }
        for isFilemark in objects {
            if isFilemark { drive.write(filemarks: 1) } else { drive.write(records: 1) }
        }
        for code in [SpaceCode.logicalBlocks, .filemarks, .sequentialFilemarks] {
            for start in 0...objects.count {
                for count in -20...20 {
                    drive.locate(start)
                    let completion = drive.run(
                        Space6CDB(code: code, count: TwosComplement24(clamping: count)))
                    let found = Walk(completion, position: try drive.position())
                    let expected = Walk(code, count, from: start, over: objects)
                    #expect(found == expected, "\(code.rawValue) \(count) from \(start)")
                }
            }
        }
    }
}
