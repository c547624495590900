import Dispatch
import Synchronization
import Testing

@testable import FuseExport

/// The lock of ranges, step by step.
@Suite struct RangeLockTests {
    /// What happened, in order.
    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        private let holds = Mutex<[String: RangeLock.Hold]>([:])
        let queue = DispatchQueue(label: "test.ranges")
        let lock: RangeLock

        init() { lock = RangeLock(queue: queue) }

        func acquire(_ name: String, _ range: Range<Int64>, exclusively: Bool) {
            lock.acquire(range, exclusively: exclusively) { hold in
                self.entries.withLock { $0.append(name) }
                self.holds.withLock { $0[name] = hold }
            }
        }

        func release(_ name: String) throws {
            let hold = holds.withLock { $0.removeValue(forKey: name) }
            lock.release(try #require(hold))
        }

        /// Who holds or held, when all that is due has been called.
        var names: [String] {
            queue.sync {}
            return entries.withLock { $0 }
        }
    }

    @Test func rangesExcludeEachOther() throws {
        let log = Log()
        log.acquire("a", 0..<10, exclusively: true)
        log.acquire("b", 10..<20, exclusively: true)
        log.acquire("c", 5..<15, exclusively: true)
        #expect(log.names == ["a", "b"])
        try log.release("a")
        #expect(log.names == ["a", "b"])
        try log.release("b")
        #expect(log.names == ["a", "b", "c"])
    }

    @Test func readersShareAndDoNotOvertake() throws {
        let log = Log()
        log.acquire("r1", 0..<10, exclusively: false)
        log.acquire("r2", 0..<10, exclusively: false)
        log.acquire("w", 0..<10, exclusively: true)
        log.acquire("r3", 0..<10, exclusively: false)
        log.acquire("elsewhere", 10..<11, exclusively: false)
        #expect(log.names == ["r1", "r2", "elsewhere"])
        try log.release("r1")
        try log.release("r2")
        #expect(log.names == ["r1", "r2", "elsewhere", "w"])
        try log.release("w")
        #expect(log.names == ["r1", "r2", "elsewhere", "w", "r3"])
    }
}
